"""The relay for a CSMS that sends what it is told: the payload is POSTed to a path of station and action."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from ocpp_conformance.harness.sut.carriers.dictation import WORDED
from ocpp_conformance.harness.sut.carriers.http import OverHttp
from ocpp_conformance.harness.sut.contract import Abilities
from ocpp_conformance.harness.sut.driver import DONE, Dictation, Intent, Receipt, Result

PATH = "/api/octt/2.0.1/{station}/call/{action}"
"""Where such a CSMS takes CALLs, unless the URL that was given names {station} and {action} itself."""
UNKNOWN = frozenset({405, 501})
"""The statuses of a CSMS that can't send such a CALL; 404 may also mean that the station isn't there."""
KEPT = 100
"""How many wishes are remembered, for those that come twice."""

_Kept = TypeVar("_Kept")


class TriggerCarrier(OverHttp):
    """Words the CALLs itself, so whatever they hold is relayed. `intents` are those that the CSMS has an action for."""

    def __init__(self, url: str, intents: frozenset[str] | None = None) -> None:
        super().__init__()
        self._template = url if "{action}" in url else url.removesuffix("/") + PATH
        self._intents = WORDED if intents is None else intents & WORDED
        self._worded: OrderedDict[str, Dictation] = OrderedDict()
        self._receipts: OrderedDict[str, Receipt] = OrderedDict()

    async def introduce(self) -> Abilities:
        return Abilities(self._intents, relays=True)

    async def setup(self, station: str | None, state: Mapping[str, Any]) -> Receipt:
        return Receipt(Result.UNSUPPORTED, f"no CALL brings a CSMS into the state {sorted(state)}")

    def dictates(self, intent: Intent) -> Dictation | None:
        """The CALL, the same for the same wish; None where there is none."""
        if intent.id not in self._worded and intent.name in self._intents:
            told = super().dictates(intent)
            if told is not None:
                _keep(self._worded, intent.id, told)
        return self._worded.get(intent.id)

    async def intend(self, station: str | None, intent: Intent) -> Receipt:
        if intent.id not in self._receipts:
            _keep(self._receipts, intent.id, await self._carry_out(station, intent))
        return self._receipts[intent.id]

    async def observe(self, station: str | None) -> Mapping[str, Any]:
        return {}  # nothing can be asked

    async def _carry_out(self, station: str | None, intent: Intent) -> Receipt:
        if intent.name not in self._intents:
            return Receipt(Result.UNSUPPORTED, f"{intent.name} is not among the intents of trigger-http")
        told = self.dictates(intent)
        if told is None or station is None:
            return Receipt(
                Result.UNSUPPORTED, f"no CALL can be worded for {intent}; a driver that asks for goals can do it"
            )
        url = self._template.replace("{station}", quote(station, safe="")).replace("{action}", told.action)
        status, text = await self.post(url, told.payload)
        said = f"POST {url} was answered with {status}: {' '.join(text.split())[:200]}"
        if status in UNKNOWN:
            return Receipt(Result.UNSUPPORTED, said)
        return DONE if 200 <= status < 300 else Receipt(Result.DECLINED, said)


def _keep(memory: OrderedDict[str, _Kept], id: str, value: _Kept) -> None:
    memory[id] = value
    while len(memory) > KEPT:
        memory.popitem(last=False)
