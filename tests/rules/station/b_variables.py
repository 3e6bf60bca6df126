"""Samples of block B, variables."""

from ..sample import OMIT, closed, csms, held, held_only, idle, missed, station, upgrade
from .inventories import inventory, item, variable

A, B = variable("AuthCtrlr", "Enabled"), variable("TxCtrlr", "TxStartPoint")
ONE = {**A, "component": {"name": "AuthCtrlr", "instance": "one"}}


def get(*results, asked=(A,)):
    return csms("GetVariables", {"getVariableData": list(asked)}, answer={"getVariableResult": list(results)})


def put(*results, asked=(A,)):
    items = [{"attributeValue": "true", **each} for each in asked]
    return csms("SetVariables", {"setVariableData": items}, answer={"setVariableResult": list(results)})


def read(about=A, status="Accepted", value="true", **more):
    result = {"attributeStatus": status, "attributeType": "Actual", "attributeValue": value, **about, **more}
    return {name: each for name, each in result.items() if each is not OMIT}


def done(about=A, status="Accepted", **more):
    return read(about, status, OMIT, **more)


def typed(about, type_):
    return {**about, "attributeType": type_}


def number(value, status, **limits):
    about = variable("OCPPCommCtrlr", "HeartbeatInterval")
    whole = inventory(item(about, dataType="integer", **limits))
    return (*whole, put(done(about, status), asked=({**about, "attributeValue": value},)))


def flag(value, status, data_type="boolean", **more):
    whole = inventory(item(A, dataType=data_type, **more))
    return (*whole, put(done(A, status), asked=({**A, "attributeValue": value},)))


def ping(value, status):
    about = variable("OCPPCommCtrlr", "WebSocketPingInterval")
    return put(done(about, status), asked=({**about, "attributeValue": value},))


NO_COMPONENT, NO_VARIABLE = variable("NoSuchCtrlr", "Enabled"), variable("AuthCtrlr", "NoSuchVariable")
ELSEWHERE = {**A, "component": {"name": "AuthCtrlr", "evse": {"id": 1}}}
SET, REJECTED = put(done()), put(done(A, "Rejected"))
OTHER = get(read(value="false"))

