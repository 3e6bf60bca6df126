"""Samples of the rules about the answers to all messages."""

from ocpp_conformance.harness.rpc import Role

from ..sample import OMIT, closed, held, idle, missed, station, upgrade

BROKEN = {"connectorStatus": OMIT}


def status(changes, **more):
    return station("StatusNotification", changes, deliberate=True, **more)


BOOT = station("BootNotification", answer={"interval": 60})


def cut(after, code=1006, by=Role.CSMS, **more):
    return closed(by=by, code=code, after=after, **more)


SAMPLES = {
    "an_idle_connection_stays_open": [
        missed("cut as the Heartbeat is due", BOOT, cut(60)).mildly(),
        idle("a loss at another time", BOOT, cut(20)),
        idle("another one had replaced it", BOOT, upgrade(after=58), cut(2, of=1)),
        idle("long after", BOOT, cut(600)),
        idle("a close frame", BOOT, cut(60, 1000)),
        idle("the station left", BOOT, cut(60, by=Role.STATION)),
        idle("no interval is known", cut(60)),
        idle("a message came meanwhile", BOOT, station("Heartbeat", after=40), cut(20)),
    ],
    "a_station_that_comes_back_is_not_turned_away": [
        missed("the older connection is dead", BOOT, upgrade(), closed(by=Role.CSMS)).mildly(),
        missed("it has spoken", BOOT, upgrade(), station("Heartbeat", answer=None), closed(by=Role.CSMS)).mildly(),
        missed("it ends much later", BOOT, upgrade(), closed(by=Role.CSMS), closed(of=1, after=30)).mildly(),
        missed("the station gives it up", BOOT, upgrade(), closed(by=Role.CSMS), closed(of=1)).mildly(),
        missed("by a code of its own", BOOT, upgrade(), closed(by=Role.CSMS, code=4000)).mildly(),
        idle("what the station sent was no good", BOOT, upgrade(), closed(by=Role.CSMS, code=1007)),
        idle("the line was cut", BOOT, upgrade(), closed(by=Role.CSMS, code=1006)),
        idle("they agreed on no version", BOOT, upgrade(version=""), closed(by=Role.CSMS)),
        idle("the older one was replaced", BOOT, upgrade(), closed(by=Role.CSMS, of=1), station("Heartbeat")),
        idle("the older one had ended", BOOT, closed(), upgrade(), closed(by=Role.CSMS)),
        idle("both end", BOOT, upgrade(), closed(by=Role.CSMS), closed(by=Role.CSMS, of=1)),
        idle("the station left", BOOT, upgrade(), closed()),
        idle("it was served", BOOT, upgrade(), station("Heartbeat"), closed(by=Role.CSMS)),
    ],
    "invalid_messages_are_refused": [
        held("a missing field is refused", status(BROKEN, error="OccurrenceConstraintViolation")),
        held("an unknown property is refused", status({"surprise": 1}, error="FormatViolation")),
        missed("a missing field is served", status(BROKEN)),
        missed("a value of a wrong type is served", status({"evseId": "1"})),
        missed("an action of the other side is served", station("ClearCache", deliberate=True)),
        idle("an unknown property is served", status({"surprise": 1})),
        idle("a value of no enumeration is served", status({"connectorStatus": "Odd"})),
        idle("a customData without vendorId is served", status({"customData": {"a": 1}})),
        idle("no answer", status(BROKEN, answer=None)),
        idle(
            "a text that is too long is served",
            station("SecurityEventNotification", {"type": "x" * 51}, deliberate=True),
        ),
        idle("a valid CALL", station("Heartbeat")),
    ],
}
