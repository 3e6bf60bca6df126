"""D02: the CSMS asks for the version of the Local Authorization List."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.d_local_list.lists import CARDS, ENABLED, list_in_use
from ocpp_conformance.conformance.station.variables import configured

_TOPICS, _NEEDS = ("auth",), (Need.ALLOW_LISTS,)


@case("PART2-CS-D02-01", "The version is that of the last update", topics=_TOPICS, needs=_NEEDS)
async def test_version_is_that_of_the_last_update(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        reply = await csms.call("GetLocalListVersion", {})
        reply.meets("D02.FR.01", versionNumber=version)


@case("PART2-CS-D02-02", "A list that is off has version 0", topics=_TOPICS, needs=_NEEDS)
async def test_list_that_is_off_has_version_zero(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]), configured(csms, {**ENABLED, "attributeValue": "false"}):
        reply = await csms.call("GetLocalListVersion", {})
        reply.meets("D02.FR.03", versionNumber=0)
