"""The station's REST API: what it makes of the CSMS's answers, of tokens, of bodies, of HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, system_of
from ocpp_conformance.harness.faults.fault import Departure, Fault, of_station
from ocpp_conformance.harness.faults.station_variables import changes
from ocpp_conformance.harness.peer import NoAnswerError

_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class _Yes:
    """What the CSMS would say of a welcome card."""

    status: str = "Accepted"
    accepted: bool = True
    info: Mapping[str, Any] = field(default_factory=dict)


# -- asking the CSMS ---------------------------------------------------------------------------------------------------


def _asks(change: Callable[[str, str], tuple[str, str]]) -> Departure:
    """Ask about another token or type."""

    async def authorize(original: Any, id_token: str, kind: str) -> Any:
        return await original(*change(id_token, kind))

    return authorize


def _yes_to(error: str) -> Departure:
    """Take such an error for an accepted token."""

    async def authorize(original: Any, id_token: str, kind: str) -> Any:
        try:
            return await original(id_token, kind)
        except Exception as raised:
            if error in {kind.__name__ for kind in type(raised).__mro__}:
                return _Yes()
            raise

    return authorize


async def _once_only(original: Any, id_token: str, kind: str) -> Any:
    memory = memory_of(system_of(original))
    if "silence" in memory:
        raise memory["silence"]
    try:
        return await original(id_token, kind)
    except NoAnswerError as error:
        memory["silence"] = error
        raise


# -- the token rule ----------------------------------------------------------------------------------------------------


def _judges(tidy: Callable[[str], str]) -> Departure:
    """Judge the token after it was tidied up."""
    return lambda original, id_token: original(tidy(id_token))


def _takes(accepts: Callable[[str], bool]) -> Departure:
    """Take such tokens; the right rule decides on the others."""
    return lambda original, id_token: None if accepts(id_token) else original(id_token)


def _turns_down(refuses: Callable[[str], bool]) -> Departure:
    return lambda original, id_token: original("04A2B" if refuses(id_token) else id_token)


def _unexplained(original: Any, id_token: str) -> Any:
    broken = original(id_token)
    return None if broken is None else replace(broken, text="wrong length")


def _int_parses(text: str) -> bool:
    try:
        int(text, 16)
    except ValueError:
        return False
    return len(text) in (8, 14)


# -- bodies and problems -----------------------------------------------------------------------------------------------


async def _lenient(original: Any, request: Any) -> Any:
    """Read what `json.loads` reads, in any encoding."""
    try:
        body = json.loads((await request.read()).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return await original(request)
    fits = isinstance(body, dict) and isinstance(body.get("idToken"), str) and body.get("type") == "ISO14443"
    return body if fits else await original(request)


async def _no_schema(original: Any, request: Any) -> Any:
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        return await original(request)
    body = body[0] if isinstance(body, list) else body
    return {"type": "ISO14443", **body, "idToken": str(body.get("idToken", "04A2B3C4"))}


def _typed(change: Callable[[str], str]) -> Departure:
    """Take the request for one with another Content-Type."""

    async def read(original: Any, request: Any) -> Any:
        kind = change(request.headers.get("Content-Type", ""))
        return await original(request.clone(headers={**request.headers, "Content-Type": kind}))

    return read


def _problem(change: Callable[[Any], None]) -> Departure:
    """For `respond`: the problem is changed on its way out."""

    def respond(original: Any, problem: Any) -> Any:
        change(problem)
        return original(problem)

    return respond


def _status(of: int, becomes: int, **where: object) -> Departure:
    def change(problem: Any) -> None:
        if problem.status == of and all(problem.more.get(name) == value for name, value in where.items()):
            problem.status = becomes

    return _problem(change)


def _misnamed(problem: Any) -> None:
    if "authorizationStatus" in problem.more:
        honest = problem.more["authorizationStatus"]
        problem.more["authorizationStatus"] = "Invalid" if honest != "Invalid" else "Unknown"


def _as_json(original: Any, problem: Any) -> Any:
    response = original(problem)
    response.content_type = "application/json"
    return response


def _rest(name: str, breaks: str, source: str, **seams: Departure) -> Fault:
    return of_station(name, breaks, source, {f"rest.{seam}": departure for seam, departure in seams.items()})


FAULTS = (
    _rest("rest-lets-everybody-in", "answers 200 whatever the CSMS says", "REST-403", lets_in=always(True)),
    _rest("rest-lets-nobody-in", "answers 403 whatever the CSMS says", "REST-200", lets_in=always(False)),
    _rest(
        "rest-status-misnamed",
        "names another AuthorizationStatus than the CSMS",
        "REST-403",
        respond=_problem(_misnamed),
    ),
    _rest(
        "rest-refusal-401", "answers 401 to a token that the CSMS doesn't accept", "REST-403", respond=_status(403, 401)
    ),
    _rest(
        "rest-blocked-400",
        "answers 400 to a token that is Blocked",
        "REST-403",
        respond=_status(403, 400, authorizationStatus="Blocked"),
    ),
    _rest("rest-without-info", "leaves idTokenInfo out of the answer", "REST-200", answer=changes(idTokenInfo=None)),
    _rest("rest-without-token", "leaves idToken out of the answer", "REST-200", answer=changes(idToken=None)),
    _rest(
        "rest-says-blocked",
        "says Blocked in the answer to an accepted token",
        "REST-200",
        answer=changes(status="Blocked"),
    ),
    _rest(
        "rest-token-upper-cased",
        "asks about the token in upper case",
        "REST-WIRE",
        authorize=_asks(lambda t, k: (t.upper(), k)),
    ),
    _rest(
        "rest-token-lower-cased",
        "asks about the token in lower case",
        "REST-WIRE",
        authorize=_asks(lambda t, k: (t.lower(), k)),
    ),
    _rest("rest-token-cut", "asks about the first 4 bytes only", "REST-WIRE", authorize=_asks(lambda t, k: (t[:8], k))),
    _rest(
        "rest-type-local",
        "asks about the token as one of type Local",
        "REST-WIRE",
        authorize=_asks(lambda t, _: (t, "Local")),
    ),
    _rest("rest-pending-503", "answers 503 while the CSMS has not accepted it", "REST-409", respond=_status(409, 503)),
    _rest(
        "rest-offline-lets-in", "answers 200 without a connection", "REST-503", authorize=_yes_to("NotConnectedError")
    ),
    _rest(
        "rest-silence-lets-in", "answers 200 when the CSMS is silent", "REST-504", authorize=_yes_to("NoAnswerError")
    ),
    _rest(
        "rest-bad-answer-lets-in",
        "answers 200 to a CALLERROR or an invalid payload",
        "REST-502",
        authorize=_yes_to("BadAnswerError"),
    ),
    _rest(
        "rest-bad-answer-504", "answers 504 to a CALLERROR or an invalid payload", "REST-502", respond=_status(502, 504)
    ),
    _rest("rest-one-silence-for-good", "never asks again after one time-out", "REST-504", authorize=_once_only),
    _rest(
        "rest-lower-case-refused", "refuses lower case", "REST-200", broken_rule=_turns_down(lambda t: t != t.upper())
    ),
    _rest(
        "rest-seven-bytes-refused",
        "refuses UIDs of 7 bytes",
        "REST-200",
        broken_rule=_turns_down(lambda t: len(t) == 14),
    ),
    _rest(
        "rest-cascade-tag-refused",
        "refuses a first byte of 88",
        "REST-WARNING",
        broken_rule=_turns_down(lambda t: t[:2] == "88"),
    ),
    _rest("rest-no-warning", "does not warn of a half-read card", "REST-WARNING", warning=always(None)),
    _rest("rest-warns-always", "warns of every token", "REST-WARNING", warning=always("odd")),
    _rest("rest-ten-bytes-accepted", "takes 10 bytes", "REST-400", broken_rule=_takes(lambda t: len(t) == 20)),
    _rest("rest-ten-bytes-unexplained", "does not say why 10 bytes are refused", "REST-400", broken_rule=_unexplained),
    _rest(
        "rest-any-length-accepted",
        "takes hexadecimal of any length",
        "REST-400",
        broken_rule=_takes(lambda t: set(t) <= _HEXADECIMAL),
    ),
    _rest(
        "rest-separators-removed",
        "removes separators before it judges",
        "REST-400",
        broken_rule=_judges(lambda t: t.translate(dict.fromkeys(map(ord, ":-. "))) if len(t) > 9 else t),
    ),
    _rest(
        "rest-prefix-removed",
        "removes 0x before it judges",
        "REST-400",
        broken_rule=_judges(lambda t: t.removeprefix("0x")),
    ),
    _rest("rest-rule-by-int", "takes what int(token, 16) takes", "REST-400", broken_rule=_takes(_int_parses)),
    _rest(
        "rest-rule-by-isalnum",
        "takes letters and digits of any kind",
        "REST-400",
        broken_rule=_takes(lambda t: t.isalnum() and len(t) in (8, 14)),
    ),
    _rest("rest-strips-blanks", "strips white space before it judges", "REST-400", broken_rule=_judges(str.strip)),
    _rest(
        "rest-line-end-accepted",
        "takes a line end behind the token, as $ in a regular expression does",
        "REST-400",
        broken_rule=_judges(lambda t: t.removesuffix("\n")),
    ),
    _rest(
        "rest-rule-unnamed",
        "does not say which rule a token breaks",
        "REST-400",
        respond=_problem(lambda problem: problem.more.pop("rule", None)),
    ),
    _rest("rest-lenient-json", "reads what json.loads reads", "REST-400", read=_lenient),
    _rest(
        "rest-broken-json-500",
        "answers 500 to a body that is not JSON",
        "REST-400",
        respond=_problem(lambda problem: setattr(problem, "status", 500) if problem.name == "body-not-json" else None),
    ),
    _rest("rest-schema-ignored", "does not look at the schema of a body", "REST-400", read=_no_schema),
    _rest(
        "rest-any-media-type", "does not look at Content-Type", "REST-415", read=_typed(lambda _: "application/json")
    ),
    _rest(
        "rest-charset-refused",
        "refuses a charset in Content-Type",
        "REST-415",
        read=_typed(lambda kind: "text/plain" if ";" in kind else kind),
    ),
    _rest("rest-415-is-400", "answers 400 to another media type", "REST-415", respond=_status(415, 400)),
    _rest("rest-413-is-400", "answers 400 to a body that is too long", "REST-413", respond=_status(413, 400)),
    _rest("rest-limit-low", "reads no more than 1 KiB", "REST-413", body_limit=always(1024)),
    _rest("rest-404-is-400", "answers 400 to an unknown path", "REST-404", respond=_status(404, 400)),
    _rest("rest-405-is-404", "answers 404 to a wrong method", "REST-405", respond=_status(405, 404)),
    _rest(
        "rest-405-without-allow",
        "answers 405 without Allow",
        "REST-405",
        respond=_problem(lambda problem: problem.headers.pop("Allow", None)),
    ),
    _rest("rest-any-host", "serves any Host", "REST-421", host_is_ours=always(True)),
    _rest("rest-problems-as-json", "sends problems as application/json", "REST-PROBLEM", respond=_as_json),
    _rest("rest-ill-offline", "is not healthy without a CSMS", "REST-HEALTHZ", healthy=always(False)),
    _rest(
        "rest-status-always-connected",
        "always says that it is connected",
        "REST-STATUS",
        status=changes(connected=True),
    ),
    _rest(
        "rest-status-wrong-boot",
        "says Rejected in the status of an accepted station",
        "REST-STATUS",
        status=changes(bootStatus="Rejected"),
    ),
)
