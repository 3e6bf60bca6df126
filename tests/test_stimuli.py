"""Stimuli: their labels are true, files keep them as they were, their frames are as RFC 6455 lays them out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from websockets.frames import Frame, Opcode

from ocpp_conformance.fixtures.provocations import (
    actions_of,
    broken_boundaries,
    broken_stimuli,
    frame_stimuli,
    token_boundaries,
    token_stimuli,
    valid_boundaries,
    valid_stimuli,
)
from ocpp_conformance.fixtures.texts import text_boundaries, text_stimuli
from ocpp_conformance.fixtures.wire import (
    request_boundaries,
    request_stimuli,
    response_boundaries,
    response_stimuli,
    socket_boundaries,
    socket_stimuli,
)
from ocpp_conformance.harness.fuzzing import Expect, Message, Piece, Stream, from_json, to_json
from ocpp_conformance.harness.fuzzing.schedule import seconds_of
from ocpp_conformance.harness.rpc import Call, Role, parse
from ocpp_conformance.harness.validation import judge_call
from ocpp_conformance.schemas.files import own_schema

ACT = Draft202012Validator(
    {"$ref": "#/$defs/stimulus", "$defs": own_schema("finding-1")["$defs"]}  # one stimulus of a finding's file
)
SENDER = pytest.mark.parametrize("sender", Role)
VALID = {Expect.SERVED, Expect.ANSWERED}


def boundaries(sender):
    yield from valid_boundaries(sender)
    yield from broken_boundaries(sender)
    yield from text_boundaries(sender)
    yield from socket_boundaries(sender)
    yield from token_boundaries() if sender is Role.STATION else response_boundaries()
    yield from request_boundaries(password=True)


@SENDER
def test_an_act_that_is_renewed_differs_in_its_random_id_alone(sender):
    changed = 0
    for stimulus in boundaries(sender):
        new = stimulus.renewed()
        if new == stimulus or stimulus.label == "two messages in one":
            continue
        changed += 1
        before, after = sent(stimulus, sender), sent(new, sender)
        places = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
        assert max(places) - min(places) < 36, stimulus
        assert replace(new, doing=stimulus.doing) == stimulus
    assert changed > 50


def sent(stimulus, sender):
    match stimulus.doing:
        case Stream() as stream:
            assert stream.message.encode() == b"".join(piece.data for piece in stream.pieces if piece.opcode < 3)
            return stream.encoded(sender)
        case Message(raw=raw):
            return raw


@SENDER
def test_acts_come_back_from_a_file(sender):
    stimuli = list(boundaries(sender))
    assert [stimulus for stimulus in stimuli if from_json(json.loads(json.dumps(to_json(stimulus)))) != stimulus] == []


@SENDER
def test_acts_are_written_as_the_schema_says(sender):
    assert [stimulus.label for stimulus in boundaries(sender) if not ACT.is_valid(to_json(stimulus))] == []


@SENDER
def test_random_acts_come_back_too(sender):
    strategies = (valid_stimuli, broken_stimuli, frame_stimuli, text_stimuli, socket_stimuli)
    some = [make(sender) for make in strategies] + [token_stimuli(), request_stimuli(), response_stimuli()]

    @settings(max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(some))
    def look(stimulus):
        line = to_json(stimulus)
        assert ACT.is_valid(line)
        assert from_json(line) == stimulus

    look()


@SENDER
def test_what_must_be_answered_is_a_valid_call_of_the_sender(sender):
    for stimulus in boundaries(sender):
        if stimulus.expect in VALID:
            text = stimulus.doing.raw if isinstance(stimulus.doing, Message) else stimulus.doing.message
            call = parse(text)
            assert isinstance(call, Call), stimulus
            assert judge_call(call, sender) is None, stimulus


@SENDER
def test_fragments_make_up_the_message_that_they_name(sender):
    for stimulus in socket_boundaries(sender):
        if isinstance(stimulus.doing, Stream) and stimulus.doing.message is not None:
            data = b"".join(piece.data for piece in stimulus.doing.pieces if piece.opcode < 8)
            assert data.decode() == stimulus.doing.message


@SENDER
def test_every_action_of_a_sender_is_among_the_valid_ones(sender):
    seen = {parse(stimulus.doing.raw).action for stimulus in valid_boundaries(sender)}
    assert seen == set(actions_of(sender))


@pytest.mark.parametrize("boundaries", [valid_boundaries, broken_boundaries])
@SENDER
def test_no_harm_is_done_where_care_is_asked_for(sender, boundaries):
    seen = {parse(stimulus.doing.raw).action for stimulus in boundaries(sender, careful=True)}
    assert seen & {"Reset", "UpdateFirmware", "SetNetworkProfile", "InstallCertificate"} == set()


@pytest.mark.parametrize("length", [0, 125, 126, 65535, 65536])
@SENDER
def test_a_piece_is_encoded_as_websockets_does_it(sender, length):
    data, mask = b"x" * length, sender is Role.STATION
    theirs = Frame(Opcode.TEXT, data).serialize(mask=mask, extensions=[])
    head = len(theirs) - length - (4 if mask else 0)
    assert Piece(1, data).encoded(sender)[:head] == theirs[:head]
    assert len(Piece(1, data).encoded(sender)) == len(theirs)


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600), ("0.5m", 30)])
def test_durations_are_read(text, seconds):
    assert seconds_of(text) == seconds
