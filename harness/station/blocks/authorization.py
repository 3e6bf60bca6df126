"""Functional block C: who may charge."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.auth_cache import AuthCache
from ocpp_conformance.harness.station.blocks.id_tokens import Authorization, IdToken
from ocpp_conformance.harness.station.blocks.local_list import LocalList
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.errors import NotAcceptedError, NotConnectedError, StationError

__all__ = ["BLOCK", "LOCAL", "Authorization", "IdToken", "ask", "decide", "learn"]

LOCAL = Authorization("Accepted", {})
"""The station itself decides: authorization is switched off, or the token ends what it began."""


async def ask(station: Core, token: IdToken, details: Payload | None = None) -> Authorization:
    """Send AuthorizeRequest (C01.FR.02), with these fields beside the token.

    Raises `NotConnectedError`, `NotAcceptedError`, `NoAnswerError`, `BadAnswerError`.
    """
    if not station.connected:
        raise NotConnectedError
    if not station.may_send("Authorize"):
        raise NotAcceptedError(station.boot_status)
    answer = await station.call("Authorize", {"idToken": token.payload(), **(details or {})})
    station.part(AuthCache).strangers.discard(token.key)
    station.decide(learn, token, answer["idTokenInfo"], "Authorize")
    return Authorization(answer["idTokenInfo"]["status"], answer["idTokenInfo"])


async def decide(station: Core, token: IdToken) -> Authorization | None:
    """What the station makes of a token that wants to start; None when nobody can say (it then may not charge)."""
    if not station.model.boolean("AuthCtrlr", "Enabled"):
        return LOCAL
    known = station.decide(known_token, token)
    if not station.connected:
        return station.decide(decide_offline, token, known)
    if not station.decide(must_ask, known):
        return known
    try:
        return await ask(station, token)
    except (StationError, NoAnswerError) as error:
        station.note(f"token refused: {error}")
        return None


def known_token(station: Core, token: IdToken) -> Authorization | None:
    """What the station knows of a token; the list goes before the cache (C13.FR.01, C14.FR.01)."""
    return station.part(LocalList).find(token) or station.part(AuthCache).find(token)


def must_ask(station: Core, known: Authorization | None) -> bool:
    """Whether the CSMS is asked about a token while there is a connection."""
    model = station.model
    if model.boolean("AuthCtrlr", "DisableRemoteAuthorization"):
        station.note("remote authorization is disabled: list and cache decide")
        return False
    if known is None or not model.boolean("AuthCtrlr", "LocalPreAuthorize"):
        return True
    if known.accepted:
        return False  # C12.FR.02, C14.FR.02
    return not model.boolean(known.by, "DisablePostAuthorize")  # C10.FR.03, C12.FR.05, C14.FR.03


def decide_offline(station: Core, token: IdToken, known: Authorization | None) -> Authorization | None:
    """What the station makes of a token without a connection."""
    flag = partial(station.model.boolean, "AuthCtrlr")
    if known is not None:
        return known if flag("LocalAuthorizeOffline") else None  # C13.FR.02
    if not flag("OfflineTxForUnknownIdEnabled"):
        station.note("token refused: unknown, and there is no connection")
        return None
    station.part(AuthCache).strangers.add(token.key)
    return LOCAL  # C13.FR.04, C15.FR.08


def learn(station: Core, token: IdToken, info: Mapping[str, Any], _action: str) -> None:
    """The CSMS said this of a token, in the answer to this action (C10.FR.04, C10.FR.05, C12.FR.06)."""
    cache = station.part(AuthCache)
    if token.key not in cache.strangers:  # C15.FR.01
        cache.store(token, info)


def variables(_: Core) -> list[Variable]:
    flag = partial(Variable, component="AuthCtrlr", data_type="boolean", mutability=RW)
    return [
        flag(name="Enabled", value="true"),
        flag(name="AuthorizeRemoteStart", value="true"),
        flag(name="LocalAuthorizeOffline", value="true"),
        flag(name="LocalPreAuthorize", value="false"),
        flag(name="DisableRemoteAuthorization", value="false"),
        flag(name="OfflineTxForUnknownIdEnabled", value="false"),
    ]


BLOCK = Block(variables=variables, seams=(known_token, must_ask, decide_offline, learn))
