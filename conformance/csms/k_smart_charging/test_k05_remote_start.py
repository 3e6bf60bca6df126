"""K05: the CSMS starts a transaction from afar with a charging profile."""

from ocpp_conformance.conformance.case import NOTHING, PRESENT, CaseDriver, Need, case, one_of, step
from ocpp_conformance.conformance.csms.f_remote_control.remote_starts import remote_start_told, start_first
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_K_37_CSMS", topics=("smartcharging",), needs=(Need.TOKEN_ACCEPTED,), intents=("remote_start",))
async def test_remote_start_with_a_limit(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    request = await start_first(session, csms_driver, limit=6)
    profile = request["chargingProfile"] or {}
    absolute = profile.get("chargingProfileKind") == "Absolute"
    request.meets(
        step(1),
        evseId=session.evse,
        chargingProfile={
            "chargingProfilePurpose": "TxProfile",
            "transactionId": NOTHING,
            "chargingProfileKind": one_of("Relative", "Absolute"),
            "chargingSchedule": [{"startSchedule": PRESENT if absolute else NOTHING}],
        },
    )
    await remote_start_told(session, request, step(4), "E03.FR.02")
