"""The contract test of a driver, without the system: does it answer right and wrong requests as the contract says?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from ocpp_conformance.harness.commands.diagnosis import Diagnosis, Report
from ocpp_conformance.harness.evidence import Binding, Checklist, Inconclusive, Recording, Violation
from ocpp_conformance.harness.probes import StationProbe
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut import contract
from ocpp_conformance.harness.sut.carriers import Carrier, WireCarrier, carrier_to
from ocpp_conformance.harness.sut.carriers.trigger import TriggerCarrier
from ocpp_conformance.harness.sut.contract import Message
from ocpp_conformance.harness.sut.description import Description, DriverAddress
from ocpp_conformance.harness.sut.driver import DriverError, Intent, Result
from ocpp_conformance.harness.sut.intents import GOALS, names

STATION = "CONFORMANCE-CHECK"
"""The identity that the requests are about: nobody has it, so nothing happens."""
NO_INTENTS = ("conformance_check_1", "conformance_check_2")
_SCHEMA = "see schemas/own/driver-1.json"


async def check(driver: DriverAddress, sut: Description | None, report: Report) -> None:
    """Put the driver to the test and report each step; `sut` is the system, None where it isn't described.

    A CSMS that sends what it is told is its own driver: it has to be seen carrying a goal out.
    """
    try:
        async with asyncio.timeout(driver.timeout), carrier_to(driver) as carrier:
            report(_described(carrier, None if sut is None else sut.roles[0]))
            if isinstance(carrier, TriggerCarrier):
                report(await _carried_out(carrier, sut))
            if isinstance(carrier, WireCarrier):
                async for finding in _exchanges(carrier, driver.timeout):
                    report(finding)
    except DriverError as error:
        what, _, step = str(error).rpartition("; ")
        report(Diagnosis("describe", False, what or str(error), step if what else _SCHEMA))
    except TimeoutError:
        report(Diagnosis("describe", False, f"no answer within {driver.timeout:g} s", "see the log of the driver"))


GENTLE = ("read_variables", "trigger", "base_report", "local_list_version")
"""Goals that change nothing: one of them has to be carried out."""


async def _carried_out(carrier: TriggerCarrier, sut: Description | None) -> Diagnosis:
    """Whether the CSMS carries out a goal: for a station of ours where the CSMS is described, else by its answer."""
    if sut is None or sut.endpoint is None:
        receipt = await carrier.intend(STATION, Intent(GENTLE[0], GOALS[GENTLE[0]].samples))
        good = receipt.result is Result.DONE
        return Diagnosis("a goal", good, receipt.text or "it says done", "" if good else f"{_PATH}, or give --csms too")
    recording = Recording()
    probe = StationProbe(sut.address(1), recording, Checklist("", recording, lambda _: Binding.MUST), sut.patience)
    said: list[str] = []
    try:
        await probe.booted()
        for name in GENTLE:
            since, goal = probe.mark, GOALS[name]
            receipt = await carrier.intend(sut.address(1).identity, Intent(name, goal.samples))
            if receipt.result is Result.DONE and await _comes(probe, str(goal.action), since, sut.patience.reply):
                return Diagnosis("a goal", True, f"{name} was carried out: {goal.action} came")
            said.append(f"{name}: {receipt.text or f'done, but no {goal.action} came'}")
    except (Inconclusive, Violation) as error:
        return Diagnosis("a goal", False, f"our station is not accepted: {error.headline}", "accept it at the CSMS")
    finally:
        await probe.close()
    return Diagnosis("a goal", False, f"none was carried out: {said[0]}", _PATH)


_PATH = "is this the path? another one is given with {station} and {action} in the URL"


async def _comes(probe: StationProbe, action: str, since: int, within: float) -> bool:
    try:
        await probe.next_call(action, since=since, within=within)
    except Inconclusive:
        return False
    return True


def _described(carrier: Carrier, role: Role | None) -> Diagnosis:
    told = carrier.abilities.intents
    known = names(role) if role else frozenset(GOALS) | names(Role.CSMS)
    strange = sorted(told - known)
    if strange:
        kind = f"a driver of a {role}" if role else "the contract"
        step = f"known are {', '.join(sorted(known))}"
        return Diagnosis("describe", False, f"{kind} knows no intent {', '.join(strange)}", step)
    relayed = ", relayed: what the harness dictates earns no requirement" if carrier.abilities.relays else ""
    step = "" if told else "implement an intent: more cases run then"
    return Diagnosis("describe", True, f"it can carry out {', '.join(sorted(told)) or 'nothing'}{relayed}", step)


async def _exchanges(carrier: WireCarrier, seconds: float) -> AsyncIterator[Diagnosis]:
    """Each request on its own, so that one that is answered wrongly doesn't hide the others."""
    for what, wanted, asked, step in _requests(carrier.abilities.intents):
        yield await _exchange(carrier, what, wanted, asked, step, seconds)
    yield await _repeated(carrier, seconds)


