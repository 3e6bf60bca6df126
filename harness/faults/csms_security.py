"""A CSMS lets in the wrong clients, or the right ones wrongly: authentication and handshake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import Silence, always, memory_of, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_csms
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Accept, Credentials, Refuse


def _any_user(original: Any, identity: str, credentials: Credentials | None) -> Any:
    return original(identity, None if credentials is None else replace(credentials, user=identity))


def _any_registered(original: Any, identity: str, credentials: Credentials | None) -> bool:
    if credentials is None or credentials.user != identity:
        return False
    return any(original(other, replace(credentials, user=other)) for other in system_of(original).stations)


def _refused_as(status: int, unless: int) -> Departure:
    def decide(original: Any, request: Any) -> Any:
        decision = original(request)
        refused = isinstance(decision, Refuse) and decision.status != unless
        return Refuse(status, "no") if refused else decision

    return decide


def _in_and_out(original: Any, request: Any) -> Any:
    """Let in who has no right to it, then drop the connection."""
    decision = original(request)
    if isinstance(decision, Refuse):
        memory_of(system_of(original))["unwanted"] = True
        return Accept(OCPP_201.subprotocol)
    return decision


def _dropped(original: Any, station: Any, peer: Any) -> None:
    original(station, peer)
    if memory_of(system_of(original)).pop("unwanted", False):
        peer.socket.abort()


def _headers(change: Callable[[Any, Any], None]) -> Departure:
    """Change the headers of each 101: `change(request headers, answer's headers)`."""

    def open_listener(original: Any) -> Any:
        listener = original()
        process = listener._process

        def processed(connection: Any, request: Any) -> Any:
            accept = connection.protocol.accept

            def accepted(asked: Any) -> Any:
                response = accept(asked)
                change(asked.headers, response.headers)
                return response

            connection.protocol.accept = accepted
            return process(connection, request)

        listener._process = processed
        return listener

    return open_listener


def _wrong_accept(_asked: Any, headers: Any) -> None:
    del headers["Sec-WebSocket-Accept"]
    headers["Sec-WebSocket-Accept"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAA="


def _unasked_extension(asked: Any, headers: Any) -> None:
    if "Sec-WebSocket-Extensions" not in asked:
        headers["Sec-WebSocket-Extensions"] = "permessage-deflate"


def _uncompressed(original: Any) -> Any:
    listener = original()
    listener.compression = False
    return listener


FAULTS = (
    of_csms(
        "password-ignored",
        "lets a known station in whatever its password",
        "A00.FR.207",
        password_matches=always(True),
    ),
    of_csms("user-name-ignored", "checks the password and not the user name", "A00.FR.207", password_matches=_any_user),
    of_csms(
        "any-registered-password",
        "takes the password of any station that it knows",
        "A00.FR.207",
        password_matches=_any_registered,
    ),
    of_csms(
        "wrong-password-404",
        "answers 404 to a known identity with a wrong password",
        "A00.FR.207",
        decide=_refused_as(404, unless=404),
    ),
    of_csms(
        "stranger-served",
        "serves identities that it doesn't know",
        "J-3.2-02",
        decide=lambda original, request: (
            Accept(OCPP_201.subprotocol) if getattr(original(request), "status", 0) == 404 else original(request)
        ),
    ),
    of_csms(
        "stranger-401",
        "answers 401 to an identity that it doesn't know",
        "J-3.2-02",
        decide=_refused_as(401, unless=401),
    ),
    of_csms(
        "stranger-let-in-and-dropped",
        "accepts the upgrade of anybody and drops who has no right to it",
        "J-3.2-02",
        decide=_in_and_out,
        connected=_dropped,
    ),
    of_csms("upgrade-refused", "refuses every upgrade", "J-3.1.1-02", decide=always(Refuse(503, "not now"))),
    of_csms(
        "accept-value-wrong", "sends a wrong Sec-WebSocket-Accept", "J-3.2-01", open_listener=_headers(_wrong_accept)
    ),
    of_csms(
        "subprotocol-not-echoed",
        "serves without naming the subprotocol",
        "J-3.2-04",
        select_subprotocol=always(None),
        admit=always(True),
    ),
    of_csms(
        "subprotocol-first-offered",
        "takes the first subprotocol that is offered, whatever it is",
        "J-3.2-04",
        select_subprotocol=lambda _original, offered: offered[0] if offered else None,
    ),
    of_csms("subprotocol-none-served", "serves a connection without a subprotocol", "J-3.2-03", admit=always(True)),
    of_csms(
        "subprotocol-none-left-open",
        "leaves a connection without a subprotocol open and says nothing on it",
        "J-3.2-03",
        admit=always(True),
        reply=lambda original, station, call: original(station, call) if station.peer.socket.subprotocol else Silence(),
    ),
    of_csms("compression-missing", "ignores the offer of permessage-deflate", "J-3.3-01", open_listener=_uncompressed),
    of_csms(
        "compression-not-offered",
        "names permessage-deflate although nobody offered it",
        "J-3.3-05",
        open_listener=_headers(_unasked_extension),
    ),
)
