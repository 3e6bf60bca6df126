"""K01: the CSMS sets a charging profile."""

from ocpp_conformance.conformance.case import CaseDriver, Need, StationProbe, case
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.conformance.csms.states import authorized, booted, energy_transfer_started
from ocpp_conformance.harness.probes.charging_session import ChargingSession

_TOPICS = ("smartcharging",)


@case(
    "PROFILE-CSMS-SET-01",
    "A limit for all transactions, and one for the station",
    topics=_TOPICS,
    intents=("set_profile",),
    subject=("K01.FR.22", "K01.FR.31", "K01.FR.40"),
)
async def test_limits_that_last(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    for purpose, evse in (("TxDefaultProfile", 1), ("ChargingStationMaxProfile", 0)):
        wanted = {"chargingProfile": {"chargingProfilePurpose": purpose}}
        await asked(
            station, csms_driver, None, "set_profile", ACCEPTED, where=wanted, evse=evse, purpose=purpose, limit=16
        )


@case(
    "PROFILE-CSMS-SET-02",
    "A limit for the transaction that runs",
    topics=_TOPICS,
    needs=(Need.TOKEN_ACCEPTED,),
    intents=("set_profile",),
    subject=("K01.FR.03", "K01.FR.16", "K01.FR.31"),
)
async def test_limit_of_a_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await authorized(session)
    await energy_transfer_started(session)
    about = {"evse": session.evse, "purpose": "TxProfile", "transaction_id": session.transaction, "limit": 16}
    wanted = {"chargingProfile": {"chargingProfilePurpose": "TxProfile"}}
    await asked(session.station, csms_driver, None, "set_profile", ACCEPTED, where=wanted, **about)
