"""A01: the CSMS gives a station a new password."""

from collections.abc import Callable
from dataclasses import replace

from ocpp_conformance.conformance.case import (
    CaseDriver,
    Need,
    StationProbe,
    a_list_with,
    case,
    connector_status,
    one_of,
    step,
    text_like,
)
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.configuration import all_written, named, none_written
from ocpp_conformance.harness.evidence.matchers import mismatches
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.transport import Secret

NEW = Secret("open-conformance-new-01")
ABOUT_IT: dict[str, object] = {"setVariableData": a_list_with(named("SecurityCtrlr", "BasicAuthPassword"))}
"""Tells the CALL from what a CSMS may write of its own accord."""
A_PASSWORD = text_like(r"[A-Za-z0-9*\-_=:+|@.]{16,40}", "a passwordString of 16 to 40 characters")
"""A00.FR.205; which one is the CSMS's to choose (A01.FR.07)."""


@case("TC_A_09_CSMS", needs=(Need.PASSWORD,), intents=("change_password", "setup"))
async def test_new_password_replaces_the_old_one(station: StationProbe, csms_driver: CaseDriver) -> None:
    known = station.address.password
    assert known is not None
    old = known.reveal()
    await csms_driver.setup(password=old)  # where nobody can bring it back, the case doesn't begin
    try:
        await station.booted()
        new = await _changed(station, csms_driver, all_written)

        (await station.attempt(password=old)).turned_away("A01.FR.03", with_status=(401, 403))
        station.address = replace(station.address, password=new)
        await station.connect(step(4))
        boot = await station.boot()
        boot.meets(step(6), status="Accepted")
        status = await station.call("StatusNotification", connector_status())
        status.meets(step(8))
    finally:
        await csms_driver.setup(password=old)


@case("TC_A_10_CSMS", needs=(Need.PASSWORD,), intents=("change_password",))
async def test_old_password_stays_where_the_new_one_was_rejected(
    station: StationProbe, csms_driver: CaseDriver
) -> None:
    await station.booted()
    await _changed(station, csms_driver, none_written)

    await station.connect("A01.FR.04")
    boot = await station.boot()
    boot.meets(step(6), status=one_of("Accepted", "Pending"))  # Pending by A01.FR.05
    if boot["status"] == "Accepted":
        status = await station.call("StatusNotification", connector_status())
        status.meets(step(8))


async def _changed(station: StationProbe, csms_driver: CaseDriver, answer: Callable[[Call], Payload]) -> Secret:
    """Step 1: the CSMS sends the new password; then the station goes away, to come back with one of the two."""
    wish = NEW.reveal()
    change = await asked(station, csms_driver, "A01.FR.02", "change_password", answer, where=ABOUT_IT, password=wish)
    written = named("SecurityCtrlr", "BasicAuthPassword", attributeValue=A_PASSWORD)
    change.meets(step(1), setVariableData=a_list_with(written))
    await station.away()
    return next(Secret(item["attributeValue"]) for item in change["setVariableData"] if not mismatches(written, item))
