"""The operator carrier: what a person is told, what closes a prompt, what an answer means."""

from __future__ import annotations

import asyncio

import pytest

from ocpp_conformance.harness.evidence import Binding, Checklist, Recording
from ocpp_conformance.harness.probes import CsmsProbe, Patience
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.sut.confirmations import confirmation_of
from ocpp_conformance.harness.sut.driver import Intent, Result
from ocpp_conformance.harness.sut.intents import GOALS
from ocpp_conformance.harness.sut.operator import CaseOperator, GoneError, Operator, OperatorDriver, Press, phrase

PLUG_IN, UNPLUG = (Intent(name, {"evse": 1, "connector": 2}) for name in ("plug_in", "unplug"))
CARD = Intent("present_token", {"id_token": "04A2B3C4", "type": "ISO14443"})
EXAMPLES = {"integer": 1, "string": "x", "boolean": True, "array": [], "object": {}, "number": 1.5}


class Prompts:
    """A prompts at which the answers are known before; None lets the prompt stand, an exception is raised."""

    def __init__(self, *answers):
        self.answers, self.prompts, self.told = list(answers), [], []
        self.asked = asyncio.Event()

    async def ask(self, prompt):
        self.prompts.append(prompt)
        self.asked.set()
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            await asyncio.get_running_loop().create_future()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def tell(self, text):
        self.told.append(text)


class Station:
    """What a station sends to our probe, without a socket."""

    def __init__(self):
        recording = Recording()
        self.probe = CsmsProbe(recording, Checklist("", recording, lambda _: Binding.MUST), Patience(), None)

    def sends(self, action, payload):
        call = Call("1", action, payload)
        self.probe.took(1, Role.STATION, call.text(), False)
        self.probe.answer(call)


def driver(prompts, seconds=0.2, operator=None, station=None):
    return OperatorDriver(operator or Operator(prompts, seconds), (station or Station()).probe, "TC_G_01_CS", "Title")


def complete(name):
    return Intent(name, {key: EXAMPLES[argument.kind] for key, argument in GOALS[name].arguments.items()})


# -- what a person is told ---------------------------------------------------------------------------------------------


SHOWN_BY_NOTHING = ("wait_idle", "store_customer", "jam_lock", "free_lock")
"""Goals that no frame shows to be reached."""


@pytest.mark.parametrize("name", GOALS)
def test_every_goal_has_words_and_where_it_shows_a_proof(name):
    intent = complete(name)
    assert "{" not in phrase(intent).replace("{}", "")
    assert (confirmation_of(intent) is None) == (name in SHOWN_BY_NOTHING)


def test_what_was_left_out_is_a_dash():
    assert phrase(Intent("reset", {"kind": "Immediate"})) == "Reset the station (Immediate) or its EVSE –"


# -- what closes a prompt ----------------------------------------------------------------------------------------------

AVAILABILITY = {"component": {"name": "Connector", "evse": {"id": 1, "connectorId": 2}}, "actualValue": "Occupied"}

# (intent, action, payload, whether it closes the prompt)
FRAMES = [
    (PLUG_IN, "StatusNotification", {"evseId": 1, "connectorId": 2, "connectorStatus": "Occupied"}, True),
    (PLUG_IN, "StatusNotification", {"evseId": 1, "connectorId": 1, "connectorStatus": "Occupied"}, False),
    (PLUG_IN, "StatusNotification", {"evseId": 1, "connectorId": 2, "connectorStatus": "Available"}, False),
    (PLUG_IN, "NotifyEvent", {"eventData": [AVAILABILITY]}, True),
    (PLUG_IN, "TransactionEvent", {"triggerReason": "CablePluggedIn"}, True),
    (UNPLUG, "TransactionEvent", {"triggerReason": "MeterValuePeriodic"}, False),
    (UNPLUG, "TransactionEvent", {"triggerReason": "EVCommunicationLost"}, True),
    (CARD, "Authorize", {"idToken": {"idToken": "04a2b3c4", "type": "ISO14443"}}, True),
    (CARD, "Authorize", {"idToken": {"idToken": "04A2B3C5", "type": "ISO14443"}}, False),
    (CARD, "TransactionEvent", {"triggerReason": "StopAuthorized"}, True),
    (Intent("power_cycle"), "BootNotification", {"reason": "PowerUp"}, True),
    (Intent("local_stop", {"evse": 1}), "TransactionEvent", {"eventType": "Updated"}, False),
    (Intent("local_stop", {"evse": 1}), "TransactionEvent", {"eventType": "Ended"}, True),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("intent", "action", "payload", "closes"), FRAMES)
