"""Samples of readings and events that are left out."""

from ..sample import EPOCH, held, idle, missed, note, station
from .moves import ended, event, moved, plugged, variable, written


def at(seconds):
    """A time so many seconds after the first entry."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(EPOCH + seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def readings(*seconds):
    return [{"timestamp": at(each), "sampledValue": [{"value": 1.0, "context": "Sample.Periodic"}]} for each in seconds]


def over(*seconds, trigger="EVCommunicationLost", reason="Local", **more):
    return ended(9, trigger, reason, timestamp=at(100), meterValue=readings(*seconds), **more)


EVERY_10 = variable("SampledDataCtrlr", "TxEndedInterval", "10")
ENERGY = moved(1, "ChargingStateChanged", "Charging", timestamp=at(0))
BEGUN = (plugged(timestamp=at(0)), ENERGY)
THINNED = (10, 30, 50, 70, 90)
NEEDS = station("NotifyEVChargingNeeds", {"evseId": 1})
OFF = {"offline": True}
REMOTE = {"trigger": "RemoteStop", "reason": "Remote"}
STOPPED = {"trigger": "StopAuthorized", "idToken": {"idToken": "04A2B3C4", "type": "ISO14443"}}


def outage(*numbers, start=0, end=20, **of_end):
    """A transaction with these events of an outage."""
    return plugged(start), *(event(each, offline=True) for each in numbers), ended(end, **of_end)


SAMPLES = {
    "readings_of_the_end_are_thinned_out": [
        held("every other one", EVERY_10, *BEGUN, over(*THINNED)),
        held("the same", EVERY_10, *BEGUN, over(*THINNED)).about("J02.FR.20"),
        held("the EV left", EVERY_10, *BEGUN, over(*THINNED)).about("E09.FR.07"),
        held("the driver stopped", EVERY_10, *BEGUN, over(*THINNED, **STOPPED)).about("E07.FR.10"),
        held("the driver stopped offline", EVERY_10, *BEGUN, over(*THINNED, **STOPPED, **OFF)).about("E08.FR.11"),
        held(
            "the EV left before",
            EVERY_10,
            *BEGUN,
            moved(3, "EVCommunicationLost", "Idle", timestamp=at(0)),
            moved(4, "ChargingStateChanged", "Charging", timestamp=at(0)),
            over(*THINNED, **REMOTE),
        ).about("E10.FR.06"),
        held("offline as a whole", EVERY_10, plugged(timestamp=at(0), **OFF), ENERGY, over(*THINNED, **OFF)).about(
            "E12.FR.09"
        ),
        held("the EV stopped", EVERY_10, *BEGUN, over(*THINNED, reason="StoppedByEV")).about("E15.FR.03"),
        held("the CSMS stopped", EVERY_10, *BEGUN, over(*THINNED, **REMOTE)).about("F03.FR.06"),
        held("with ISO 15118", EVERY_10, *BEGUN, NEEDS, over(*THINNED, **REMOTE)).about("F04.FR.06"),
        missed("the first ones lack", EVERY_10, *BEGUN, over(60, 70, 80, 90)),
        missed("the last ones lack", EVERY_10, *BEGUN, over(10, 20, 30, 40)),
        missed(
            "it began to lack later", written("SampledDataCtrlr", "TxEndedInterval", "10"), *BEGUN, over(10, 20, 30)
        ),
        idle(
            "the harness stood still",
            *(EVERY_10, *BEGUN, note("the harness stood still for 50.000 s", after=60), over(60, 70, 80, 90)),
        ),
        missed(
            "the harness stood still a bit",
            *(EVERY_10, *BEGUN, note("the harness stood still for 1.000 s", after=60), over(60, 70, 80, 90)),
        ),
        idle("none lacks", EVERY_10, *BEGUN, over(*range(10, 100, 10))),
        idle("the interval is not known", *BEGUN, over(60, 70, 80, 90)),
        idle("no interval", variable("SampledDataCtrlr", "TxEndedInterval", "0"), *BEGUN, over(60, 70, 80, 90)),
        idle("no energy flowed", EVERY_10, plugged(timestamp=at(0)), over(60, 70, 80, 90)),
        idle(
            "the energy that came late",
            EVERY_10,
            plugged(timestamp=at(0)),
            moved(1, "ChargingStateChanged", "Charging", timestamp=at(50)),
            over(60, 70, 80, 90),
        ),
        idle(
            "the energy that went early",
            EVERY_10,
            *BEGUN,
            moved(2, "ChargingStateChanged", "SuspendedEV", timestamp=at(45)),
            over(10, 20, 30, 40),
        ),
        missed(
            "since the energy came back",
            EVERY_10,
            *BEGUN,
            moved(2, "ChargingStateChanged", "SuspendedEV", timestamp=at(20)),
            moved(3, "ChargingStateChanged", "Charging", timestamp=at(30)),
            over(70, 80, 90),
        ),
        idle(
            "between one before the energy went and one after it came back",
            EVERY_10,
            *BEGUN,
            moved(2, "ChargingStateChanged", "SuspendedEV", timestamp=at(20)),
            moved(3, "ChargingStateChanged", "Charging", timestamp=at(30)),
            over(10, 70, 80, 90),
        ),
        idle("too few", EVERY_10, *BEGUN, over(80, 90)),
        idle("another event", EVERY_10, *BEGUN, event(3, meterValue=readings(60, 70, 80))),
    ],
    "events_of_an_outage_are_thinned_out": [
        held("every other one", *outage(1, 3, 5, 7, 8, end=9)),
        held("the transaction started before", *outage(1, 3, 5, 7, 8, end=9)).about("E11.FR.05"),
        held("it started offline", plugged(0, offline=True), *outage(1, 3, 5, end=6)[1:]).about("E04.FR.08"),
        held("it ended offline", *outage(1, 3, 5, 7, end=8, offline=True)).about("E12.FR.05"),
        held("the first was lost with the connection", event(1), *outage(1, 5, 6, end=7)),
        missed("the first ones lack", *outage(6, 7, 8, end=9)),
        missed("the last ones lack", *outage(1, 2, 3, end=9)),
        missed("none between two others", *outage(6, 7, 8, end=9)).about("E11.FR.05"),
        idle("none lacks", *outage(1, 2, 3, end=4)),
        idle("it goes on", *outage(1, 3, 5)[:-1]),
        idle("one got no answer", *outage(1, 3, 5)[:-1], event(6, how={"answer": None}), ended(7)),
        idle("a boot", *outage(6, 7, 8)[:-1], station("BootNotification"), ended(9)),
        idle("no outage", plugged(), event(1), event(5), ended(6)),
    ],
}
