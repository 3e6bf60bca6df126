"""J02: the register of the energy meter, from one transaction to the next."""

from collections.abc import Iterable, Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.j_metering.values import Reading, readings
from ocpp_conformance.conformance.station.sampling import ENERGY, TX_ENDED, TX_STARTED, measuring
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.rpc import Payload

CHARGED = 20
"""OCPP seconds in which energy flows, so that the register stands on more than zero."""


@case(
    "PART2-CS-J02-17",
    "The register does not begin anew with a transaction",
    topics=("transactions",),
    intents=PEOPLE,
)
async def test_register_goes_on(csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]) -> None:
    await csms.booted()
    card = tokens.get("accepted")
    async with measuring(csms, TX_STARTED), measuring(csms, TX_ENDED):
        async with while_charging(csms, station_driver, card) as visit:
            await csms.listen(csms.patience.scaled(CHARGED))
            before = _register(readings([await ended(visit)], "Transaction.End"))
        async with while_charging(csms, station_driver, card) as visit:
            begun = readings(visit.events(), "Transaction.Begin")
            after = _register(begun)
    if not before or after is None:
        raise csms.checklist.give_up(f"precondition not reached: a register that counts; told were {before}, {after}")
    misses = (Miss("", f"a register of {before:g} Wh or more", f"{after:g} Wh"),) if after < before else ()
    csms.checklist.book("J02.FR.17", misses, frame=begun[0].message.frame)


def _register(found: Iterable[Reading]) -> float | None:
    """The register in the first of these readings that has one, in Wh; None where none has."""
    samples = (sample for each in found for sample in each.samples)
    return next((_in_wh(sample) for sample in samples if sample.get("measurand", ENERGY) == ENERGY), None)


def _in_wh(sample: Payload) -> float:
    unit: Payload = sample.get("unitOfMeasure", {})
    return float(sample["value"] * 10 ** unit.get("multiplier", 0) * (1000 if unit.get("unit", "Wh") == "kWh" else 1))
