"""Samples of reports."""

from ..sample import closed, csms, held, held_only, idle, missed, note, raw, station, upgrade
from .inventories import inventory, item, variable

A, B = variable("AuthCtrlr", "Enabled"), variable("TxCtrlr", "TxStartPoint")
ACCEPTED = {"status": "Accepted"}
LATER = station("Heartbeat", after=10)


def base(number=1, kind="FullInventory", status="Accepted", **more):
    return csms("GetBaseReport", {"requestId": number, "reportBase": kind}, answer={"status": status}, **more)


def report(number=1, status="Accepted", wanted=(A,), **more):
    request = {"requestId": number, "componentVariable": list(wanted), **more}
    return csms("GetReport", request, answer={"status": status})


def part(seq=0, number=1, last=True, items=(), **more):
    payload = {"requestId": number, "seqNo": seq, "tbc": not last}
    return station("NotifyReport", payload | ({"reportData": list(items)} if items else {}), **more)


def more(seq=0, number=1, **marks):
    return part(seq, number, last=False, **marks)


def read(about):
    result = {"attributeStatus": "Accepted", "attributeValue": "x", **about}
    return csms("GetVariables", {"getVariableData": [about]}, answer={"getVariableResult": [result]})


CRITERIA = {"componentCriteria": ["Active"]}
EVSE = {"component": {"name": "EVSE"}}
AT_1 = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "Power"}}
BARE = {name: value for name, value in item(A).items() if name != "variableCharacteristics"}
MONITORS = csms("GetMonitoringReport", {"requestId": 1}, answer=ACCEPTED)
MONITORS_PART = station("NotifyMonitoringReport", {"requestId": 1, "seqNo": 0, "tbc": False})
INVALID = raw('[2,"bad","NotifyReport",{"requestId":1}]', by=station("Heartbeat").sender)

