"""Reports as samples of a station have them."""

from ..sample import csms, station


def variable(component, name):
    return {"component": {"name": component}, "variable": {"name": name}}


def item(about, mutability="ReadWrite", **characteristics):
    about = {name: about[name] for name in ("component", "variable")}
    kinds = {"dataType": "string", "supportsMonitoring": False, **characteristics}
    attribute = {"type": "Actual", "mutability": mutability}
    return {**about, "variableAttribute": [attribute], "variableCharacteristics": kinds}


def inventory(*items, number=900):
    """A whole FullInventory of these."""
    asked = csms("GetBaseReport", {"requestId": number, "reportBase": "FullInventory"}, answer={"status": "Accepted"})
    report = {"requestId": number, "seqNo": 0, "tbc": False, "reportData": list(items)}
    return asked, station("NotifyReport", report)


def connectors(*places):
    """The inventory of a station with connectors at these places."""
    about = [{"name": "Connector", "evse": {"id": evse, "connectorId": n}} for evse, n in places]
    return inventory(*(item({"component": each, "variable": {"name": "AvailabilityState"}}) for each in about))
