"""Samples of the rules about the answers to all messages."""

from ..sample import OMIT, held, idle, missed, station

BROKEN = {"connectorStatus": OMIT}


def status(changes, **more):
    return station("StatusNotification", changes, deliberate=True, **more)


SAMPLES = {
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
