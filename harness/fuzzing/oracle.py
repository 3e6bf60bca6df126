"""Give a stimulus to a system and judge what comes of it."""

from __future__ import annotations

from dataclasses import replace

from ocpp_conformance.harness.catalogue.own_rules import LIVES
from ocpp_conformance.harness.evidence import HarnessError, Inconclusive, Miss, Source
from ocpp_conformance.harness.fuzzing.stimuli import Expect, Message, Request, Response, Stimulus, Stream
from ocpp_conformance.harness.fuzzing.upgrades import Answered, accept_of, request
from ocpp_conformance.harness.probes import CsmsProbe, Probe, Reaction, StationProbe
from ocpp_conformance.harness.probes.reaction import INTERNAL_ERROR
from ocpp_conformance.harness.rpc import Call, CallError, Wrong, parse, probable_id
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Closed

_PAYLOAD = {Wrong.OCCURRENCE, Wrong.UNKNOWN_PROPERTY, Wrong.TYPE, Wrong.VALUE}
_UNSUPPORTED = OCPP_201.answers[Wrong.UNSUPPORTED_ACTION].allowed


async def play(probe: Probe, stimulus: Stimulus, source: Source) -> str:
    """Do it, book what came of it under the rule that what is wrong breaks, else the source, and say it in a few words.

    Raises `Violation` where the system breaks what the stimulus expects, `Inconclusive` where it was not reached.
    """
    stimulus = stimulus.renewed()
    match stimulus.doing:
        case Message(raw=raw):
            return _judge(stimulus, await probe.provoke(raw, quiet=_quiet(stimulus, probe)), source, raw)
        case Stream(message=str(message)) as stream:
            written = stream.encoded(probe.role)
            reaction = await probe.provoke(message, quiet=_quiet(stimulus, probe), stream=written)
            return _judge(stimulus, reaction, source, message)
        case Stream() as stream:
            return _judge_close(probe, await probe.disturb(stream.encoded(probe.role)))
        case Request(text=text):
            return await _ask(probe, stimulus, text, source)
        case Response(text=text):
            return await _respond(probe, text, source)


def _quiet(stimulus: Stimulus, probe: Probe) -> float | None:
    """How long to wait for an answer before the fence: not at all where none may come, and as long as answers may take
    where one must."""
    if stimulus.wrong is not None and OCPP_201.answers[stimulus.wrong].code is None:
        return 0
    return probe.patience.reply if stimulus.expect in (Expect.SERVED, Expect.ANSWERED) else None


def _judge(stimulus: Stimulus, reaction: Reaction, source: Source, raw: str | bytes) -> str:
    ended = stimulus.ends and reaction.closed is not None and reaction.closed.code != INTERNAL_ERROR
    call = parse(raw)
    if stimulus.wrong is not None and not ended:
        row = row_of(stimulus.wrong, reaction)
        reaction.earns(OCPP_201.answers[row].rule, row, lenient=stimulus.free, told_as=probable_id(raw))
    elif stimulus.expect in (Expect.SERVED, Expect.ANSWERED):
        if not isinstance(call, Call):
            raise HarnessError(f"the stimulus {stimulus.label!r} calls this a valid CALL: {stimulus.quoted[:200]}")
        strict = stimulus.expect is Expect.SERVED
        reaction.is_answered(source, call, strict=strict, may_close=stimulus.ends, lenient=stimulus.free)
    elif ended:
        reaction.checklist.book(LIVES, (), seen=reaction.seen)
    else:
        replace(reaction, message_id=reaction.message_id or probable_id(raw)).either_way("J-4.1.4-02")
    return reaction.seen


def row_of(wrong: Wrong, reaction: Reaction) -> Wrong:
    """The row of the error table that counts: whoever does not support an action need not look at its payload."""
    unsupported = isinstance(reaction.answer, CallError) and reaction.answer.code in _UNSUPPORTED
    return Wrong.UNSUPPORTED_ACTION if wrong in _PAYLOAD and unsupported else wrong


def _judge_close(probe: Probe, closed: Closed | None) -> str:
    seen = "the connection stayed open" if closed is None else str(closed)
    misses: tuple[Miss, ...] = ()
    if closed is not None and closed.code == INTERNAL_ERROR:  # no close frame is fair where RFC 6455 was broken
        misses = (Miss("", "another close code than 1011", seen),)
    probe.checklist.book(LIVES, misses, seen=seen)
    return seen


async def _ask(probe: Probe, stimulus: Stimulus, text: str, source: Source) -> str:
    if not isinstance(probe, StationProbe):
        raise HarnessError(f"the stimulus {stimulus.label!r} is an upgrade request, and our side is a CSMS")
    quiet = probe.patience.reply if stimulus.expect is Expect.OPENED else probe.patience.quiet
    answered = await request(probe.address, text, probe.patience.connect, quiet)
    probe.recording.note(f"upgrade request by hand, answered by {answered}: {text[:300]!r}")
    probe.checklist.book(source, _missed(stimulus, answered), mild=answered.status == 500, seen=str(answered))
    return str(answered)


def _missed(stimulus: Stimulus, answered: Answered) -> tuple[Miss, ...]:
    seen = str(answered)
    if not answered.reached:
        return (Miss("", "a server that takes connections", seen),)
    if stimulus.expect is Expect.OPENED and answered.status != 101:
        return (Miss("", "HTTP status 101", seen),)
    if stimulus.expect is Expect.TURNED_AWAY and answered.served:
        return (Miss("", "no service", seen),)
    if answered.status == 500:
        return (Miss("", "another HTTP status than 500", seen),)
    return ()


async def _respond(probe: Probe, text: str, source: Source) -> str:
    """Give the next upgrade request of the station this answer; then it has to come back."""
    if not isinstance(probe, CsmsProbe):
        raise HarnessError("an answer to an upgrade request is our CSMS's to give")
    again = probe.patience.too_late(60)
    try:
        await probe.answers_upgrade(lambda head: text.replace("{accept}", accept_of(head)).encode("latin-1"), again)
    except Inconclusive as error:
        miss = Miss("", f"a connection within {again:.1f} s of a failed upgrade", error.what)
        probe.checklist.book(source, (miss,), seen="it did not come back")
        raise
    probe.checklist.book(source, (), seen="it came back")
    return "it came back"
