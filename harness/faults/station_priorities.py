"""A station that overlooks the chargingPriority of transactions (K03)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import memory_of
from ocpp_conformance.harness.faults.fault import of_station


def _equally(original: Any, evse: int) -> Any:
    return dict.fromkeys(original(evse), 0)


def _token_alone(original: Any, session: Any, answer: Any) -> Any:
    """The priority of the id token comes before that of the transaction."""
    known = memory_of(session)
    known.update(answer.get("idTokenInfo", {}))
    of_token = {name: value for name, value in known.items() if name == "chargingPriority"}
    return original(session, {**answer, **of_token})


def _none_is_lowest(original: Any, session: Any, answer: Any) -> Any:
    """What has no priority comes behind all that have one."""
    if "chargingPriority" not in {*answer, *answer.get("idTokenInfo", {})} and session.priority == 0:
        answer = {**answer, "chargingPriority": -9}
    return original(session, answer)


FAULTS = (
    of_station("priority-unheeded", "shares equally, whatever the chargingPriority", "K03.FR.04", sharing=_equally),
    of_station(
        "priority-of-token-first",
        "heeds the priority of an id token first, that of its transaction then",
        "K03.FR.05",
        rank=_token_alone,
    ),
    of_station(
        "no-priority-is-lowest",
        "puts what has no priority behind all others",
        "K03.FR.06",
        rank=_none_is_lowest,
    ),
)
