"""Samples of block B, boots."""

from ocpp_conformance.harness.evidence import POWER_ON

from ..sample import closed, csms, held, idle, missed, note, station, upgrade
from .inventories import connectors

ON = note(POWER_ON)
LATER = station("Heartbeat", after=20)
MUCH_LATER = station("Heartbeat", after=400)
TRIGGER = csms("TriggerMessage", {"requestedMessage": "BootNotification"}, answer={"status": "Accepted"})


def boot(status="Accepted", interval=60, reason="PowerUp", **more):
    return station("BootNotification", {"reason": reason}, answer={"status": status, "interval": interval}, **more)


def state(evse, connector, **more):
    return station("StatusNotification", {"evseId": evse, "connectorId": connector}, **more)


def event(evse, connector):
    component = {"name": "Connector", "evse": {"id": evse, "connectorId": connector}}
    data = {
        "eventId": 1,
        "timestamp": "2026-01-01T00:00:00Z",
        "trigger": "Delta",
        "actualValue": "Available",
        "eventNotificationType": "HardWiredNotification",
        "component": component,
        "variable": {"name": "AvailabilityState"},
    }
    return station("NotifyEvent", {"eventData": [data]})


TWO = connectors((1, 1), (2, 1))

SAMPLES = {
    "a_start_leads_to_a_boot": [
        held("a boot", ON, upgrade(), boot()),
        idle("the first one", ON, upgrade(), boot()).about("B01.FR.03"),
        held("a second start", ON, upgrade(), boot(), closed(), ON, upgrade(), boot()).about("B01.FR.03"),
        missed("none", ON, upgrade(), LATER),
        missed("none of the second start", ON, upgrade(), boot(), closed(), ON, upgrade(), LATER).about("B01.FR.03"),
        idle("patience has not passed", ON, upgrade()),
        idle("no connection", ON),
        idle("no start", upgrade(), LATER),
    ],
    "an_accepted_station_reports_its_connectors": [
        held("both", boot(), state(1, 1), state(2, 1), *TWO),
        held("by an event", boot(), state(1, 1), event(2, 1), *TWO),
        missed("one of two", boot(), state(1, 1), *TWO, LATER),
        missed("another connector", boot(), state(1, 1), state(1, 2), *TWO, LATER),
        idle("patience has not passed", boot(), state(1, 1), *TWO),
        idle("the connectors aren't known", boot(), LATER),
        idle("another boot", boot(), boot("Pending"), *TWO, LATER),
        idle("a report that wasn't answered", boot(), state(1, 1, answer=None), *TWO, LATER),
        idle("a boot that wasn't accepted", boot("Pending"), *TWO, LATER),
    ],
    "a_boot_waits_for_its_interval": [
        held("after it", boot("Pending"), boot(after=61)),
        held("a little less", boot("Pending"), boot(after=55)),
        missed("half of it", boot("Pending"), boot(after=30)),
        held("after it", boot("Rejected"), boot(after=61)).about("B03.FR.02"),
        missed("half of it", boot("Rejected"), boot(after=30)).about("B03.FR.02"),
        idle("after a start", boot("Pending"), closed(), ON, upgrade(), boot()),
        idle("after a trigger", boot("Pending"), TRIGGER, boot()),
        idle("after a reset", boot("Pending"), csms("Reset"), closed(), upgrade(), boot()),
        idle("triggered, by its reason", boot("Pending"), boot(reason="Triggered")),
        idle("no interval", boot("Pending", 0), boot()),
        idle("a boot without an answer", station("BootNotification", answer=None), boot()),
        idle("after an accepted one", boot(), boot()),
    ],
    "boots_do_not_flood": [
        held("ten seconds later", boot("Pending", 0), boot(after=10)),
        held("ten seconds later", boot("Rejected", 0), boot(after=10)).about("B03.FR.05"),
        missed("a second later", boot("Pending", 0), boot(after=1)),
        missed("a second later", boot("Rejected", 0), boot(after=1)).about("B03.FR.05"),
        idle("with an interval", boot("Pending"), boot(after=1)),
        idle("after a start", boot("Pending", 0), closed(), ON, upgrade(), boot()),
        idle("after a trigger", boot("Pending", 0), TRIGGER, boot()),
        idle("a boot without an answer", station("BootNotification", answer=None), boot()),
    ],
    "a_station_boots_again_after_the_interval": [
        held("Pending", boot("Pending"), boot(after=61)),
        held("Rejected", boot("Rejected"), boot(after=61)).about("B03.FR.06"),
        missed("Pending", boot("Pending"), MUCH_LATER),
        missed("Rejected", boot("Rejected"), MUCH_LATER).about("B03.FR.06"),
        idle("the interval is not over", boot("Pending"), LATER),
        idle("no interval", boot("Pending", 0), MUCH_LATER),
        idle("after a start", boot("Pending"), closed(), ON, upgrade(), MUCH_LATER),
        idle("it was accepted", boot(), MUCH_LATER),
    ],
}
