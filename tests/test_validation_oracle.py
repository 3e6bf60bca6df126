"""The fast validator against the slow one: the same defects for valid payloads and for payloads broken in one place.

Compared are sets of (keyword, pointer); the two word their defects differently and order them differently.
"""

from __future__ import annotations

import copy
from functools import cache
from random import Random

import pytest

from ocpp_conformance.fixtures.payloads import places, valid_payload
from ocpp_conformance.harness.validation import KEYWORDS, OracleValidator, RustValidator
from ocpp_conformance.schemas.messages import message_schemas

FAST, SLOW = RustValidator(), OracleValidator()
SCHEMAS = sorted(message_schemas())
OPTIONAL = (0.0, 0.3, 0.6, 0.9)
"""The share of optional fields in the payloads of each schema; one payload each."""

DATE_TIMES = (
    "",
    "yesterday",
    "2026-01-01",
    "2026-01-01T12:00:00",
    "2026-01-01T12:00Z",
    "2026-01-01 12:00:00Z",
    "2026-13-01T12:00:00Z",
    "2026-02-30T12:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T12:60:00Z",
    "2026-01-01T12:00:00+25:00",
    "2026-01-01T12:00:00+0100",
    "2026-01-01T12:00:00.Z",
    "2026-01-01T12:00:00,5Z",
    " 2026-01-01T12:00:00Z",
    "2026-01-01t12:00:00z",  # valid, as are the next two
    "2026-01-01T12:00:00-00:00",
    "2026-01-01T12:00:00.123456789Z",
)
KNOWN_DIFFERENCES = {  # left out above: which of the two accepts it, the other one doesn't
    "second 60": ("2026-06-30T23:59:60Z", FAST),  # RFC 3339 has leap seconds, Python's datetime doesn't
    "year 0000": ("0000-01-01T00:00:00Z", FAST),  # RFC 3339 has it, Python's datetime doesn't
    "trailing newline": ("2026-01-01T12:00:00Z\n", SLOW),  # rfc3339-validator ends its pattern with $
}
WRONG_TYPES = {
    "object": (None, True, 1, "text", []),
    "array": (None, False, 0, "text", {}),
    "string": (None, True, 1, 1.5, ["text"], {}, {"a": 1, "b": 2}),  # an enumeration forbids properties, too
    "integer": (None, True, "1", 1.5, 1.0, [], {}),  # 1.0 is an integer in draft 6
    "number": (None, False, "1.5", [], {}),
    "boolean": (None, 0, 1, "true", []),
}


def without_required(schema, value, random):
    for name in schema.get("required", ()):
        yield {key: item for key, item in value.items() if key != name}


def with_unknown_property(schema, value, random):
    if schema.get("type") == "object":
        yield {**value, "unknownField": 1}
        yield {**value, "un/known~field": None, "": {}}


def of_wrong_type(schema, value, random):
    yield from WRONG_TYPES.get(schema.get("type"), ())


def outside_enum(schema, value, random):
    if "enum" in schema:
        yield from ("", "NoSuchValue", value.swapcase(), f"{value} ")


def too_long(schema, value, random):
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
        yield "𝄞" * schema["maxLength"]  # just fits: a limit counts characters, not bytes or UTF-16 units
        yield "𝄞" * (schema["maxLength"] + 1)


def out_of_range(schema, value, random):
    if "minimum" in schema:
        yield from (schema["minimum"] - 1, -(10**30))
    if "maximum" in schema:
        yield from (schema["maximum"] + 1, 10**30)


def of_wrong_size(schema, value, random):
    if schema.get("type") == "array":
        yield []
        if "maxItems" in schema:
            yield (value * (schema["maxItems"] + 1))[: schema["maxItems"] + 1]


def of_bad_date_time(schema, value, random):
    if schema.get("format") == "date-time":
        yield from random.sample(DATE_TIMES, 4)


BREAKS = (
    without_required,
    with_unknown_property,
    of_wrong_type,
    outside_enum,
    too_long,
    out_of_range,
    of_wrong_size,
    of_bad_date_time,
)
PLACES = 5
"""In how many places of a payload each break is tried, picked at random among those where it applies."""


def put(payload, path, value):
    """The payload with another value at a path."""
    if not path:
        return value
    changed = copy.deepcopy(payload)
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return changed


def broken(action, kind, payload, random):
    """The payload broken in one place at a time."""
    everywhere = list(places(action, kind, payload))
    for breaks in BREAKS:
        found = [(place.path, list(breaks(place.schema, place.value, random))) for place in everywhere]
        found = [(path, values) for path, values in found if values]
        for path, values in random.sample(found, min(PLACES, len(found))):
            yield put(payload, path, random.choice(values))


def defects(validator, action, kind, payload):
    return {(defect.keyword, defect.pointer) for defect in validator.defects(action, kind, payload)}


@cache
def judged(action, kind):
    """Every valid payload, and every broken one, of one schema: the payload and what each validator finds."""
    random = Random(f"{action}{kind}")
    valid = [valid_payload(action, kind, random, optional=share) for share in OPTIONAL]
    wrong = [each for payload in valid for each in broken(action, kind, payload, random)]
    both = [
        [(each, *(defects(v, action, kind, each) for v in (FAST, SLOW))) for each in some] for some in (valid, wrong)
    ]
    return both[0], both[1]


@pytest.mark.parametrize(("action", "kind"), SCHEMAS)
def test_generated_payloads_are_valid(action, kind):
    valid, _ = judged(action, kind)
    assert [(payload, fast) for payload, fast, _ in valid if fast] == []


@pytest.mark.parametrize(("action", "kind"), SCHEMAS)
def test_both_validators_find_the_same(action, kind):
    valid, wrong = judged(action, kind)
    assert [each for each in (*valid, *wrong) if each[1] != each[2]] == []


def test_there_are_thousands_of_broken_payloads_and_every_keyword_is_among_the_findings():
    found = [fast for action, kind in SCHEMAS for _, fast, _ in judged(action, kind)[1] if fast]
    assert len(found) > 4000
    assert {keyword for each in found for keyword, _ in each} == set(KEYWORDS) - {"multipleOf"}  # 1.6 alone has it


@pytest.mark.parametrize("name", KNOWN_DIFFERENCES)
def test_known_differences_are_still_there(name):
    text, accepts = KNOWN_DIFFERENCES[name]
    payload = {"currentTime": text}
    clean = [v for v in (FAST, SLOW) if not defects(v, "Heartbeat", "Response", payload)]
    assert clean == [accepts]
