"""N09: the CSMS asks what the station keeps of a customer."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.n_diagnostics.customers import (
    STRANGER,
    customer_asked,
    has_data,
    known_customer,
    one_message,
)
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.conformance.waiting import has_action
from ocpp_conformance.harness.rpc import Payload


@case("TC_N_27_CS", needs=(Need.ALLOW_LISTS,), intents=PEOPLE)
async def test_known_customer_is_told(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with known_customer(csms, station_driver, tokens.get("accepted")) as customer:
        parts = await customer_asked(csms, customer, "N09.FR.02", "N09.FR.05")
        has_data(parts, step(3))


@case("TC_N_28_CS")
async def test_nothing_is_told_of_a_stranger(csms: CsmsProbe) -> None:
    await csms.booted()
    await customer_asked(csms, STRANGER, None, None, report=False, clear=True)
    parts = await customer_asked(csms, STRANGER, "N09.FR.02", "N09.FR.06")
    await one_message(csms, parts, "N09.FR.06")


@case("PART2-CS-N09-01", "A request about no customer, two, or for nothing is not accepted", topics=("auth",))
async def test_request_names_one_customer(csms: CsmsProbe) -> None:
    await csms.booted()
    two = {**STRANGER, "customerIdentifier": "nobody"}
    for number, named in enumerate(({}, two), 901):
        reply = await csms.call("CustomerInformation", {"requestId": number, "report": True, "clear": False, **named})
        has_action(reply).meets("N09.FR.09", status="Invalid")

    reply = await csms.call("CustomerInformation", {"requestId": 903, "report": False, "clear": False, **STRANGER})
    reply.meets("N09.FR.07", status="Rejected")
    reply.meets("N10.FR.07", status="Rejected")


@case("TC_N_29_CS")
async def test_request_that_cannot_be_handled(csms: CsmsProbe) -> None:
    """Part 6 names neither the state of the station nor a field: what names no customer can be handled in none."""
    await csms.booted()
    reply = await csms.call("CustomerInformation", {"requestId": 904, "report": True, "clear": False})
    has_action(reply).meets(step(2), status="Invalid")
