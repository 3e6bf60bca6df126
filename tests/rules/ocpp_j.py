"""Samples of the rules of Part 4."""

import json

from ocpp_conformance.harness.rpc import Role

from .payloads import NOW
from .sample import OMIT, csms, held, held_only, idle, missed, note, raw, station, upgrade

CSMS, STATION = Role.CSMS, Role.STATION
HEARTBEAT = station("Heartbeat")
SLOW = station("Heartbeat", answer_after=1.0)
GAPS = note("dropped 7 messages")
UNANSWERED = station("Heartbeat", answer=None)


def reply(*elements, by=CSMS):
    """A reply as it is, by default of the CSMS."""
    return raw(json.dumps(elements), by)


def of_csms(*samples):
    return [sample.judging(CSMS) for sample in samples]


def of_station(*samples):
    return [sample.judging(STATION) for sample in samples]


MALFORMED = {
    "no JSON": "J-4.1.2-01",
    "{}": "J-4.1.2-01",
    '[2,7,"Heartbeat",{}]': "J-4.1.4-03",
    '[7,"1",{}]': "J-4.1.3-01",
    '[2,"1","Heartbeat"]': "J-4.2.1-01",
    '[2,"1",7,{}]': "J-4.2.1-01",
    '[2,"1","Heartbeat",[]]': "J-4.1.5-01",
    "[3,7,{}]": "J-4.1.4-03",
    '[3,"1","Heartbeat",{}]': "J-4.2.2-02",
    '[4,"1","GenericError"]': "J-4.2.3-06",
}

