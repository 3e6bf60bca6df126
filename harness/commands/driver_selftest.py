"""The self-test of a driver on the live system: does what it says it has done show on the wire?"""

from __future__ import annotations

import asyncio
from typing import Any

from ocpp_conformance.harness.commands.diagnosis import Diagnosis, Report
from ocpp_conformance.harness.evidence import Binding, Checklist, Inconclusive, Recording, Violation
from ocpp_conformance.harness.probes import CsmsProbe, StationProbe
from ocpp_conformance.harness.probes.probe import Probe
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.carriers import Carrier, carrier_to
from ocpp_conformance.harness.sut.description import Description, Token
from ocpp_conformance.harness.sut.driver import DriverError, Intent, Receipt, Result
from ocpp_conformance.harness.sut.intents import GOALS, SETUP, Goal


def samples(goal: Goal, token: Token | None) -> dict[str, Any]:
    """Arguments that a CSMS or a station can do something with, of this id token where there is one."""
    own = {} if token is None else {"id_token": token.text, "type": token.kind}
    return {name: own.get(name, sample) for name, sample in goal.samples.items()}


async def try_csms(sut: Description, report: Report) -> None:
    """Connect a station of ours to the CSMS, boot, and try each intent that the driver describes."""
    recording = Recording()
    probe = StationProbe(sut.address(1), recording, Checklist("", recording, lambda _: Binding.MUST), sut.patience)
    try:
        await probe.booted()
        await _try(sut, probe, sut.address(1).identity, report)
    except (Inconclusive, Violation) as error:
        report(Diagnosis("driver", False, f"our station is not accepted: {error.headline}", "accept it at the CSMS"))
    finally:
        await probe.close()


async def try_station(sut: Description, probe: CsmsProbe, identity: str, report: Report) -> None:
    """Try each intent that the driver describes on the station that is connected."""
    await _try(sut, probe, identity, report)


async def _try(sut: Description, probe: Probe, identity: str, report: Report) -> None:
    assert sut.driver is not None
    opened = carrier_to(sut.driver)
    try:
        async with asyncio.timeout(sut.driver.timeout):
            carrier = await opened.__aenter__()
    except (DriverError, TimeoutError) as error:
        report(Diagnosis("driver", False, str(error) or "no answer", "see `ocpp-conformance driver check`"))
        return
    try:
        told = carrier.abilities.intents
        report(Diagnosis("driver", True, f"{sut.driver} can carry out {', '.join(sorted(told)) or 'nothing'}"))
        for goal in sorted(GOALS.values(), key=lambda goal: goal.turn):
            if goal.name in told and goal.role is probe.role.other and _is_tried(goal, sut):
                report(await _tried(sut, probe, carrier, identity, goal))
        if SETUP in told:
            deed = carrier.setup(identity, {"registration": ["Accepted"]})
            report(_receipt(SETUP, await _within(sut, deed)))
        seen = await _within(sut, carrier.observe(identity))
        report(Diagnosis("observe", not isinstance(seen, str), f"{seen}", "" if not isinstance(seen, str) else _SEE))
    finally:
        await carrier.close()


def _is_tried(goal: Goal, sut: Description) -> bool:
    return not goal.lasting and (sut.may_reset or goal.name != "power_cycle")


_SEE = "see the log of the driver"


async def _tried(sut: Description, probe: Probe, carrier: Carrier, identity: str, goal: Goal) -> Diagnosis:
    token = sut.token("accepted") if sut.has_token("accepted") else None
    since, intent = probe.mark, Intent(goal.name, samples(goal, token))
    found = _receipt(str(intent), await _within(sut, carrier.intend(identity, intent)))
    if not found.good:
        return found
    if goal.action is None:
        await probe.comes(since=since)
        heard = ", ".join(dict.fromkeys(call.action for call in probe.received(since=since)))
        return Diagnosis(str(intent), True, f"done; then came {heard or 'nothing'}")
    try:
        within = sut.patience.boot if goal.role is Role.STATION else sut.patience.reply
        await probe.next_call(goal.action, since=since, within=within)
    except Inconclusive as error:
        text = f"the driver says done, but no {goal.action} came: {error.headline}"
        return Diagnosis(str(intent), False, text, "have the driver answer when the system has been told, and tell it")
    return Diagnosis(str(intent), True, f"done, and {goal.action} came")


def _receipt(what: str, receipt: Receipt | str) -> Diagnosis:
    if isinstance(receipt, str):
        return Diagnosis(what, False, receipt, _SEE)
    good = receipt.result is Result.DONE
    return Diagnosis(
        what, good, f"{receipt.result} {receipt.text}".strip(), "" if good else "see why, or describe less"
    )


async def _within(sut: Description, deed: Any) -> Any:
    """What comes of it, or in words why nothing does."""
    assert sut.driver is not None
    try:
        async with asyncio.timeout(sut.driver.timeout):
            return await deed
    except DriverError as error:
        return str(error)
    except TimeoutError:
        return f"no answer within {sut.driver.timeout:g} s"