SAMPLES = {
    "a_report_repeats_the_id_of_its_request": [
        held("of a base report", base(), part()),
        held("of a report", report(), part()).about("B08.FR.04"),
        held("of monitors", MONITORS, MONITORS_PART).about("N02.FR.04"),
        held("before the answer", base(status="Accepted"), part()),
        missed("another id", base(1), part(number=2)),
        missed("another id", report(1), part(number=2)).about("B08.FR.04"),
        idle("nobody asked", part()),
        idle("all are delivered", base(), part(), part(number=2)).about("B08.FR.04"),
        idle("one that was not accepted", base(status="Rejected"), part()),
        idle("the conversation begins in the middle", note("x"), base(1), part(number=2)),
    ],
    "parts_of_a_report_are_numbered_from_zero": [
        held("0, 1, 2", base(), more(0), more(1), part(2)),
        held("0, 1", report(), more(0), part(1)).about("B08.FR.14"),
        held("of monitors", MONITORS, MONITORS_PART).about("N02.FR.09"),
        missed("from 1", base(), part(1)),
        missed("always 0", base(), more(0, items=[item(A)]), part(0)),
        missed("a gap", base(), more(0), part(2)),
        held("sent again as it was", base(), more(0), more(0), part(1)),
        idle("nobody asked", part(1)),
        idle("a requestId that was given twice", base(), base(), more(0), part(0), part(0)),
        held("over several connections", base(), more(0), closed(), upgrade(), part(2)),
        idle("one was invalid", base(), INVALID, part(1)),
        held("one got no CALLRESULT", base(), more(0, error="InternalError"), part(2)),
        held("after its end", base(), part(0), part(5)),
    ],
    "an_accepted_report_comes_to_its_end": [
        held("one part", base(), part()),
        held("of a report", report(), more(0), part(1)).about("B08.FR.03"),
        held("of monitors", MONITORS, MONITORS_PART).about("N02.FR.03"),
        missed("nothing comes", base(), LATER),
        missed("the last one doesn't come", base(), more(0), LATER),
        idle("patience has not passed", base(), more(0), station("Heartbeat")),
        idle("another report takes its time", base(2), base(), more(0, 2, after=4), more(1, 2, after=4)),
        idle("what was rejected", base(status="Rejected"), LATER),
        idle("a part got no CALLRESULT", base(), more(0, answer=None), LATER),
        idle("a part was invalid", base(), INVALID, LATER),
    ],
    "nothing_follows_what_is_not_supported": [
        held("nothing", base(status="NotSupported"), LATER),
        missed("a part", base(status="NotSupported"), part()),
        idle("patience has not passed", base(status="NotSupported")),
        idle("an accepted one", base(), part()),
    ],
    "nothing_follows_an_empty_set": [
        held_only("nothing", report(status="EmptyResultSet"), LATER),
        missed("a part", report(status="EmptyResultSet"), part()),
        missed(
            "monitors",
            csms("GetMonitoringReport", {"requestId": 1}, answer={"status": "EmptyResultSet"}),
            MONITORS_PART,
        ).about("N02.FR.10"),
        idle("patience has not passed", report(status="EmptyResultSet")),
        idle("an accepted one", report(), part()),
    ],
    "base_reports_are_accepted": [
        held("FullInventory", base()),
        held("SummaryInventory", base(kind="SummaryInventory")),
        held_only("one of the two", base()).about("B07.FR.12"),
        held("both", base(), base(2, "ConfigurationInventory")).about("B07.FR.12"),
        missed("FullInventory is not supported", base(status="NotSupported")).about("B07.FR.12"),
        missed("FullInventory is empty", base(status="EmptyResultSet")),
        idle("Rejected for the moment", base(status="Rejected")),
        idle("no SummaryInventory", base(kind="SummaryInventory", status="NotSupported")),
    ],
    "a_report_of_what_there_is_is_accepted": [
        held("what was read", read(A), report()),
        missed("said to be empty", read(A), report(status="EmptyResultSet")),
        idle("Rejected", read(A), report(status="Rejected")),
        idle("NotSupported", read(A), report(status="NotSupported")),
        idle("with criteria", read(A), report(status="EmptyResultSet", **CRITERIA)),
        idle("what nobody has read", report(status="EmptyResultSet")),
    ],
    "a_report_keeps_to_what_was_asked_for": [
        held("that variable", report(), part(items=[item(A)])),
        held("all EVSEs", report(wanted=[EVSE]), part(items=[item(AT_1)])),
        missed("another variable", report(), part(items=[item(A), item(B)])),
        missed("another EVSE", report(wanted=[AT_1]), part(items=[item({**AT_1, **EVSE})])),
        idle("with criteria", report(**CRITERIA), part(items=[item(B)])),
        idle("a requestId that was given twice", report(), report(wanted=[B]), part(items=[item(A)])),
        idle("a base report", base(), part(items=[item(B)])),
    ],
    "reported_variables_have_their_characteristics": [
        held("of a report", report(), part(items=[item(A)])),
        missed("none", report(), part(items=[BARE])),
        held_only("of an inventory", base(), part(items=[item(A)])).about("B07.FR.08"),
        missed("none in an inventory", base(), part(items=[item(B), BARE])).about("B07.FR.08"),
        idle("a summary", base(kind="SummaryInventory"), part(items=[BARE])),
        idle("nothing reported", report(), part()),
    ],
    "a_full_inventory_has_what_was_told": [
        held("what was read before", read(A), *inventory(item(A))),
        held_only("nothing was read before", *inventory(item(A))),
        missed("it lacks what was read", read(A), *inventory(item(B))),
        held("the attribute", read(A), *inventory(item(A))).about("B07.FR.11"),
        missed("another attribute was read", read({**A, "attributeType": "Target"}), *inventory(item(A))).about(
            "B07.FR.11"
        ),
        idle("not whole", read(A), base(), more(items=[item(B)])),
        idle("over several connections", read(A), base(), more(items=[item(B)]), closed(), upgrade(), part(1)),
        idle("one was invalid", read(A), base(), INVALID, part(items=[item(B)])),
        idle("another report", read(A), report(), part(items=[item(B)])),
    ],
}