SAMPLES = {
    "messages_fit_their_schema": [
        *of_csms(
            held_only("a valid answer", HEARTBEAT),
            missed("an interval that is no number", station("BootNotification", answer={"interval": "soon"})),
            idle(
                "an answer to what was wrong on purpose",
                station("Heartbeat", answer={"currentTime": OMIT}, deliberate=True),
            ),
            idle("no answer", UNANSWERED),
        ),
        *of_station(
            missed("an action that there is not", raw(json.dumps([2, "1", "Heartbeats", {}]), STATION)).about(
                "J-4.1.6-01"
            ),
            missed("an action of the other side", raw(json.dumps([2, "1", "Reset", {}]), STATION)).about("J-4.1.6-01"),
        ),
    ],
    "messages_are_frames": [
        *of_station(
            *(missed(text, raw(text, STATION)).about(id) for text, id in MALFORMED.items()),
            missed("a binary message", raw(b"\x00", STATION)).about("J-4.1.2-01"),
            idle("a CALL", HEARTBEAT),
        ),
        *of_csms(idle("what the other side sends", raw("no JSON", STATION))),
    ],
    "errors_use_the_table": of_csms(
        held("a code of the table", station("Heartbeat", error="GenericError")).about("J-4.2.3-07"),
        missed("a code of OCPP 1.6", station("Heartbeat", error="FormationViolation")).about("J-4.2.3-07"),
        missed("a long description", UNANSWERED, reply(4, "1", "GenericError", "x" * 256, {}))
        .about("J-4.2.3-08")
        .mildly(),
        missed("no description", UNANSWERED, reply(4, "1", "GenericError", None, {})).about("J-4.2.3-08").mildly(),
        idle("a CALLRESULT", HEARTBEAT),
    ),
    "what_fits_is_not_called_unfit": of_csms(
        missed("an Idle", station("LogStatusNotification", {"status": "Idle"}, error="OccurrenceConstraintViolation")),
        missed("a Heartbeat", station("Heartbeat", error="FormatViolation")),
        idle("another code", station("Heartbeat", error="InternalError")),
        idle("a value", station("Heartbeat", error="PropertyConstraintViolation")),
        idle("a list", station("NotifyEvent", error="OccurrenceConstraintViolation")),
        idle("customData", station("Heartbeat", {"customData": {"vendorId": "x"}}, error="FormatViolation")),
        idle("it was wrong on purpose", station("Heartbeat", error="FormatViolation", deliberate=True)),
        idle("a connection of OCPP 1.6", upgrade(version="ocpp1.6"), station("Heartbeat", error="FormatViolation")),
        idle("it is served", HEARTBEAT),
    ),
    "ids_of_calls_are_new": of_station(
        held_only("two ids", HEARTBEAT, HEARTBEAT),
        missed("an id of 37 characters", station("Heartbeat", id="x" * 37)).about("J-4.1.4-03"),
        missed("an id again", station("Heartbeat", id="1"), station("Heartbeat", id="1")),
        held_only("an unanswered CALL again", station("Heartbeat", id="1", answer=None), station("Heartbeat", id="1")),
        idle("CALLs of the other side", csms("ClearCache", id="1"), csms("ClearCache", id="1")),
    ),
    "one_call_at_a_time": of_station(
        held_only("one after the other", HEARTBEAT, HEARTBEAT),
        held("one right behind an answer that took long", SLOW, HEARTBEAT),
        held("the same in the words of Part 2", SLOW, HEARTBEAT).about("FR.01"),
        held_only("one a while behind such an answer", SLOW, station("Heartbeat", after=3.0)),
        missed("a second one while the first is open", UNANSWERED, HEARTBEAT),
        missed("the same in the words of Part 2", UNANSWERED, HEARTBEAT).about("FR.01"),
        held_only("after a time-out of its own", UNANSWERED, station("Heartbeat", after=30.0)),
        idle("one alone", HEARTBEAT),
    ),
    "calls_are_answered_once": of_csms(
        held_only("answered", HEARTBEAT).about("J-4.1.4-02"),
        missed("answered twice", HEARTBEAT, reply(3, "1", {"currentTime": NOW})).about("J-4.1.4-02"),
        missed("not answered in time", UNANSWERED, csms("ClearCache", after=6.0)),
        idle("messages are missing", GAPS, UNANSWERED, csms("ClearCache", after=6.0)),
        idle("not answered yet", UNANSWERED, csms("ClearCache", after=1.0)),
        idle("what came is no frame", UNANSWERED, raw('[3,"1"', CSMS), csms("ClearCache", after=6.0)),
        missed("what came before is no frame", raw("x", CSMS), UNANSWERED, csms("ClearCache", after=6.0)),
        idle("wrong on purpose", station("Heartbeat", answer=None, deliberate=True), csms("ClearCache", after=60.0)),
    ),
    "replies_have_the_id_of_a_call": of_csms(
        missed("another id", UNANSWERED, reply(3, "2", {"currentTime": NOW})),
        idle("messages are missing", GAPS, UNANSWERED, reply(3, "2", {"currentTime": NOW})),
        missed('"-1" to nothing', reply(4, "-1", "RpcFrameworkError", "", {})),
        idle(
            '"-1" to what could not be read',
            raw("no JSON", STATION, deliberate=True),
            reply(4, "-1", "RpcFrameworkError", "", {}),
        ),
        idle("the right id", HEARTBEAT),
    ),
    "times_have_three_decimals": of_csms(
        missed("six decimals", station("Heartbeat", answer={"currentTime": "2026-01-01T00:00:00.123456Z"})).mildly(),
        idle("an offset", station("Heartbeat", answer={"currentTime": "2026-01-01T00:00:00.123+01:00"})),
    ),
    "unused_fields_are_left_out": [
        *of_csms(
            missed(
                "an empty object",
                station("Authorize", answer={"idTokenInfo": {"status": "Accepted", "personalMessage": {}}}),
            ),
            idle("an empty object that must be there", csms("GetChargingProfiles", {"chargingProfile": {}})),
        ),
        *of_station(idle("free data", station("DataTransfer", {"data": {"anything": [None, {}, []]}}))),
    ],
    "empty_payloads_are_objects": of_csms(
        held("an empty object", station("StatusNotification")),
        missed("null", station("StatusNotification", answer=None), reply(3, "1", None)).mildly(),
        idle("a payload", HEARTBEAT),
    ),
}
