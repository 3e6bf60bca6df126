"""Samples of block K."""

from ..sample import csms, held, idle, missed

START = {"startSchedule": "2026-01-01T00:00:00Z"}


def profile(periods=({"startPeriod": 0, "limit": 16.0},), schedule=None, **changes):
    made = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": list(periods), **(schedule or {})}
    about = {"id": 1, "stackLevel": 0, "chargingProfilePurpose": "TxProfile", "chargingProfileKind": "Relative"}
    return {**about, "chargingSchedule": [made], **changes}


def sets(*arguments, evse=1, **changes):
    return csms("SetChargingProfile", {"evseId": evse, "chargingProfile": profile(*arguments, **changes)})


def periods(*starts, **more):
    return [{"startPeriod": start, "limit": 16.0, **more} for start in starts]


def starts(*arguments, **changes):
    return csms("RequestStartTransaction", {"chargingProfile": profile(*arguments, **changes)})


WITHOUT = csms("RequestStartTransaction")
DEFAULT = {"chargingProfilePurpose": "TxDefaultProfile"}
LIMIT = {"chargingProfilePurpose": "ChargingStationMaxProfile"}
ABSOLUTE = {"chargingProfileKind": "Absolute"}

SAMPLES = {
    "a_schedule_begins_at_0": [
        held("it does", sets()),
        missed("it does not", sets(periods(10))),
        missed("it does not in a remote start", starts(periods(10))),
        idle("no profile", WITHOUT),
    ],
    "periods_are_in_order": [
        held("they are", sets(periods(0, 10))),
        missed("they are not", sets(periods(0, 20, 10))),
        missed("two at once", starts(periods(0, 0))),
        idle("one period", sets()),
        idle("no profile", WITHOUT),
    ],
    "a_schedule_says_when_it_starts_unless_it_is_relative": [
        held("Absolute with a start", sets(schedule=START, **ABSOLUTE)),
        held("Relative without one", sets()).about("K01.FR.41"),
        missed("Absolute without one", sets(**ABSOLUTE)),
        missed("Recurring without one", starts(chargingProfileKind="Recurring")),
        missed("Relative with one", sets(schedule=START)).about("K01.FR.41"),
        idle("no profile", WITHOUT),
    ],
    "a_limit_of_the_station_is_not_relative": [
        held("Absolute", sets(schedule=START, **LIMIT, **ABSOLUTE)),
        missed("Relative", sets(**LIMIT)),
        idle("for another purpose", sets()),
    ],
    "limits_of_others_are_not_set": [
        held("a TxProfile", sets()),
        missed("a limit of others", sets(chargingProfilePurpose="ChargingStationExternalConstraints")),
        missed("the same for K02", sets(chargingProfilePurpose="ChargingStationExternalConstraints")).about(
            "K02.FR.07"
        ),
        idle("a remote start", starts()),
    ],
    "a_tx_profile_names_its_transaction": [
        held("it does", sets(transactionId="T1")),
        missed("it does not", sets()),
        idle("for another purpose", sets(**DEFAULT)),
    ],
    "a_tx_profile_is_for_an_evse": [
        held("at EVSE 1", sets()),
        missed("at EVSE 0", sets(evse=0)),
        idle("for another purpose", sets(evse=0, **DEFAULT)),
    ],
    "a_phase_is_chosen_for_one_phase_only": [
        held("one phase", sets(periods(0, numberPhases=1, phaseToUse=2))),
        missed("three phases", sets(periods(0, numberPhases=3, phaseToUse=2))),
        missed("three by default", sets(periods(0, phaseToUse=2))),
        idle("no phase chosen", sets()),
    ],
}
