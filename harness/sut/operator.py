"""The operator carrier: a person at the terminal or at a page does what a driver would do.

A prompt says what to do and what is awaited, and closes itself when that arrives; the person can also say done, can't
or skip. What the person says decides only whether the case can go on: the verdict comes from the wire.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.probes import Probe
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.confirmations import Confirmation, confirmation_of
from ocpp_conformance.harness.sut.driver import DONE, CaseDriver, Intent, Receipt, Result
from ocpp_conformance.harness.sut.intents import GOALS, SETUP, names

PATIENCE = 180.0
"""Real seconds that a person gets for one thing."""
AWAY = 2
"""After so many prompts in a row that nobody answered nobody is asked any more: a run must end."""

_UNDOES = {name: goal.undoes for name, goal in GOALS.items() if goal.undoes is not None}
"""What a person takes away, and what it was that stood until then."""


class Press(StrEnum):
    """What a person says to a prompt."""

    DONE = "done"
    CANNOT = "can't"
    SKIP = "skip"


class GoneError(Exception):
    """Nobody can be asked any more: the standard input is closed, the page is down."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a person is asked for. `awaited` closes it when it arrives, empty where only the person can tell; nobody
    waits longer than `seconds`."""

    case: str
    title: str
    text: str
    awaited: str
    seconds: float


class Prompts(Protocol):
    """Where the person is asked."""

    async def ask(self, prompt: Prompt) -> Press:
        """Show the prompt until it is answered; a cancelled one is taken away. Raises `GoneError`."""
        ...

    def tell(self, text: str) -> None:
        """Say what became of the last prompt."""
        ...


class Operator:
    """The person, for a whole run: what can't be done is asked for once, and what stands at the station is kept."""

    def __init__(self, prompts: Prompts, seconds: float = PATIENCE) -> None:
        self.seconds = seconds
        self._prompts = prompts
        self._cannot: set[str] = set()
        self._standing: dict[str, Intent] = {}
        self._unanswered = 0

    async def ask(self, prompt: Prompt, confirmation: asyncio.Future[str] | None) -> Receipt:
        """Ask until the person answers, the confirmation comes or the time is over."""
        if prompt.text in self._cannot:
            return Receipt(Result.UNSUPPORTED, "the operator can't do this")
        if self._unanswered >= AWAY:
            return Receipt(Result.DECLINED, f"nobody answered the last {AWAY} prompts")
        receipt = await self._answer(prompt, confirmation)
        if receipt.result is Result.UNSUPPORTED:
            self._cannot.add(prompt.text)
        self._prompts.tell(receipt.text or str(receipt.result))
        return receipt

    async def _answer(self, prompt: Prompt, confirmation: asyncio.Future[str] | None) -> Receipt:
        asking = asyncio.ensure_future(self._prompts.ask(prompt))
        waiting: set[asyncio.Future[Any]] = {asking} if confirmation is None else {asking, confirmation}
        try:
            done, _ = await asyncio.wait(waiting, timeout=prompt.seconds, return_when=asyncio.FIRST_COMPLETED)
            self._unanswered = 0 if done else self._unanswered + 1
            if confirmation is not None and confirmation in done:
                return Receipt(Result.DONE, f"seen: {confirmation.result()}")
            if not done:
                return Receipt(Result.DECLINED, f"nobody answered the operator's prompt within {prompt.seconds:g} s")
            return _RECEIPTS[asking.result()]
        except GoneError as error:
            self._unanswered = AWAY
            return Receipt(Result.DECLINED, str(error))
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    def stands(self, intent: Intent) -> bool:
        """Whether what this intent brings about holds already: it was done and not undone, or the other way round."""
        if intent.name in _UNDOES:
            return str(_undone(intent)) not in self._standing
        return str(intent) in self._standing

    def keep(self, intent: Intent) -> None:
        """Remember what was done."""
        if intent.name in _UNDOES:
            self._standing.pop(str(_undone(intent)), None)
        elif intent.name in _UNDOES.values():
            self._standing[str(intent)] = intent

    @property
    def left(self) -> list[str]:
        """What still stands at the station and the person may want to take away."""
        back = {stood: undoes for undoes, stood in _UNDOES.items()}
        return [phrase(Intent(back[each.name], each.arguments)) for each in self._standing.values()]