def _requests(told: frozenset[str]) -> list[tuple[str, str, dict[str, Any], str]]:
    """(what, the kind of answer or the result that is due, the request, what to do about another one)."""
    missing = next((name for name in GOALS if name not in told), None)
    unknown = contract.request("intend", STATION, intent=NO_INTENTS[0], arguments={})
    no_verb = {"contract": contract.CONTRACT, "id": "no-verb"}
    other = {**contract.request("describe"), "contract": contract.CONTRACT + 1}
    refuse = 'answer {"id": …, "error": …}, over HTTP with status 400, and go on'
    requests = [
        ("observe", "sight", contract.request("observe", STATION), 'answer {"id": …, "seen": {…}}'),
        ("an intent that doesn't exist", "unsupported", unknown, 'answer {"id": …, "result": "unsupported"}'),
        ("a request without a verb", "problem", no_verb, refuse),
        ("a verb that doesn't exist", "problem", {**contract.request("describe"), "verb": "dance"}, refuse),
        ("another version of the contract", "problem", other, refuse),
    ]
    if missing is not None:
        asked = contract.request("intend", STATION, intent=missing, arguments=_sample(missing))
        step = "name it in describe, or answer unsupported"
        requests.insert(2, (f"{missing}, which it doesn't describe", "unsupported", asked, step))
    return requests


async def _exchange(
    carrier: WireCarrier, what: str, wanted: str, asked: Message, step: str, seconds: float
) -> Diagnosis:
    try:
        answer = await _ask(carrier, asked, seconds)
    except DriverError as error:
        return Diagnosis(what, False, str(error).rpartition("; ")[0] or str(error), step)
    except TimeoutError:
        return Diagnosis(what, False, f"no answer within {seconds:g} s", step)
    try:
        if wanted == "problem":
            contract.check(answer, wanted)
            return Diagnosis(what, True, f"refused: {str(answer['error'])[:200]}")
        told = contract.read(answer, asked, "sight" if wanted == "sight" else "receipt")
    except DriverError as error:
        return Diagnosis(what, False, str(error).rpartition("; ")[0], step)
    good = wanted == "sight" or told["result"] == wanted
    return Diagnosis(what, good, f"answered {json.dumps(answer)[:200]}", "" if good else step)


async def _repeated(carrier: WireCarrier, seconds: float) -> Diagnosis:
    """A retry has the id of the first try; another intent under it shows whether the receipt is remembered."""
    what, step = "an id that comes again", "keep each receipt by the id of its request, and answer with it again"
    first, second = (contract.request("intend", STATION, intent=name, arguments={}) for name in NO_INTENTS)
    second["id"] = first["id"]
    try:
        answers = [await _ask(carrier, asked, seconds) for asked in (first, second)]
    except (DriverError, TimeoutError) as error:
        return Diagnosis(what, False, str(error) or f"no answer within {seconds:g} s", step)
    same = answers[0] == answers[1]
    seen = "the same receipt" if same else f"{json.dumps(answers[0])[:150]}, then {json.dumps(answers[1])[:150]}"
    return Diagnosis(what, same, seen, "" if same else step)


async def _ask(carrier: WireCarrier, asked: Message, seconds: float) -> Message:
    async with asyncio.timeout(seconds):
        return await carrier.exchange(asked)


_SAMPLES: dict[str, Any] = {"string": "x", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}


def _sample(name: str) -> dict[str, Any]:
    """Arguments of the right types."""
    goal = GOALS[name]
    return {argument: _SAMPLES[goal.arguments[argument].kind] for argument in goal.required}
