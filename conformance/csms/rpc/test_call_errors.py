"""Part 4, 4.2.2 and 4.2.3: when a CALLERROR is due and how it is written. Silence is no fault (conflict C-2)."""

from ocpp_conformance.conformance.case import ErrorCode, StationProbe, case, connector_status, one_of, text_like
from ocpp_conformance.conformance.frames import array, call_text
from ocpp_conformance.harness.probes import Reaction

IN_TABLE = one_of(*map(str, ErrorCode))
SHORT = text_like(r"(?s).{0,255}", "at most 255 characters")


async def provoked(station: StationProbe) -> list[Reaction]:
    """What comes of CALLs that are wrong in ways that have a code each; a CSMS may close the connection after any."""
    outcomes = []
    for raw in (
        array(2),
        call_text("MakeCoffee", {}),
        call_text("Authorize", {}),
        call_text("StatusNotification", connector_status("Charging")),
    ):
        outcomes.append(await station.provoke(raw))
        if outcomes[-1].closed is not None:
            await station.reconnected()
    return outcomes


@case("RPC-CSMS-ERROR-01", "An invalid CALL is answered with an error", topics=("rpc", "framing"))
async def test_invalid_call_is_answered_with_an_error(station: StationProbe) -> None:
    await station.booted()
    reaction = await station.provoke(call_text("Authorize", {}))
    reaction.refused("J-4.1.7-02", message_id=reaction.message_id)


@case("RPC-CSMS-ERROR-02", "An error is told in a CALLERROR", topics=("rpc", "framing"))
async def test_error_is_told_in_a_callerror(station: StationProbe) -> None:
    await station.booted()
    reaction = await station.provoke(call_text("Reset", {"type": "OnIdle"}))
    reaction.refused("J-4.2.3-02")


@case("RPC-CSMS-ERROR-03", "A CALLERROR has five elements", topics=("rpc", "framing"))
async def test_callerror_has_five_elements(station: StationProbe) -> None:
    await station.booted()
    reaction = await station.provoke(call_text("MakeCoffee", {}))
    reaction.refused("J-4.2.3-06")


@case("RPC-CSMS-ERROR-04", "Error codes are those of OCPP 2.0.1", topics=("rpc", "framing"))
async def test_error_codes_are_in_the_table(station: StationProbe) -> None:
    await station.booted()
    for reaction in await provoked(station):
        reaction.error_has("J-4.2.3-07", code=IN_TABLE)


@case("RPC-CSMS-ERROR-05", "Error descriptions are short texts", topics=("rpc", "framing"))
async def test_error_descriptions_are_short(station: StationProbe) -> None:
    await station.booted()
    for reaction in await provoked(station):
        reaction.error_has("J-4.2.3-08", description=SHORT)


@case("RPC-CSMS-ERROR-06", "Error details are an object", topics=("rpc", "framing"))
async def test_error_details_are_an_object(station: StationProbe) -> None:
    await station.booted()
    for reaction in await provoked(station):
        reaction.error_has("J-4.2.3-09", details={})