_RECEIPTS: Mapping[Press, Receipt] = {
    Press.DONE: DONE,
    Press.CANNOT: Receipt(Result.UNSUPPORTED, "the operator can't do this"),
    Press.SKIP: Receipt(Result.DECLINED, "the operator skipped it"),
}


class OperatorDriver:
    """The driver that a person is in one case, which our probe serves; `system` names the system under test."""

    def __init__(self, operator: Operator, probe: Probe, case: str, title: str, system: str = "") -> None:
        self._operator, self._probe = operator, probe
        self._case, self._title, self._system = case, title, system
        self._declined: dict[str, Receipt] = {}

    def describe(self) -> frozenset[str]:
        return names(self._role)

    async def setup(self, state: Mapping[str, Any]) -> Receipt:
        if set(state) != {"registration"} or self._role is not Role.CSMS:
            return Receipt(Result.UNSUPPORTED, f"state {sorted(state)}")
        statuses = ", then ".join(state["registration"])
        text = f"Make the CSMS answer the next BootNotifications of {self._system} with {statuses}"
        return await self._ask(SETUP, text, None)

    async def intend(self, intent: Intent) -> Receipt:
        goal = GOALS.get(intent.name)
        if goal is None or goal.role is not self._role:
            return Receipt(Result.UNSUPPORTED, intent.name)
        if intent.name in _UNDOES and self._operator.stands(intent):
            self._probe.recording.note(f"the operator isn't asked, it is so already: {phrase(intent)}")
            return DONE
        text = phrase(intent) if goal.role is Role.STATION else f"{phrase(intent)} (in the CSMS, for {self._system})"
        receipt = await self._ask(intent.name, text, confirmation_of(intent))
        if receipt.result is Result.DONE:
            self._operator.keep(intent)
        return receipt

    async def observe(self) -> Mapping[str, Any]:
        return {}  # what a person sees is the person's to say

    @property
    def _role(self) -> Role:
        return self._probe.role.other

    async def _ask(self, name: str, text: str, confirmation: Confirmation | None) -> Receipt:
        """Ask; what was declined once is not asked for again in this case, as when it clears up behind itself."""
        if name in self._declined:
            return self._declined[name]
        awaited = "" if confirmation is None else confirmation.text
        prompt = Prompt(self._case, self._title, text, awaited, self._operator.seconds)
        coming = (
            None if confirmation is None else asyncio.ensure_future(confirmation.comes(self._probe, self._probe.mark))
        )
        try:
            receipt = await self._operator.ask(prompt, coming)
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)
        if receipt.result is not Result.DONE:
            self._declined[name] = receipt
        self._probe.recording.note(f"the operator was asked: {text}: {receipt.text or receipt.result}")
        return receipt


class CaseOperator(CaseDriver):
    """A person in the hand of a case: nobody walks twice where the station may stay as it is."""

    lingers = True

    def __init__(
        self, operator: Operator, driver: OperatorDriver, declared: Collection[str], recording: Recording
    ) -> None:
        super().__init__(driver, operator.seconds + 10, declared, recording)  # its own deadline comes first
        self._operator = operator

    def stands(self, name: str, **arguments: Any) -> bool:
        return self._operator.stands(Intent(name, arguments))


def phrase(intent: Intent) -> str:
    """What a person is to do, with the arguments filled in; one that was left out shows as a dash."""
    shown = {name: value if isinstance(value, str) else json.dumps(value) for name, value in intent.arguments.items()}
    return GOALS[intent.name].text.format_map(_Dashes(shown))


class _Dashes(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return "–"


def _undone(intent: Intent) -> Intent:
    return Intent(_UNDOES[intent.name], intent.arguments)
