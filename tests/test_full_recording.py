"""A recording that is full keeps no more, says so, and hides nothing from the rules."""

import pytest

from ocpp_conformance.harness.evidence import NoteEntry, Recording
from ocpp_conformance.harness.evidence.recording import MOST
from ocpp_conformance.harness.requirements import Judge
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.between import Between

HEARTBEAT = '[2,"{}","Heartbeat",{{}}]'


@pytest.fixture
def full():
    """A recording with two messages more than it keeps, and those two."""
    late = []
    recording = Recording(overflow=late.append)
    recording.dictated(Role.STATION, "Heartbeat", {})
    for number in range(MOST + 2):
        recording.frame(1, Role.STATION, HEARTBEAT.format(number))
    return recording, late


def notes(recording):
    return [entry.text for entry in recording.entries if isinstance(entry, NoteEntry)]


def test_what_is_not_kept_is_told_with_the_note_that_says_so(full):
    recording, late = full
    assert [len(list(recording.frames())), len(late)] == [MOST, 2]
    assert {entry.index for entry in late} == {MOST}
    assert notes(recording) == [f"{MOST} messages are kept; from here on they are only judged"]


def test_what_is_not_kept_was_dictated_all_the_same(full):
    assert {entry.relayed for entry in full[1]} == {()}


def test_how_many_there_were_is_told_once(full):
    recording, _ = full
    recording.tell_dropped()
    recording.tell_dropped()
    assert notes(recording)[1:] == ["dropped 2 messages"]
    assert recording.entries[-1].dropped == 2


def test_between_cases_each_gap_keeps_as_many():
    between = Between(lambda line: None)
    for _ in range(2):
        for number in range(MOST + 1):
            between.recording.frame(1, Role.STATION, HEARTBEAT.format(number))
        between.hear(Judge(Role.STATION))
    told = f"{MOST} messages are kept; from here on they are only counted"
    assert notes(between.recording) == [told, "dropped 1 messages"] * 2