async def test_a_frame_closes_the_prompt_that_it_proves(intent, action, payload, closes):
    prompts, station = Prompts(), Station()
    if intent is UNPLUG:
        operator = Operator(prompts, 0.2)
        operator.keep(PLUG_IN)
    else:
        operator = None
    one = driver(prompts, operator=operator, station=station)
    station.sends(action, payload)  # too early: it proves nothing
    asking = asyncio.ensure_future(one.intend(intent))
    await prompts.asked.wait()
    station.sends(action, payload)
    receipt = await asking
    assert receipt.result is (Result.DONE if closes else Result.DECLINED)
    assert (f'seen: #1 station: [2,"1","{action}"' in prompts.told[0]) is closes


@pytest.mark.asyncio
async def test_a_lost_connection_is_awaited():
    receipt = await driver(prompts := Prompts()).intend(Intent("network_down"))  # the station was never connected
    assert receipt.text == "seen: the connection has ended"
    assert prompts.prompts[0].awaited == "the end of its connection"


# -- what an answer means ----------------------------------------------------------------------------------------------

ANSWERS = [
    (Press.DONE, Result.DONE, ""),
    (Press.CANNOT, Result.UNSUPPORTED, "can't"),
    (Press.SKIP, Result.DECLINED, "skipped"),
    (None, Result.DECLINED, "nobody answered the operator's prompt within 0.2 s"),
    (GoneError("the page is down"), Result.DECLINED, "the page is down"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("answer", "result", "text"), ANSWERS)
async def test_an_answer_becomes_a_receipt(answer, result, text):
    station = Station()
    receipt = await driver(Prompts(answer), station=station).intend(PLUG_IN)
    assert receipt.result is result
    assert text in receipt.text
    assert "the operator was asked: Plug a cable" in station.probe.recording.entries[-1].text


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [Press.CANNOT, GoneError("gone")])
async def test_what_nobody_can_do_is_asked_for_once(answer):
    prompts = Prompts(answer, Press.DONE)
    operator = Operator(prompts, 0.2)
    receipts = [await driver(prompts, operator=operator).intend(PLUG_IN) for _ in range(2)]
    assert receipts[0].result is receipts[1].result
    assert len(prompts.prompts) == 1


@pytest.mark.asyncio
async def test_a_person_who_is_away_is_not_waited_for_for_ever():
    prompts = Prompts()
    operator = Operator(prompts, 0.05)
    receipts = [await driver(prompts, operator=operator).intend(PLUG_IN) for _ in range(4)]
    assert {receipt.result for receipt in receipts} == {Result.DECLINED}
    assert len(prompts.prompts) == 2


@pytest.mark.asyncio
async def test_what_was_declined_is_not_cleared_up_after():
    prompts = Prompts(Press.SKIP)
    one = driver(prompts)
    await one.intend(PLUG_IN)
    assert (await one.intend(UNPLUG)).result is Result.DONE
    assert len(prompts.prompts) == 1


@pytest.mark.asyncio
async def test_what_stands_is_known_to_the_next_case():
    prompts = Prompts(Press.DONE, Press.DONE)
    operator = Operator(prompts, 0.2)
    first, second = driver(prompts, operator=operator), driver(prompts, operator=operator)
    by = CaseOperator(operator, second, ("plug_in",), Recording())
    seen = [by.stands("plug_in", evse=1, connector=2)]
    await first.intend(PLUG_IN)
    seen.append(by.stands("plug_in", evse=1, connector=2))
    left = operator.left
    await second.intend(UNPLUG)
    seen.append(by.stands("plug_in", evse=1, connector=2))
    assert seen == [False, True, False]
    assert (left, operator.left) == (["Take the cable out of connector 2 of EVSE 1"], [])


@pytest.mark.asyncio
@pytest.mark.parametrize("intent", [Intent("trigger", {"requested_message": "Heartbeat"}), Intent("no such")])
async def test_goals_of_the_other_role_are_unsupported(intent):
    assert (await driver(prompts := Prompts()).intend(intent)).result is Result.UNSUPPORTED
    assert prompts.prompts == []
