"""D01, D02: the version of a station's Local Authorization List after each kind of update."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.d_local_list.lists import CARDS, ENABLED, list_in_use, listed, send
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.harness.evidence import Source

_NEEDS = (Need.ALLOW_LISTS,)


async def _has_version(csms: CsmsProbe, source: Source, version: int) -> None:
    (await csms.call("GetLocalListVersion", {})).meets(source, versionNumber=version)


@case("TC_D_01_CS", needs=_NEEDS)
async def test_full_list_is_taken(csms: CsmsProbe) -> None:
    async with list_in_use(csms) as version:
        (await send(csms, "Full", version + 1, listed(CARDS[0]))).meets(step(2), status="Accepted")
        await _has_version(csms, step(4), version + 1)


@case("TC_D_02_CS", needs=_NEEDS)
async def test_update_is_taken(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        (await send(csms, "Differential", version + 1, listed(CARDS[1]))).meets(step(2), status="Accepted")
        await _has_version(csms, step(4), version + 1)


@case("TC_D_03_CS", needs=_NEEDS)
async def test_removal_is_taken(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        (await send(csms, "Differential", version + 1, [{"idToken": CARDS[0]}])).meets(step(2), status="Accepted")
        await _has_version(csms, step(4), version + 1)


@case("TC_D_04_CS", needs=_NEEDS)
async def test_empty_full_list_is_taken(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        (await send(csms, "Full", version, [])).meets(step(2), status="Accepted")
        await _has_version(csms, step(4), version)


@case("TC_D_05_CS", needs=_NEEDS)
async def test_empty_update_is_taken(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        (await send(csms, "Differential", version + 1, [])).meets(step(2), status="Accepted")
        await _has_version(csms, step(4), version + 1)


@case("TC_D_06_CS", needs=_NEEDS)
async def test_older_update_is_not_taken(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as first:
        (await send(csms, "Full", first + 1, listed(CARDS[0]))).expects(status="Accepted")  # above 1
        reply = await send(csms, "Differential", first, listed(CARDS[1]))
        reply.meets("D01.FR.19", status="VersionMismatch")
        reply.meets(step(2), status="VersionMismatch")
        await _has_version(csms, step(4), first + 1)


@case("TC_D_07_CS", needs=(*_NEEDS, Need.RESET))
async def test_version_outlasts_a_reboot(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        await csms.reboot()
        await csms.settled()
        await _has_version(csms, step(2), version)


@case("TC_D_08_CS", needs=_NEEDS)
async def test_version_is_told(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        await _has_version(csms, step(2), version)


@case("TC_D_10_CS", needs=_NEEDS)
async def test_version_of_a_list_that_is_off(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]), configured(csms, {**ENABLED, "attributeValue": "false"}):
        await _has_version(csms, step(2), 0)
