"""N10: the CSMS has the station clear what it keeps of a customer."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, absent_or, case, step
from ocpp_conformance.conformance.station.n_diagnostics.customers import (
    STRANGER,
    customer_asked,
    gone,
    has_data,
    known_customer,
    one_message,
    says_nothing,
)
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.conformance.waiting import has_action
from ocpp_conformance.harness.rpc import Payload

IDENTIFIER = "OpenChargeAlliance"
"""The customerIdentifier that Part 6 names."""


@case("TC_N_30_CS", needs=(Need.ALLOW_CUSTOMER, Need.ALLOW_LISTS), intents=PEOPLE)
async def test_known_customer_is_told_and_cleared(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with known_customer(csms, station_driver, tokens.get("accepted")) as customer:
        parts = await customer_asked(csms, customer, "N10.FR.01", "N10.FR.03", clear=True)
        has_data(parts, step(3))

        left = await customer_asked(csms, customer, None, step(7))
        left[0].meets(step(8), tbc=absent_or(False))
        if not await _listed(csms):
            gone(csms, parts, left, "N10.FR.03")


@case("TC_N_31_CS")
async def test_there_is_nothing_to_clear(csms: CsmsProbe) -> None:
    await csms.booted()
    parts = await customer_asked(csms, STRANGER, "N10.FR.01", "N10.FR.04", clear=True)
    await one_message(csms, parts, "N10.FR.04")


@case("TC_N_32_CS")
async def test_customer_is_cleared_only(csms: CsmsProbe) -> None:
    await csms.booted()
    parts = await customer_asked(csms, STRANGER, "N10.FR.01", "N10.FR.06", report=False, clear=True)
    await one_message(csms, parts, "N10.FR.06")


@case("TC_N_62_CS", intents=("store_customer",))
async def test_customer_is_cleared_by_identifier(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await csms.booted()
    await station_driver.intend("store_customer", identifier=IDENTIFIER)
    customer = {"customerIdentifier": IDENTIFIER}
    parts = await customer_asked(csms, customer, "N10.FR.01", "N10.FR.03", clear=True)
    has_data(parts, step(3))

    left = await customer_asked(csms, customer, "N09.FR.02", step(7))
    gone(csms, parts, left, step(7))
    says_nothing(csms, left, step(7))


async def _listed(csms: CsmsProbe) -> bool:
    """Whether the station has a local list, which keeps what is in it (N10.FR.03)."""
    reply = await csms.call("GetLocalListVersion", {})
    return bool(reply.error is None and reply["versionNumber"])


@case("TC_N_33_CS")
async def test_clearing_that_cannot_be_handled(csms: CsmsProbe) -> None:
    """Part 6 names neither the state of the station nor a field: what names no customer can be handled in none."""
    await csms.booted()
    reply = await csms.call("CustomerInformation", {"requestId": 905, "report": False, "clear": True})
    has_action(reply).meets(step(2), status="Invalid")
