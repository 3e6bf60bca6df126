"""Samples of block G."""

from datetime import UTC, datetime

from ..sample import EPOCH, held, held_only, idle, missed, station, upgrade


def tells(seconds, action="Heartbeat"):
    """An answer whose currentTime is so many seconds after the first entry."""
    time = datetime.fromtimestamp(EPOCH + seconds, UTC).isoformat().replace("+00:00", "Z")
    return station(action, answer={"currentTime": time})


OF_BOOTS = "Part 2, BootNotificationResponse"
DAY = 86400

SAMPLES = {
    "the_current_time_is_the_time": [
        held("the time", tells(0)),
        held("the time in a boot answer", tells(0, "BootNotification")).about(OF_BOOTS),
        held("half a minute ahead", tells(30)),
        missed("two minutes ahead", tells(120)).mildly(),
        missed("two minutes behind", tells(-120)).mildly(),
        missed("two days behind", tells(-2 * DAY)),
        missed("two days ahead in a boot answer", tells(2 * DAY, "BootNotification")).about(OF_BOOTS).mildly("must"),
        held("another offset", station("Heartbeat", answer={"currentTime": "2026-01-01T02:00:00+02:00"})),
        idle("no answer", station("Heartbeat", answer=None)),
    ],
    "the_current_time_does_not_run_back": [
        held_only("it goes on", tells(0), tells(1)),
        held_only("a second back", tells(1), tells(0)),
        missed("ten seconds back", tells(10), tells(0)).mildly(),
        missed("two minutes back", tells(120), tells(0)),
        missed("a heartbeat behind the boot", tells(120, "BootNotification"), tells(0)),
        idle("the first one", tells(0)),
        idle("over two connections", tells(120), upgrade(), tells(0)),
    ],
}
