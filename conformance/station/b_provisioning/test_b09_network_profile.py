"""B09 and B10: the CSMS gives the station another way to connect, or has it go one that there isn't."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.b_provisioning.migration import NO_SLOT
from ocpp_conformance.conformance.station.network_profiles import (
    listed_slots,
    ordering,
    security_profile,
    set_profile,
    slots,
)
from ocpp_conformance.harness.evidence import Miss

_TOPICS = ("variables",)


@case("TC_B_43_CS")
async def test_profile_for_a_slot_that_does_not_exist_is_rejected(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await set_profile(csms, NO_SLOT, csms.elsewhere().url, await security_profile(csms))
    reply.meets("B09.FR.02", status="Rejected")


@case("PART2-CS-B09-01", "A profile for a slot beside those that are listed is rejected", topics=_TOPICS)
async def test_profile_for_a_slot_that_is_not_listed_is_rejected(csms: CsmsProbe) -> None:
    await csms.booted()
    beside = max(await _slots_told(csms)) + 1
    reply = await set_profile(csms, beside, csms.elsewhere().url, await security_profile(csms))
    reply.meets("B09.FR.05", status="Rejected")


@case("PART2-CS-B09-02", "There are two slots or more", topics=_TOPICS)
async def test_there_are_two_slots(csms: CsmsProbe) -> None:
    await csms.booted()
    told = await _slots_told(csms)
    misses = () if len({*told}) > 1 else (Miss("valuesList", "two slots or more", ",".join(map(str, told))),)
    csms.checklist.book("B09.FR.06", misses)


@case("PART2-CS-B10-01", "An order that leads to a slot without a profile is rejected", topics=_TOPICS)
async def test_order_with_an_empty_slot_is_rejected(csms: CsmsProbe) -> None:
    await csms.booted()
    active, _ = await slots(csms)
    async with ordering(csms, active, max(await _slots_told(csms)) + 1) as written:
        written.meets("B10.FR.02", setVariableResult=[{"attributeStatus": "Rejected"}])


async def _slots_told(csms: CsmsProbe) -> list[int]:
    """The slots that the station lists. Raises `Inconclusive` where it lists none."""
    told = await listed_slots(csms)
    if not told:
        raise csms.checklist.give_up("the station tells no valuesList of NetworkConfigurationPriority")
    return told
