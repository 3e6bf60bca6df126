"""What flows to the EVs of a station, against what its charging profiles allow (K01, K04, K06, K07, K11)."""

from __future__ import annotations

from statistics import median

from ocpp_conformance.conformance.case import CsmsProbe, one_of, text_like
from ocpp_conformance.conformance.station.e_transactions.outages import Outage
from ocpp_conformance.conformance.station.j_metering.values import readings
from ocpp_conformance.conformance.station.k_smart_charging.phases import of_evse
from ocpp_conformance.conformance.station.k_smart_charging.profiles import Profiles
from ocpp_conformance.conformance.station.sampling import TX_UPDATED
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

A_NUMBER = text_like(r"[+-]?[0-9]+(\.[0-9]+)?", "a number")
_FOLLOWS = 6
"""Seconds in which an EV follows its limit (IEC 61851-1 gives it 5)."""
_MOST = 0.75
"""The share that an EV keeps which keeps its power; an equal part for two is 0.5."""
_LEAST = 100
"""W: less is no rate of charging, or one that is told in kW."""
_READ = {"triggerReason": one_of("MeterValuePeriodic", "MeterValueClock")}
_FAIR = 0.1
"""What a measured power may differ, as a share of it."""


async def power(csms: CsmsProbe, evse: int = 1) -> float:
    """What flows to an EVSE, in W. Raises `Inconclusive` where its variable Power doesn't tell, or nothing does."""
    text = await value_of(csms, of_evse("Power", evse))
    if text is None or not A_NUMBER.holds(text) or float(text) < _LEAST:
        raise csms.checklist.give_up(f"Power of EVSE {evse} is {text}: that tells no rate of charging")
    return float(text)


async def follows(csms: CsmsProbe) -> None:
    """Give the EVs the time to take what they are offered."""
    await csms.listen(csms.patience.scaled(_FOLLOWS))


async def flowing(csms: CsmsProbe) -> float:
    """What flows to EVSE 1, in W, once the EV takes what it is offered."""
    await follows(csms)
    return await power(csms)


async def total_flowing(profiles: Profiles) -> float:
    """What flows to all EVSEs together, in W, once the EVs take what they are offered."""
    await follows(profiles.csms)
    return sum([await power(profiles.csms, evse) for evse in profiles.evses])


async def read(visit: Visit) -> float:
    """What flows in the transaction of a visit, in W, by its next readings. Raises `Inconclusive` where they have no
    power."""
    csms = visit.csms
    await follows(csms)
    since, late = csms.mark, csms.patience.too_late(TX_UPDATED.interval)
    await csms.next_call("TransactionEvent", since=since, within=late, where=_READ)
    await csms.settled()
    return max(_watts_told(csms, visit.events(since), "the station tells no Power.Active.Import"))


def shows(csms: CsmsProbe, before: float, most: float) -> None:
    """A limit of so many W will show in what flows, as a precondition: without it more does."""
    if before <= most * (1 + _FAIR):
        raise csms.checklist.give_up(f"a limit of {most:.0f} W does not show where {before:g} W flow without it")


async def draws(csms: CsmsProbe, source: Source, most: float) -> None:
    """The source wants no more than this, in W, to flow to EVSE 1."""
    _book(csms, source, "Power of EVSE 1", await flowing(csms), most)


async def total_draws(profiles: Profiles, source: Source, most: float) -> None:
    """The source wants no more than this, in W, to flow to all EVSEs together."""
    _book(profiles.csms, source, "Power of all EVSEs", await total_flowing(profiles), most)


async def powers(profiles: Profiles) -> dict[int, float]:
    """What flows to each EVSE, in W, as a precondition: more than the half of any other everywhere."""
    found = {evse: await power(profiles.csms, evse) for evse in profiles.evses}
    if min(found.values()) * 2 < max(found.values()):
        raise profiles.csms.checklist.give_up(f"the EVs charge too differently: {found}")
    return found


async def keeps_its_power(profiles: Profiles, source: Source, before: dict[int, float], evse: int) -> None:
    """The source wants most of what flowed to this EVSE to flow there still. Raises `Inconclusive` where all others
    go on as before too."""
    csms = profiles.csms
    await follows(csms)
    texts = {each: await value_of(csms, of_evse("Power", each)) for each in before}
    now = {each: float(text) for each, text in texts.items() if text is not None and A_NUMBER.holds(text)}
    if len(now) < len(before):
        raise csms.checklist.give_up(f"what flows to the EVSEs is {texts}: that tells no power")
    if sum(now.values()) > sum(before.values()) * (1 - _FAIR):
        raise csms.checklist.give_up("the EVs charge as before: their station is not limited")
    right = now[evse] >= before[evse] * _MOST
    misses = () if right else (Miss(f"Power of EVSE {evse}", f"about {before[evse]:g} W", f"{now[evse]:g} W"),)
    csms.checklist.book(source, misses, seen=f"{now} after {before}")


async def drew(visit: Visit, gap: Outage, source: Source, most: float) -> None:
    """The source wants no more than this, in W, to have flowed while the station was offline, by what it tells of that
    afterwards. Raises `Inconclusive` where that has no power."""
    _book(visit.csms, source, "Power.Active.Import", max(await _told(visit, gap)), most)


async def drew_as_before(visit: Visit, gap: Outage, source: Source, before: float) -> None:
    """The source wants as much to have flowed while the station was offline as before and afterwards. Raises
    `Inconclusive` where afterwards another power flows, for then the EV wanted it otherwise."""
    told, csms = await _told(visit, gap), visit.csms
    now = await flowing(csms)
    if abs(now - before) > before * _FAIR:
        raise csms.checklist.give_up(f"the EV charges otherwise than before: {now:g} W, {before:g} W")
    low = median(told)  # the EV may take less for a moment
    misses = () if low >= before * (1 - _FAIR) else (Miss("Power.Active.Import", f"{before:g} W", f"{low:g} W"),)
    csms.checklist.book(source, misses, seen=f"{low:g} W of {before:g}")


async def _told(visit: Visit, gap: Outage) -> list[float]:
    csms = visit.csms
    await csms.next_call("TransactionEvent", since=gap.since, where={"offline": True})
    await csms.settled()
    return _watts_told(csms, gap.told(visit), "the station tells no Power.Active.Import from the outage")


def _book(csms: CsmsProbe, source: Source, what: str, told: float, most: float) -> None:
    misses = () if told <= most * (1 + _FAIR) else (Miss(what, f"at most {most:.0f} W", f"{told:g}"),)
    csms.checklist.book(source, misses, seen=f"{told:g} W of {most:.0f}")


def _watts_told(csms: CsmsProbe, events: list[ReceivedCall], otherwise: str) -> list[float]:
    found = [watts for each in readings(events) for watts in map(_watts, each.samples) if watts is not None]
    if not found:
        raise csms.checklist.give_up(otherwise)
    return found


def _watts(sample: Payload) -> float | None:
    """A SampledValueType as the power of all phases, in W; None for another."""
    if sample.get("measurand") != "Power.Active.Import" or "phase" in sample:
        return None
    unit = sample.get("unitOfMeasure", {})
    watts: float = sample["value"] * 10 ** unit.get("multiplier", 0) * (1000 if unit.get("unit") == "kW" else 1)
    return watts


async def rate_changes(csms: CsmsProbe, before: float) -> None:
    """Another power flows to EVSE 1 than before, by far, as a precondition: the EV may not have used what it may."""
    now = await flowing(csms)
    if abs(now - before) < before * _FAIR:
        raise csms.checklist.give_up(f"the EV charges as before: {now:g} W")
