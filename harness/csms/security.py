"""Block A: who may connect, passwords, security events."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import unquote

from ocpp_conformance.harness.csms.config import SettingError, check_password
from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Operation
from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Credentials, Refuse, Secret

SUBPROTOCOL = OCPP_201.subprotocol

UNKNOWN_IDENTITY = Refuse(404, "unknown identity")  # Part 4, 3.2
UNAUTHORIZED = Refuse(
    401, "credentials missing or wrong", (("WWW-Authenticate", 'Basic realm="OCPP", charset="UTF-8"'),)
)

NOT_ITS_CERTIFICATE = Refuse(403, "the certificate is not the one of this station")

PROFILE_TOO_LOW = Refuse(403, "this station has a higher security profile")  # A05.FR.07


def identity_of(path: str) -> str | None:
    """The identity in the path of a connection URL: the last segment, percent-decoded (Part 4, 3.1.1).

    Whatever stands before it, also an empty segment, is the endpoint's. None where there is no readable identity.
    """
    segment = path.partition("?")[0].rpartition("/")[2]
    try:
        return unquote(segment, errors="strict") or None
    except UnicodeDecodeError:
        return None


def common_subprotocol(offered: tuple[str, ...]) -> str | None:
    """The offered subprotocol that this CSMS speaks."""
    return SUBPROTOCOL if SUBPROTOCOL in offered else None


def matches(identity: str, password: Secret, credentials: Credentials) -> bool:
    """Whether user name and password are those of the identity (A00.FR.204, A00.FR.207); takes the same time always."""
    user = hmac.compare_digest(credentials.user.encode(), identity.encode())
    secret = hmac.compare_digest(credentials.password.reveal().encode(), password.reveal().encode())
    return user and secret


def accepted_password(request: Payload, response: Payload) -> Secret | None:
    """The password that a SetVariables gave to a station, when the station took it (A01.FR.03, A01.FR.04)."""
    for asked in request["setVariableData"]:
        if _is_password(asked) and any(
            _is_password(result) and result["attributeStatus"] == "Accepted" for result in response["setVariableResult"]
        ):
            return Secret(asked["attributeValue"])
    return None


def _is_password(item: Payload) -> bool:
    component, variable = item["component"]["name"], item["variable"]["name"]
    return (component.lower(), variable.lower()) == ("securityctrlr", "basicauthpassword")


async def change_password(csms: Decisions, station: StationRecord, password: str) -> Reply:
    """SetVariables of BasicAuthPassword (A01.FR.02); the old one is valid until the station has accepted the new one.

    Raises `InvalidCallError` for a text that is no password.
    """
    try:
        check_password(station.identity, Secret(password))
    except SettingError as error:
        raise InvalidCallError("SetVariables", str(error)) from None
    item = {
        "component": {"name": "SecurityCtrlr"},
        "variable": {"name": "BasicAuthPassword"},
        "attributeValue": password,
    }
    return await csms.call(station.identity, "SetVariables", {"setVariableData": [item]})


def security_event(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.security_events.append(call.payload)
    return {}  # A04.FR.03


OPERATIONS: Mapping[str, Operation] = {"change_password": change_password}
HANDLERS: Mapping[str, Handler] = {"SecurityEventNotification": security_event}
