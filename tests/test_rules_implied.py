"""Requirements that the schema or "is answered" implies: proven by a valid message, breached on the finding's line."""

from __future__ import annotations

import pytest

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.requirements import Context, Judge
from ocpp_conformance.harness.requirements.implied import CSMS, ROWS, STATION
from ocpp_conformance.harness.rpc.protocol import OCPP_201

from .rules.payloads import smallest
from .rules.sample import OMIT, Said, closed, csms, entries, station

BLOCKED_LOCK = {"component": {"name": "ConnectorPlugRetentionLock"}, "variable": {"name": "Problem"}}
PERIODIC = {"trigger": "Periodic"}
METERED = [{"timestamp": "2026-01-01T00:00:00Z", "sampledValue": [{"value": 1}]}]
GROUP = {"idToken": "G", "type": "Central"}


def event(**changes):
    return {"eventData": [{**smallest("NotifyEvent", "Request")["eventData"][0], **changes}]}


def card(kind):
    return {"idToken": {"type": kind}}


NEEDS = {
    "C06.FR.04": (card("Local"), {}),
    "C07.FR.04": (card("eMAID"), {}),
    "C09.FR.10": ({}, {"idTokenInfo": {"groupIdToken": GROUP}}),
    "G03.FR.01": ({"evse": {"id": 1}}, {}),
    "G03.FR.02": ({"evse": {"id": 1}}, {}),
    "G05.FR.03": (event(**BLOCKED_LOCK), {}),
    "J02.FR.02": ({"meterValue": METERED}, {}),
    "N08.FR.02": (event(**PERIODIC), {}),
}
"""What CALL and answer hold where the smallest ones don't show a row."""


def judged(row, *steps):
    judge = Judge(row.judges, lambda role, conversation: Context(role, conversation))
    judge.begin("X")
    for entry in entries(steps):
        judge.take(entry)
    return judge.end()


def said(row, **more):
    """The CALL that the row is about, with its answer."""
    sender = row.judges if row.kind == "Request" else row.judges.other
    request, answer = NEEDS.get(row.id, ({}, {}))
    made = csms if sender is CSMS else station
    return made(row.action, request, **{"answer": answer, **more})


def names(row):
    return f"{row.id} {row.action}{row.kind}{row.pointer}"


@pytest.mark.parametrize("row", ROWS, ids=names)
def test_a_valid_message_proves_it(row):
    told = judged(row, said(row))
    assert not any(row.id in (breach.rule, *breach.also) for breach in told.breaches)
    assert told.proven[row.id] == 1


@pytest.mark.parametrize("row", [row for row in ROWS if row.asked or row.given], ids=names)
def test_it_is_not_proven_where_its_condition_is_absent(row):
    sender = row.judges if row.kind == "Request" else row.judges.other
    told = judged(row, (csms if sender is CSMS else station)(row.action, {}))
    assert told.proven[row.id] == 0


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind == "Response" and not row.given], ids=names)
def test_an_answer_that_never_comes_breaks_it_on_one_line(row):
    told = judged(row, said(row, answer=None), closed(after=10.0))
    (breach,) = told.breaches
    assert breach.rule == "J-4.1.7-01"
    assert row.id in breach.also
    assert told.proven[row.id] == 0


def without(value, path):
    """The value without what stands there; `*` is each item."""
    first, *rest = path
    if first == "*":
        return [without(item, rest) for item in value]
    if not rest:
        return {name: each for name, each in value.items() if name != first}
    return {name: without(each, rest) if name == first else each for name, each in value.items()}


@pytest.mark.parametrize("row", [row for row in ROWS if row.pointer and not row.given], ids=names)
def test_a_message_without_the_field_breaks_it_on_the_line_of_the_schema(row):
    whole, path = said(row), row.pointer.split("/")[1:]
    request, answer = whole.request, whole.answer
    if row.kind == "Request":
        request = without(request, path)
    else:
        answer = without(answer, path)
    told = judged(row, Said(whole.sender, row.action, request, answer))
    (breach,) = told.breaches
    assert (breach.rule, breach.binding) == ("J-4.1.7-01", "must")
    assert row.id in breach.also
    assert told.proven[row.id] == 0


@pytest.mark.parametrize("row", [row for row in ROWS if not row.pointer], ids=names)
def test_an_answer_that_holds_what_it_must_not_breaks_a_row_about_all_of_it(row):
    told = judged(row, said(row, answer={**NEEDS.get(row.id, ({}, {}))[1], "surprise": 1}))
    (breach,) = told.breaches
    assert row.id in breach.also


def status_of_boot():
    return next(row for row in ROWS if row.id == "B01.FR.02")


@pytest.mark.parametrize("answer", [{"surprise": 1}, {"interval": "300"}])
def test_a_finding_elsewhere_does_not_break_it(answer):
    (breach,) = judged(status_of_boot(), station("BootNotification", answer=answer)).breaches
    assert breach.also == ()


@pytest.mark.parametrize("info", [OMIT, "Accepted"])
def test_a_finding_above_it_breaks_it(info):
    row = next(row for row in ROWS if row.id == "C01.FR.07")
    (breach,) = judged(row, station("Authorize", answer={"idTokenInfo": info})).breaches
    assert "C01.FR.07" in breach.also


def test_an_error_neither_proves_nor_breaks_it():
    told = judged(status_of_boot(), station("BootNotification", error="InternalError"))
    assert told.breaches == []
    assert told.proven["B01.FR.02"] == 0


def test_what_was_wrong_on_purpose_or_relayed_proves_nothing():
    listed = next(row for row in ROWS if row.id == "D01.FR.01")
    assert judged(status_of_boot(), station("BootNotification", deliberate=True)).proven["B01.FR.02"] == 0
    assert judged(listed, csms("SendLocalList", relayed=("versionNumber",))).proven["D01.FR.01"] == 0


@pytest.mark.parametrize("row", ROWS, ids=names)
def test_a_row_binds_whom_it_judges_and_names_a_message_of_it(row):
    assert catalogue().source(row.id).level(row.judges)
    sender = row.judges if row.kind == "Request" else row.judges.other
    assert OCPP_201.may_send(sender, row.action)


def test_both_roles_have_rows():
    assert {row.judges for row in ROWS} == {CSMS, STATION}
