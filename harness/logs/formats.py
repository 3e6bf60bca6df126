"""The formats of one line a message, as they stand in public reports."""

from __future__ import annotations

import re

from ocpp_conformance.harness.logs.line_formats import LineFormat
from ocpp_conformance.harness.logs.told import Side
from ocpp_conformance.harness.rpc import Role

_STATION, _CSMS, _WRITER, _PEER = Role.STATION, Role.CSMS, Side.WRITER, Side.PEER
_FRAME = r"(?P<text>\[\s*[2-9]\s*,.*|\[\s*)$"
"""The frame, or where it is written over several lines its first bracket."""
_ISO = r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)"


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


LINE_FORMATS = (
    LineFormat(
        "libocpp",
        "session logs of EVerest and libocpp",
        _compiled(
            _ISO + r":?\s+(?P<way>ChargePoint>CentralSystem|CentralSystem>ChargePoint)\s+\S+\s*(?P<text>\[.*|)$",
        ),
        {"chargepoint>centralsystem": _STATION, "centralsystem>chargepoint": _CSMS},
        opened=re.compile(_ISO + r":?\s+SYS>\s+Connected"),
        closed=re.compile(_ISO + r":?\s+SYS>\s+Disconnected"),
    ),
    LineFormat(
        "steve",
        "SteVe and other loggers of Java that name the chargeBoxId",
        _compiled(_ISO + r".*?\[chargeBoxId=(?P<identity>[^,\]]+)[^\]]*\]\s+(?P<way>Received|Sending):\s*" + _FRAME),
        {"received": _STATION, "sending": _CSMS},
        ("%Y-%m-%d %H:%M:%S,%f",),
        opened=re.compile(_ISO + r".*?\[chargeBoxId=(?P<identity>[^,\]]+)[^\]]*\]\s+Connection is established"),
        closed=re.compile(_ISO + r".*?\[chargeBoxId=(?P<identity>[^,\]]+)[^\]]*\]\s+Connection was closed"),
    ),
    LineFormat(
        "python-ocpp",
        "the logger of the Python package ocpp, alone or in Home Assistant",
        _compiled(
            _ISO + r".*?\[ocpp\]\s+(?P<identity>\S+):\s+(?P<way>receive message|send)\s+" + _FRAME,
            r"\bocpp:(?P<identity>[^\s:]+):\s+(?P<way>receive message|send)\s+" + _FRAME,
            r"^(?:" + _ISO + r"\s+)?(?P<identity>[^\s:]+):\s+(?P<way>receive message|send)\s+" + _FRAME,
        ),
        {"receive message": _PEER, "send": _WRITER},
        ("%Y-%m-%d %H:%M:%S,%f",),
    ),
    LineFormat(
        "evcc",
        "evcc with trace",
        _compiled(
            r"TRACE (?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (?P<way>recv|send) (?P<identity>\S+): " + _FRAME,
            r"TRACE (?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (?P<way>received|sent) JSON message (?:from|to) "
            r"(?P<identity>\S+): " + _FRAME,
        ),
        {"recv": _STATION, "received": _STATION, "send": _CSMS, "sent": _CSMS},
        ("%Y/%m/%d %H:%M:%S",),
    ),
    LineFormat(
        "open-ocpp",
        "open-ocpp",
        _compiled(r"\[\s*COM\s*\]\s+-\s+\[" + _ISO + r"\]\s+-\s+.*?\s+-\s+(?P<way>TX|RX)\s*:\s*" + _FRAME),
        {"tx": _WRITER, "rx": _PEER},
    ),
    LineFormat(
        "microocpp",
        "MicroOcpp and firmware on it, on a serial line",
        _compiled(
            r"\[(?:OCPP|MO|AO)\]\s+(?P<way>Send|Recv|To WS lib|From WS lib):\s*" + _FRAME,
            r"(?P<way>\[sendTXT\]|\[operator\(\)\])\s*" + _FRAME,
        ),
        {
            **dict.fromkeys(("send", "to ws lib", "[sendtxt]"), _STATION),
            **dict.fromkeys(("recv", "from ws lib", "[operator()]"), _CSMS),
        },
    ),
)
