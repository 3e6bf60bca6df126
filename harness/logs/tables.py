"""Exports of portals: a table with a head, a message a row, whole or in columns, the newest first or last.

What a column holds is told by its name. A frame that isn't there as a whole is put together from its type, id, action
and payload; where the type isn't told, it is an answer if its id is that of a CALL that is open.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from ocpp_conformance.harness.logs.told import Happened, Line, Side, Told, Unread
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.frames import CALL, CALLERROR, CALLRESULT, CALLRESULTERROR, SEND

_NAMES = {
    "time": "timestamp time date datetime createdat receivedat loggedat ts",
    "identity": "chargepointid chargepoint chargeboxid chargebox stationid station chargingstationid chargingstation "
    "chargerid charger identity cpid",
    "way": "direction way dir sender from origin source",
    "type": "messagetype messagetypeid type calltype ocppmessagetype frametype",
    "id": "messageid ocppmessageid uniqueid uuid correlationid requestid id",
    "action": "action ocppaction messagename name operation",
    "payload": "payload payloadjson msg message body data content raw rawmessage json frame ocppmessage",
    "code": "errorcode",
    "description": "errordescription errormessage",
    "details": "errordetails",
}
_COLUMN = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_DELIMITERS = (",", ";", "\t", "|")
_WAYS: Mapping[str, Role | Side] = {
    **dict.fromkeys(("cptocsms", "cp", "chargepoint", "station", "chargingstation", "charger"), Role.STATION),
    **dict.fromkeys(("fromcp", "fromstation", "fromchargepoint", "fromcharger", "stationtocsms"), Role.STATION),
    **dict.fromkeys(("csmstocp", "csms", "centralsystem", "server", "backend", "cpms", "csmstostation"), Role.CSMS),
    **dict.fromkeys(("tocp", "tostation", "tochargepoint", "tocharger"), Role.CSMS),
    **dict.fromkeys(("in", "incoming", "inbound", "received", "receive", "recv", "rx"), Side.PEER),
    **dict.fromkeys(("out", "outgoing", "outbound", "sent", "send", "tx"), Side.WRITER),
}
_TYPES = {
    **dict.fromkeys(("2", "call", "request", "req"), CALL),
    **dict.fromkeys(("3", "callresult", "result", "response", "res", "conf", "confirmation", "answer"), CALLRESULT),
    **dict.fromkeys(("4", "callerror", "error"), CALLERROR),
    **dict.fromkeys(("5", "callresulterror"), CALLRESULTERROR),
    **dict.fromkeys(("6", "send"), SEND),
}
_ENDINGS = re.compile(r"(\.?(req|conf|request|response))$", re.IGNORECASE)
_MILLISECONDS = 1e11
"""A number of seconds since the epoch that is no time of ours: milliseconds."""


def is_table_head(text: str) -> bool:
    """Whether a line is the head of such a table: it names a payload, and a time, an id or an action beside it."""
    kinds = set(_kinds(text, _delimiter(text)))
    return "payload" in kinds and len(kinds & {"time", "id", "action", "way"}) > 0


def read_table(lines: Iterator[Line]) -> Iterator[Told | Unread]:
    """What the rows tell, in the order of their times."""
    number, head = next(((number, text) for number, text in lines if text.strip()), (0, ""))
    delimiter = _delimiter(head)
    kinds = _kinds(head, delimiter)
    if "payload" not in kinds:
        yield Unread(number, "no head that names a column for the payload", head)
        return
    rows = list[tuple[int, dict[str, str]]]()
    for place, cells in _rows(lines, delimiter):
        if isinstance(cells, csv.Error):
            yield Unread(number + place, f"no row of a table: {cells}", "")
        else:
            rows.append((number + place, {kind: cell for kind, cell in zip(kinds, cells, strict=False) if kind}))
    times = [time for _, row in rows if (time := _time(row)[0]) is not None]
    frames = _Frames()
    for line, row in reversed(rows) if times and times[0] > times[-1] else rows:
        yield from frames.told(line, row)


def _rows(lines: Iterator[Line], delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The rows below the head, each with how many lines below it begins; an error where one can't be read."""
    reader = csv.reader((f"{text}\n" for _, text in lines), delimiter=delimiter)
    while True:
        place = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield place, error
            continue
        if cells is None:
            return
        if cells:
            yield place, cells


class _Frames:
    """Puts frames together from rows, by the CALLs that are open."""

    def __init__(self) -> None:
        self._open = set[tuple[str, str]]()

    def told(self, line: int, row: Mapping[str, str]) -> Iterator[Told | Unread]:
        """What a row tells; nothing where it has no payload."""
        payload = row.get("payload", "").strip()
        if not payload:
            return
        try:
            content = orjson.loads(payload)
        except orjson.JSONDecodeError:
            yield Unread(line, "the payload is no JSON", payload)
            return
        whole = isinstance(content, list)
        identity = row.get("identity", row.get("id", "") if whole else "").strip()
        frame = content if whole else self._frame(row, content, identity)
        if frame is None:
            yield Unread(line, "neither its type nor its action is told", payload)
            return
        text = payload if whole else orjson.dumps(frame).decode()
        by = _WAYS.get(_letters(row.get("way", "")))
        yield Told(line, Happened.MESSAGE, text, by, identity, *_time(row))

    def _frame(self, row: Mapping[str, str], payload: Any, identity: str) -> list[Any] | None:
        message_id, action = row.get("id", "").strip(), row.get("action", "").strip()
        kind = _TYPES.get(_letters(row.get("type", "")))
        ending = _ENDINGS.search(action)
        if kind is None:
            answers = (identity, message_id) in self._open or (ending and ending[2].lower().startswith(("conf", "res")))
            kind = CALLERROR if row.get("code") else CALLRESULT if answers else CALL if action else None
        match kind:
            case 2:
                self._open.add((identity, message_id))
                return [CALL, message_id, _ENDINGS.sub("", action), payload]
            case 3:
                return [CALLRESULT, message_id, payload]
            case 6:
                return [SEND, message_id, action, payload]
            case 4 | 5:
                return [kind, message_id, row.get("code", ""), row.get("description", ""), _details(row, payload)]
        return None


def _details(row: Mapping[str, str], payload: Any) -> Any:
    try:
        return orjson.loads(row["details"])
    except (KeyError, orjson.JSONDecodeError):
        return payload


def _kinds(head: str, delimiter: str) -> list[str]:
    """What each column holds; empty for one that isn't read, and for a second one of a kind."""
    names = next(csv.reader([head.lstrip("\ufeff")], delimiter=delimiter), [])
    kinds = [_COLUMN.get(_letters(name), "") for name in names]
    return [kind if kind not in kinds[:place] else "" for place, kind in enumerate(kinds)]


def _delimiter(head: str) -> str:
    return max(_DELIMITERS, key=head.count)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _time(row: Mapping[str, str]) -> tuple[datetime | None, bool]:
    """The time, None where there is none, and whether its zone is told."""
    text = row.get("time", "").strip()
    for read in (_since_the_epoch, datetime.fromisoformat, *_WRITTEN):
        try:
            time = read(text)
        except (ValueError, OverflowError, OSError):
            continue
        return (time, True) if time.tzinfo else (time.replace(tzinfo=UTC), False)
    return None, False


def _since_the_epoch(text: str) -> datetime:
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1e3 if seconds > _MILLISECONDS else seconds, UTC)


def _written(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)


_WRITTEN = tuple(map(_written, ("%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S")))