SAMPLES = {
    "each_variable_to_read_has_a_result": [
        held("two of two", get(read(A), read(B), asked=(A, B))),
        missed("one of two", get(read(A), asked=(A, B))),
        idle("another action", put(done())),
    ],
    "each_variable_to_set_has_a_result": [
        held("two of two", put(done(A), done(B), asked=(A, B))),
        missed("two of one", put(done(A), done(B))),
        idle("another action", get(read())),
    ],
    "results_name_what_was_to_be_read": [
        held("in another order", get(read(B), read(A), asked=(A, B))),
        held("in other letters", get(read(variable("authctrlr", "ENABLED")))),
        held("the instance", get(read(ONE), asked=(ONE,))).about("B06.FR.14"),
        idle("no instance", get(read())).about("B06.FR.14"),
        missed("without the instance", get(read(A), asked=(ONE,))).about("B06.FR.14"),
        missed("another variable", get(read(B))),
        missed("one of them twice", get(read(A), read(A), asked=(A, B))),
        idle("another action", put(done())),
    ],
    "results_name_what_was_to_be_set": [
        held("in another order", put(done(B), done(A), asked=(A, B))),
        missed("another variable", put(done(B))),
        idle("another action", get(read())),
    ],
    "results_have_the_type_to_be_read": [
        held("Target", get(read(attributeType="Target"), asked=(typed(A, "Target"),))),
        held("Actual where none was asked for", get(read())).about("B06.FR.11"),
        missed("Actual for Target", get(read(), asked=(typed(A, "Target"),))),
        missed("none for Target", get(read(attributeType=OMIT), asked=(typed(A, "Target"),))),
        missed("no Actual, the default", get(read(attributeType=OMIT))).about("B06.FR.11").mildly(),
        missed("no Actual that was asked for", get(read(attributeType=OMIT), asked=(typed(A, "Actual"),))).mildly(),
        held(
            "two attributes of one variable",
            get(read(attributeType="MinSet"), read(), asked=(typed(A, "MinSet"), typed(A, "Actual"))),
        ),
        idle("a result that names something else", get(read(B, attributeType="Target"))),
    ],
    "results_have_the_type_to_be_set": [
        held("Target", put(done(attributeType="Target"), asked=(typed(A, "Target"),))),
        held("Actual where none was told", put(done())).about("B05.FR.12"),
        missed("Actual for Target", put(done(), asked=(typed(A, "Target"),))),
        missed("no Actual, the default", put(done(attributeType=OMIT))).about("B05.FR.12").mildly(),
        idle("a result that names something else", put(done(B, attributeType="Target"))),
    ],
    "what_is_unknown_has_no_value": [
        held("an unknown component", get(done(A, "UnknownComponent"))),
        held("an unknown variable", get(done(A, "UnknownVariable"))).about("B06.FR.07"),
        held("an unknown type", get(done(A, "NotSupportedAttributeType"))).about("B06.FR.08"),
        missed("an unknown component with a value", get(read(A, "UnknownComponent"))),
        missed("an unknown variable with a value", get(read(A, "UnknownVariable"))).about("B06.FR.07"),
        missed("a value of what the inventory lacks", *inventory(item(B)), get(read(A))),
        missed("no such variable", *inventory(item(A)), get(read(NO_VARIABLE), asked=(NO_VARIABLE,))).about(
            "B06.FR.07"
        ),
        idle("a component that was told of", get(read()), get(done(A, "UnknownComponent"))),
        idle("a variable that was told of", get(read()), get(done(A, "UnknownVariable"))).about("B06.FR.07"),
        idle("what the inventory holds elsewhere", *inventory(item(ELSEWHERE)), get(read(A))),
        idle("what is Rejected", *inventory(item(B)), get(done(A, "Rejected"))),
        idle("without an inventory", get(read())),
    ],
    "what_is_unknown_is_not_set": [
        held(
            "no such component", *inventory(item(A)), put(done(NO_COMPONENT, "UnknownComponent"), asked=(NO_COMPONENT,))
        ),
        held(
            "no such variable", *inventory(item(A)), put(done(NO_VARIABLE, "UnknownVariable"), asked=(NO_VARIABLE,))
        ).about("B05.FR.05"),
        missed("it is accepted", *inventory(item(A)), put(done(NO_COMPONENT), asked=(NO_COMPONENT,))),
        missed("a variable is accepted", *inventory(item(A)), put(done(NO_VARIABLE), asked=(NO_VARIABLE,))).about(
            "B05.FR.05"
        ),
        missed(
            "a type is accepted",
            *inventory(item(A)),
            put(done(attributeType="Target"), asked=(typed(A, "Target"),)),
        ).about("B05.FR.06"),
        held(
            "no such type",
            *inventory(item(A)),
            put(done(A, "NotSupportedAttributeType", attributeType="Target"), asked=(typed(A, "Target"),)),
        ).about("B05.FR.06"),
        idle("without an inventory", put(done(NO_COMPONENT), asked=(NO_COMPONENT,))),
        idle("what it holds elsewhere", *inventory(item(ELSEWHERE)), put(done(A))),
        idle("what is Rejected", *inventory(item(A)), put(done(NO_COMPONENT, "Rejected"), asked=(NO_COMPONENT,))),
    ],
    "what_can_be_read_has_its_value": [
        held("a value", get(read())),
        held("a value", get(read())).about("B06.FR.04"),
        held("an empty one", get(read(value=""))).about("B06.FR.13"),
        idle("a value that isn't empty", get(read())).about("B06.FR.13"),
        missed("none", get(done())),
        idle("what is Rejected", get(done(A, "Rejected"))),
    ],
    "what_is_write_only_is_not_read": [
        held("Rejected", *inventory(item(A, mutability="WriteOnly")), get(done(A, "Rejected"))),
        missed("its value", *inventory(item(A, mutability="WriteOnly")), get(read())),
        idle("ReadWrite", *inventory(item(A, mutability="ReadWrite")), get(read())),
        idle("no report of it", get(read())),
    ],
    "what_is_read_only_is_not_set": [
        held("Rejected", *inventory(item(A, mutability="ReadOnly")), REJECTED),
        missed("Accepted", *inventory(item(A, mutability="ReadOnly")), SET),
        idle("ReadWrite", *inventory(item(A, mutability="ReadWrite")), SET),
        idle("no report of it", SET),
    ],
    "what_does_not_fit_is_not_set": [
        held("below the limit", *number("-1", "Rejected", minLimit=0)).about("B05.FR.08"),
        missed("below the limit", *number("-1", "Accepted", minLimit=0)).about("B05.FR.08"),
        held("limits of Part 4", ping("-1", "Rejected")).about("B05.FR.08"),
        missed("limits of Part 4", ping("-1", "Accepted")).about("B05.FR.08"),
        missed("above the limit", *number("9", "Accepted", maxLimit=8)).about("B05.FR.08"),
        missed("no number", *number("x", "Accepted")),
        missed("no whole number", *number("1.5", "Accepted")),
        missed("no truth value", *flag("maybe", "Accepted")),
        held("no truth value", *flag("maybe", "Rejected")),
        missed("not in the list", *flag("C", "Accepted", "OptionList", valuesList="A,B")).about("B05.FR.08"),
        idle("in the list", *flag("B", "Accepted", "OptionList", valuesList="A,B")),
        idle("a number that fits", *number("1", "Accepted", minLimit=0)),
        idle("a truth value in other letters", *flag("TRUE", "Accepted")),
        idle("a text", *flag("maybe", "Accepted", "string")),
        idle("without a report of it", put(done(), asked=({**A, "attributeValue": "maybe"},))),
        idle(
            "another attribute",
            *inventory(item(A, dataType="integer")),
            put(done(attributeType="Target"), asked=(typed(A, "Target"),)),
        ),
        idle("unknown", *flag("maybe", "UnknownVariable")),
        idle("ReadOnly", *flag("maybe", "Accepted", mutability="ReadOnly")),
        idle(
            "named twice",
            *inventory(item(A, dataType="integer")),
            put(done(A), done(A), asked=(A, A)),
        ),
    ],
    "what_was_set_is_read_back": [
        held("the same", SET, get(read())),
        held("spelled in another way", SET, get(read(value="True"))),
        held_only("not read", SET),
        missed("another value", SET, OTHER),
        held_only(
            "another attribute", SET, get(read(value="false", attributeType="Target"), asked=(typed(A, "Target"),))
        ),
        held_only("after a boot", SET, station("BootNotification"), OTHER),
        held_only("on another connection", SET, closed(), upgrade(), OTHER),
        held_only("rejected in between", SET, REJECTED, OTHER),
        idle("a value that needs a reboot", put(done(A, "RebootRequired")), OTHER),
        idle("nothing was set", OTHER),
    ],
}
