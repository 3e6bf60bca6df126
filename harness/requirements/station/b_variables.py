"""Block B, GetVariables (B06) and SetVariables (B05): what a charging station must answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ocpp_conformance.harness.conversation import Described, Device, Exchange, Key, key_of
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    Ruling,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import Role

STATION = Role.STATION
Item = Mapping[str, Any]
"""A GetVariableData, SetVariableData, GetVariableResult or SetVariableResult."""


def _names_an_instance(exchange: Exchange, _context: Context) -> bool:
    return any("instance" in item["component"] or "instance" in item["variable"] for item in _asked(exchange))


@rule("B06.FR.01", judges=STATION, answers="GetVariables")
def each_variable_to_read_has_a_result(exchange: Exchange, _context: Context) -> Answers:
    """There are as many results as variables were asked for."""
    return _as_many(exchange)


@rule("B05.FR.01", judges=STATION, answers="SetVariables")
def each_variable_to_set_has_a_result(exchange: Exchange, _context: Context) -> Answers:
    """There are as many results as variables were to be set."""
    return _as_many(exchange)


@rule("B06.FR.02", judges=STATION, answers="GetVariables", twins={"B06.FR.14": _names_an_instance})
def results_name_what_was_to_be_read(exchange: Exchange, _context: Context) -> Answers:
    """Each result names a component and a variable that were asked for, with their instances, in any letter case and
    order."""
    return _same_names(exchange)


@rule("B05.FR.02", judges=STATION, answers="SetVariables")
def results_name_what_was_to_be_set(exchange: Exchange, _context: Context) -> Answers:
    """Each result names a component and a variable that were to be set, in any letter case and order."""
    return _same_names(exchange)


@rule("B06.FR.03", "B06.FR.11", judges=STATION, answers="GetVariables")
def results_have_the_type_to_be_read(exchange: Exchange, _context: Context) -> Answers:
    """Each result has the attributeType that was asked for, Actual where none was; that an Actual is left out is an
    advisory, since it is the default. Not judged of a result that names something else."""
    return _same_types(exchange, "B06.FR.03", "B06.FR.11")


@rule("B05.FR.03", "B05.FR.12", judges=STATION, answers="SetVariables")
def results_have_the_type_to_be_set(exchange: Exchange, _context: Context) -> Answers:
    """Each result has the attributeType that was to be set, Actual where none was told; that an Actual is left out is
    an advisory, since it is the default. Not judged of a result that names something else."""
    return _same_types(exchange, "B05.FR.03", "B05.FR.12")


_NO_VALUE = {
    "UnknownComponent": "B06.FR.06",
    "UnknownVariable": "B06.FR.07",
    "NotSupportedAttributeType": "B06.FR.08",
}


@rule("B06.FR.06", "B06.FR.07", "B06.FR.08", judges=STATION, answers="GetVariables")
def what_is_unknown_has_no_value(exchange: Exchange, context: Context) -> Rulings:
    """A result that says unknown (component, variable, or type) has no attributeValue; what a whole inventory lacks is
    said to be unknown. Not judged: what such an inventory holds somewhere else, what is Rejected.
    """
    for item in _results(exchange):
        status, known = item["attributeStatus"], context.conversation.device
        if status in _NO_VALUE:
            id = _NO_VALUE[status]
            if item.get("attributeValue"):
                yield missed(f"{_name(item)} is {status} and has a value", cause=status).of(id)
            elif not _is_told(status, item, known):
                yield HELD.of(id)
        yield from _unknown(item, known, "B06.FR.06", "B06.FR.07")


@rule("B05.FR.04", "B05.FR.05", "B05.FR.06", judges=STATION, answers="SetVariables")
def what_is_unknown_is_not_set(exchange: Exchange, context: Context) -> Rulings:
    """What a whole inventory lacks is said to be unknown, and only that. Not judged: without an inventory, what it
    holds somewhere else, what is Rejected.
    """
    for item in _results(exchange):
        yield from _unknown(item, context.conversation.device, "B05.FR.04", "B05.FR.05")
        described = context.conversation.device.described(key_of(item))
        type_ = item.get("attributeType", "Actual")
        if described is not None and type_ not in described.attributes:
            yield _refused(item, "NotSupportedAttributeType").of("B05.FR.06")


@rule("B06.FR.10", "B06.FR.04", judges=STATION, answers="GetVariables")
def what_can_be_read_has_its_value(exchange: Exchange, _context: Context) -> Rulings:
    """An Accepted result has the value, an empty one where there is none."""
    for item in _results(exchange):
        if item["attributeStatus"] != "Accepted":
            continue
        if "attributeValue" in item:
            yield HELD.of("B06.FR.10", "B06.FR.04", *(() if item["attributeValue"] else ("B06.FR.13",)))
        else:
            yield missed(f"{_name(item)} is Accepted without a value", cause="none").of("B06.FR.10", "B06.FR.04")


@rule("B06.FR.09", judges=STATION, answers="GetVariables")
def what_is_write_only_is_not_read(exchange: Exchange, context: Context) -> Rulings:
    """A variable that a report of the station calls WriteOnly is Rejected. Not judged without such a report."""
    for item in _results(exchange):
        if _mutability(item, context) == "WriteOnly":
            yield _refused(item, "Rejected")


@rule("B05.FR.09", judges=STATION, answers="SetVariables")
def what_is_read_only_is_not_set(exchange: Exchange, context: Context) -> Rulings:
    """A variable that a report of the station calls ReadOnly is Rejected. Not judged without such a report."""
    for item in _results(exchange):
        if _mutability(item, context) == "ReadOnly":
            yield _refused(item, "Rejected")


_BY_THE_TEXT: Mapping[Key, Described] = {
    ("ocppcommctrlr", "", None, None, "websocketpinginterval", ""): Described(
        {"Actual": "ReadWrite"}, data_type="integer", minimum=0
    )
}
"""What Part 4, 8.4 says of a variable: no negative values."""


@rule("B05.FR.07", "B05.FR.08", judges=STATION, answers="SetVariables")
def what_does_not_fit_is_not_set(exchange: Exchange, context: Context) -> Rulings:
    """A number or truth value that can't be read, a number outside the limits, or a choice that isn't in the list, is
    Rejected. Not judged: without a report of the variable's characteristics, where the text doesn't give them itself
    (WebSocketPingInterval); attributes other than Actual; what is unknown, ReadOnly, or named twice."""
    wanted = {key_of(item): item["attributeValue"] for item in _asked(exchange)}
    if len(wanted) < len(_asked(exchange)):
        return
    for item in _results(exchange):
        key = key_of(item)
        described = context.conversation.device.described(key) or _BY_THE_TEXT.get(key)
        if described is None or key not in wanted or item["attributeStatus"] in _NO_VALUE or not _is_actual(item):
            continue
        id = _objection(described, wanted[key])
        if id is not None and described.attributes.get("Actual") != "ReadOnly":
            yield _refused(item, "Rejected").of(id)


@rule("B05.FR.10", judges=STATION, answers=("GetVariables", "SetVariables"))
def what_was_set_is_read_back(exchange: Exchange, context: Context) -> Rulings:
    """A variable whose new value was Accepted has it when it is read next on the connection, whatever the spelling of
    numbers, truth values and lists.

    Not judged: attributes other than Actual, after a boot or on another connection, what was set or rejected in
    between, values that need a reboot. It is proven where it is read; only held where it was Accepted.
    """
    kept = context.memory("set")
    if exchange.action == "SetVariables":
        yield from _keep(exchange, kept)
        return
    boots = sum(1 for each in exchange.connection.exchanges.of("BootNotification"))
    for item in _results(exchange):
        since = kept[key_of(item)]
        if item["attributeStatus"] != "Accepted" or not _is_actual(item) or "attributeValue" not in item:
            continue
        if since is None or since[1] is not exchange.connection or since[2] != boots or exchange.at < since[3]:
            continue
        if _plain(item["attributeValue"]) == _plain(since[0]):
            yield HELD
        else:
            text = f"{_name(item)} was set to {since[0]!r} and reads {item['attributeValue']!r}"
            yield missed(text, cause=item["variable"]["name"])


# -- one result --------------------------------------------------------------------------------------------------------


def _asked(exchange: Exchange) -> list[Item]:
    name = "getVariableData" if exchange.action == "GetVariables" else "setVariableData"
    items: list[Item] = exchange.request[name]
    return items


def _results(exchange: Exchange) -> list[Item]:
    name = "getVariableResult" if exchange.action == "GetVariables" else "setVariableResult"
    items: list[Item] = exchange.result[name]
    return items


def _as_many(exchange: Exchange) -> Ruling:
    asked, results = len(_asked(exchange)), len(_results(exchange))
    return HELD if asked == results else missed(f"{results} results for {asked} items", cause="number")


def _same_names(exchange: Exchange) -> Ruling:
    asked = Counter(map(key_of, _asked(exchange)))
    for item in _results(exchange):
        if not asked[key_of(item)]:
            return missed(f"a result names {_name(item)}, which is not asked for, or not so often", cause="another")
        asked[key_of(item)] -= 1
    return HELD


def _same_types(exchange: Exchange, told: str, untold: str) -> Rulings:
    """`told` is the requirement about items with an attributeType, `untold` the one about those without."""
    types: dict[Key, list[str | None]] = {}
    for item in _asked(exchange):
        types.setdefault(key_of(item), []).append(item.get("attributeType"))
    for item in _results(exchange):
        wanted = types.get(key_of(item))
        if not wanted:
            continue
        found = item.get("attributeType")
        one = next((each for each in wanted if (each or "Actual") == (found or "Actual")), wanted[0])
        id = untold if one is None else told
        if (one or "Actual") != (found or "Actual"):
            yield missed(f"{_name(item)} has type {found}, asked was {one or 'Actual'}", cause="another").of(id)
        elif found is None:
            yield missed(f"{_name(item)} has no attributeType", cause="none").of(id).mildly()
        else:
            yield HELD.of(id)


def _is_told(status: str, item: Item, device: Device) -> bool:
    """Whether the station itself has told of what it calls unknown."""
    key = key_of(item)
    match status:
        case "UnknownComponent":
            return device.knows_component(key)
        case "UnknownVariable":
            return key in device.values or key in (device.inventory or ())
    described = device.described(key)
    return described is not None and item.get("attributeType", "Actual") in described.attributes


def _unknown(item: Item, device: Device, component: str, variable: str) -> Rulings:
    """What the inventory has no component, or no variable, of this name for; what it lacks in one place only says
    nothing."""
    if device.inventory is None:
        return
    key = key_of(item)
    if all(each[0] != key[0] for each in device.inventory):
        yield _refused(item, "UnknownComponent", _LACKS).of(component)
    elif any(e[:4] == key[:4] for e in device.inventory) and all(e[::4] != key[::4] for e in device.inventory):
        yield _refused(item, "UnknownVariable", _LACKS).of(variable)


_LACKS = "; the FullInventory lacks it"


def _refused(item: Item, status: str, why: str = "") -> Ruling:
    """Held where the result has this status; a Rejected instead says nothing."""
    found = item["attributeStatus"]
    if found == status:
        return HELD
    if found == "Rejected":
        return NOT_EXERCISED
    return missed(f"{_name(item)} is {found}, not {status}{why}", cause=f"{status}: {found}")


def _mutability(item: Item, context: Context) -> str | None:
    described = context.conversation.device.described(key_of(item))
    return described.attributes.get("Actual") if described is not None and _is_actual(item) else None


def _objection(described: Described, value: str) -> str | None:
    """The requirement by which this value has to be rejected, None for none."""
    match described.data_type:
        case "integer" | "decimal":
            number = _number(value)
            if number is None or (described.data_type == "integer" and number % 1):
                return "B05.FR.07"
            low, high = described.minimum, described.maximum
            outside = (low is not None and number < low) or (high is not None and number > high)
            return "B05.FR.08" if outside else None
        case "boolean":
            return None if value.lower() in ("true", "false") else "B05.FR.07"
        case "OptionList" if described.choices:
            return None if value.lower() in {each.strip().lower() for each in described.choices} else "B05.FR.08"
    return None


def _keep(exchange: Exchange, kept: dict[Any, Any]) -> Iterator[Ruling]:
    boots = sum(1 for each in exchange.connection.exchanges.of("BootNotification"))
    values = {key_of(item): item["attributeValue"] for item in _asked(exchange) if _is_actual(item)}
    for item in _results(exchange):
        key = key_of(item)
        kept[key] = None
        if item["attributeStatus"] == "Accepted" and _is_actual(item) and key in values:
            kept[key] = (values[key], exchange.connection, boots, exchange.answered_at)
            yield HELD_ONLY


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _plain(value: str) -> object:
    number = _number(value)
    return number if number is not None else sorted(part.strip().lower() for part in value.split(","))


def _is_actual(item: Item) -> bool:
    return bool(item.get("attributeType", "Actual") == "Actual")


def _name(item: Item) -> str:
    return f"{item['component']['name']}.{item['variable']['name']}"
