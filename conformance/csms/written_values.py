"""Demands on values that a CSMS may write in more than one way, or must choose itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ocpp_conformance.harness import times
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.times import now

_LEAP_SECOND = re.compile(r"(?<=T\d\d:\d\d):60")


def ignoring_space(text: str) -> Matcher:
    """This text, PEM or base64, however its lines are broken."""
    return Matcher(
        "what was configured", lambda value: isinstance(value, str) and "".join(value.split()) == "".join(text.split())
    )


def in_the_future() -> Matcher:
    """A dateTime (RFC 3339) that has not come yet."""
    return Matcher("a dateTime in the future", lambda value: isinstance(value, str) and _is_ahead(value))


def other_than(used: object) -> Matcher:
    """A value that is not this one."""
    return Matcher(f"anything but {used!r}", lambda value: value is not None and value != used)


def in_an_hour() -> str:
    """A moment that is still ahead when a person had to carry the wish out (RFC 3339, UTC)."""
    return now(timedelta(hours=1))


def _is_ahead(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(_LEAP_SECOND.sub(":59", text.upper()))
        return moment > datetime.fromtimestamp(times.wall(), UTC)
    except (ValueError, TypeError):
        return False
