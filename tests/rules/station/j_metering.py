"""Samples of block J."""

from ocpp_conformance.harness.evidence import POWER_ON

from ..sample import csms, held, held_only, idle, missed, note, station, upgrade
from .moves import ACCEPTED, carded, charging, ended, event, moved, plugged, stopped, variable

FIRST, SECOND, THIRD = (f"2026-01-01T00:0{minute}:00Z" for minute in (0, 1, 2))
ENERGY = "Energy.Active.Import.Register"


def value(number, time=FIRST, context="Transaction.Begin", **more):
    return {"timestamp": time, "sampledValue": [{"value": number, "context": context, **more}]}


def read(*values):
    return {"meterValue": list(values)}


BEGIN, END = read(value(1)), read(value(2, SECOND, "Transaction.End"))
WANTED = variable("SampledDataCtrlr", "TxStartedMeasurands", ENERGY)
WANTED_LAST = variable("SampledDataCtrlr", "TxEndedMeasurands", ENERGY)
TRIGGER = csms("TriggerMessage", {"requestedMessage": "MeterValues"}, answer=ACCEPTED)
KILO = {"unit": "Wh", "multiplier": 3}

SAMPLES = {
    "registers_never_fall": [
        held("it rises", plugged(**BEGIN), ended(1, **END)),
        held("it stays", plugged(**BEGIN), ended(1, **read(value(1, SECOND)))),
        missed("it falls", plugged(**BEGIN), ended(1, **read(value(0.5, SECOND)))),
        missed("it falls, with names", plugged(**BEGIN), ended(1, **read(value(0.5, SECOND, measurand=ENERGY)))),
        held("a multiplier", plugged(**read(value(999))), ended(1, **read(value(1, SECOND, unitOfMeasure=KILO)))),
        missed(
            "it falls over a start", plugged(**BEGIN), note(POWER_ON), upgrade(), ended(1, **read(value(0, SECOND)))
        ).mildly(),
        held("sent in another order", ended(1, **END), plugged(**BEGIN)),
        idle("another phase", plugged(**BEGIN), ended(1, **read(value(0.5, SECOND, phase="L1")))),
        idle("another location", plugged(**BEGIN), ended(1, **read(value(0.5, SECOND, location="Inlet")))),
        idle("another unit", plugged(**BEGIN), ended(1, **read(value(0.5, SECOND, unitOfMeasure={"unit": "kWh"})))),
        idle(
            "no register", *(event(n, **read(value(1 - n, t, measurand="SoC"))) for n, t in ((0, FIRST), (1, SECOND)))
        ),
        idle("one value", plugged(**BEGIN)),
    ],
    "values_say_why_they_were_taken": [
        held("the begin", plugged(**BEGIN)),
        held("the end", plugged(), ended(1, **END)),
        held(
            "periodic, by default",
            moved(1, "MeterValuePeriodic", meterValue=[{"timestamp": FIRST, "sampledValue": [{"value": 1}]}]),
        ),
        held("clock", moved(1, "MeterValueClock", **read(value(1, context="Sample.Clock")))),
        missed("Started with another", plugged(**read(value(1, context="Sample.Periodic")))).mildly(),
        missed("MeterValueClock with another", moved(1, "MeterValueClock", **BEGIN)).mildly(),
        held("wanted", WANTED, plugged(**BEGIN)).about("E01.FR.09"),
        held("wanted", WANTED, plugged(**BEGIN)).about("E02.FR.09"),
        held("wanted", WANTED, carded(**BEGIN)).about("E03.FR.07"),
        held("wanted at the end", WANTED_LAST, plugged(), stopped(1), ended(2, **END)).about("E07.FR.08"),
        held_only("not known to be wanted", plugged(**BEGIN)).about("E01.FR.09"),
        missed("wanted, and left out", WANTED, plugged()).about("E01.FR.09"),
        missed("wanted at the end, and left out", WANTED_LAST, plugged(), ended(1)).about("E06.FR.11"),
        idle("not known to be wanted", plugged()),
        idle("an EVSE that isn't known", WANTED, moved(0, "Authorized", "Idle", eventType="Started")),
        idle(
            "an EVSE that never was known",
            WANTED_LAST,
            moved(0, "Authorized", "Idle", eventType="Started"),
            moved(1, "EVConnectTimeout", "Idle", eventType="Ended"),
        ),
        idle("switched off", WANTED, variable("SampledDataCtrlr", "Enabled", "false"), plugged()),
        idle("an Updated with a value of another context", charging(1, **BEGIN)),
    ],
    "values_of_the_begin_come_once": [
        held("with the energy", moved(0, "Authorized", "Idle", eventType="Started"), charging(1, **BEGIN)),
        missed("later", plugged(), charging(1), event(2, timestamp=SECOND, **BEGIN)).mildly(),
        idle("in Started", plugged(**BEGIN), charging(1)),
        idle("several events of one moment", plugged(), charging(1), event(2, **BEGIN)),
        idle("at the end", plugged(), charging(1), ended(2, timestamp=SECOND, **BEGIN)),
        idle("events missing", plugged(), charging(1), event(3, timestamp=SECOND, **BEGIN)),
    ],
    "values_are_from_the_present_interval": [
        held("two moments", event(1, timestamp=SECOND, **read(value(1), value(2, SECOND)))),
        held_only("one moment", event(1, timestamp=SECOND, **BEGIN)),
        missed("younger", event(1, timestamp=FIRST, **read(value(1), value(2, SECOND)))),
        missed("one, and younger", event(1, timestamp=FIRST, **read(value(2, SECOND)))).mildly(),
        missed(
            "older than the interval",
            variable("SampledDataCtrlr", "TxUpdatedInterval", "60"),
            event(1, timestamp=THIRD, **read(value(1), value(2, THIRD))),
        ),
        held("an interval that isn't known", event(1, timestamp=THIRD, **read(value(1), value(2, THIRD)))),
        held("a little younger", event(1, **read(value(1), value(1, "2026-01-01T00:00:03Z")))),
        idle("Ended", ended(1, timestamp=FIRST, **read(value(1), value(2, SECOND)))),
        idle("no values", event(1)),
    ],
    "meter_values_say_why_they_were_taken": [
        held("Trigger", TRIGGER, station("MeterValues", read(value(1, context="Trigger")))),
        missed("another", TRIGGER, station("MeterValues", read(value(1, context="Other")))).mildly(),
        idle("by the clock", TRIGGER, station("MeterValues", read(value(1, context="Sample.Clock")))),
        idle("not triggered", station("MeterValues", read(value(1, context="Other")))),
    ],
}
