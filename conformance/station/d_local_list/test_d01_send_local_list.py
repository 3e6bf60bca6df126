"""D01: the CSMS sends a Local Authorization List."""

from ocpp_conformance.conformance.case import PRESENT, CsmsProbe, Need, case, one_of, variable
from ocpp_conformance.conformance.station.d_local_list.lists import CARDS, holds, list_in_use, listed, send
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.probes import mismatches

_TOPICS, _NEEDS = ("auth",), (Need.ALLOW_LISTS,)


@case("PART2-CS-D01-01", "A full update replaces the list", topics=_TOPICS, needs=_NEEDS)
async def test_full_update_replaces_the_list(csms: CsmsProbe) -> None:
    async with list_in_use(csms, *CARDS[:3]) as version:
        reply = await send(csms, "Full", version + 1, listed(CARDS[3]))
        reply.meets("D01.FR.15", status="Accepted")
        await holds(csms, "D01.FR.15", 1, version + 1)


@case("PART2-CS-D01-02", "A full update without entries empties the list", topics=_TOPICS, needs=_NEEDS)
async def test_full_update_without_entries_empties_the_list(csms: CsmsProbe) -> None:
    async with list_in_use(csms, *CARDS[:2]) as version:
        reply = await send(csms, "Full", version + 1, [])
        reply.meets("D01.FR.04", status="Accepted")
        entries = await value_of(csms, variable("LocalAuthListCtrlr", "Entries"))
        csms.checklist.book("D01.FR.04", mismatches("0", entries, "LocalAuthListCtrlr.Entries"))


@case("PART2-CS-D01-03", "A differential update without entries changes none", topics=_TOPICS, needs=_NEEDS)
async def test_differential_update_without_entries_changes_none(csms: CsmsProbe) -> None:
    async with list_in_use(csms, *CARDS[:2]) as version:
        reply = await send(csms, "Differential", version + 1, [])
        reply.meets("D01.FR.05", status="Accepted")
        entries = await value_of(csms, variable("LocalAuthListCtrlr", "Entries"))
        csms.checklist.book("D01.FR.05", mismatches("2", entries, "LocalAuthListCtrlr.Entries"))


@case("PART2-CS-D01-04", "A differential update adds and changes entries", topics=_TOPICS, needs=_NEEDS)
async def test_differential_update_adds_and_changes(csms: CsmsProbe) -> None:
    async with list_in_use(csms, *CARDS[:2]) as version:
        reply = await send(csms, "Differential", version + 1, listed(CARDS[1], CARDS[2], status="Blocked"))
        reply.meets("D01.FR.16", status="Accepted")
        await holds(csms, "D01.FR.16", 3, version + 1)


@case("PART2-CS-D01-05", "A differential update removes what has no idTokenInfo", topics=_TOPICS, needs=_NEEDS)
async def test_differential_update_removes(csms: CsmsProbe) -> None:
    async with list_in_use(csms, *CARDS[:3]) as version:
        reply = await send(csms, "Differential", version + 1, [{"idToken": CARDS[0]}])
        reply.meets("D01.FR.17", status="Accepted")
        await holds(csms, "D01.FR.17", 2, version + 1)


@case(
    "PART2-CS-D01-06",
    "An id token that comes twice is listed once, or the list is refused",
    topics=_TOPICS,
    needs=_NEEDS,
)
async def test_duplicates_are_not_listed(csms: CsmsProbe) -> None:
    async with list_in_use(csms) as version:
        reply = await send(csms, "Full", version + 1, listed(CARDS[0], CARDS[0]))
        reply.expects(status=one_of("Accepted", "Failed"))
        entries = await value_of(csms, variable("LocalAuthListCtrlr", "Entries"))
        right = one_of("0", "1") if reply["status"] == "Failed" else "1"
        csms.checklist.book("D01.FR.06", mismatches(right, entries, "LocalAuthListCtrlr.Entries"), seen=reply["status"])


@case(
    "PART2-CS-D01-07",
    "A differential update must be newer than the list",
    topics=_TOPICS,
    needs=_NEEDS,
    subject=("D01.FR.19",),
)
async def test_older_update_is_a_mismatch(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]) as version:
        reply = await send(csms, "Differential", version, listed(CARDS[1]))
        reply.meets("D01.FR.19", status="VersionMismatch")
        await holds(csms, "D01.FR.19", 1, version)


@case("PART2-CS-D01-08", "The list survives a reboot", topics=(*_TOPICS, "reset"), needs=(*_NEEDS, Need.RESET))
async def test_list_survives_a_reboot(csms: CsmsProbe) -> None:
    async with list_in_use(csms, *CARDS[:2]) as version:
        await csms.reboot()
        await csms.settled()
        await holds(csms, "D01.FR.10", 2, version)


@case(
    "PART2-CS-D01-09",
    "A station with a list says how many entries it has",
    topics=(*_TOPICS, "variables"),
    needs=_NEEDS,
)
async def test_entries_are_told(csms: CsmsProbe) -> None:
    async with list_in_use(csms, CARDS[0]):
        reply = await csms.call("GetVariables", {"getVariableData": [variable("LocalAuthListCtrlr", "Entries")]})
        told = {"attributeStatus": "Accepted", "attributeValue": PRESENT}
        reply.meets("D01.FR.12", getVariableResult=[told])
