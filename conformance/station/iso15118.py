"""Whether a station speaks ISO 15118, and what it tells of its controllers for that."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import full_inventory, value_of
from ocpp_conformance.harness.rpc import Payload

CONTROLLER = "ISO15118Ctrlr"
_REPORT = 15118
_SIGNS = ("Enabled", "ContractValidationOffline", "PnCEnabled", "SeccId")
"""Variables of the controller: one that speaks ISO 15118 has the second, and mostly the others."""


@dataclass(frozen=True, slots=True)
class Secc:
    """A controller of the station for ISO 15118: the EVSE that has it, None for the whole station, and its SeccId,
    None where it tells none."""

    evse: int | None = None
    id: str | None = None


def setting(name: str, on: bool) -> Payload:
    """A setting of the controller."""
    return variable(CONTROLLER, name, attributeValue=str(on).lower())


async def expects_iso15118(csms: CsmsProbe) -> None:
    """A precondition: the station has a controller for ISO 15118, its own or one of its first EVSE, and does not say
    that it is off."""
    for evse in (None, 1):
        for name in _SIGNS:
            value = await _told(csms, name, evse)
            if value is None:
                continue
            if (name, value.lower()) == ("Enabled", "false"):
                raise csms.checklist.give_up(f"{CONTROLLER} is not enabled: the station does not speak ISO 15118")
            return
    raise csms.checklist.give_up(f"the station tells of no {CONTROLLER}: it does not speak ISO 15118")


async def first_secc(csms: CsmsProbe) -> Secc:
    """The controller that serves the first EVSE: that of the whole station, unless the EVSE has one of its own."""
    own = await _told(csms, "SeccId", 1)
    return Secc() if own is None else Secc(1, own)


async def seccs(csms: CsmsProbe) -> list[Secc]:
    """The controllers with different SeccIds, by the FullInventory; one without where it tells of none."""
    found: dict[str, Secc] = {}
    for part in await full_inventory(csms, _REPORT):
        for data in part["reportData"] or ():
            about, named = data["component"], data["variable"]["name"]
            if about["name"].lower() != CONTROLLER.lower() or named.lower() != "seccid":
                continue
            value = data["variableAttribute"][0].get("value")
            if value and value not in found:
                found[value] = Secc((about.get("evse") or {}).get("id"), value)
    return list(found.values()) or [Secc()]


async def _told(csms: CsmsProbe, name: str, evse: int | None) -> str | None:
    """The value of a variable of the controller of an EVSE, of that of the station where none is named."""
    about = variable(CONTROLLER, name)
    place = {} if evse is None else {"evse": {"id": evse}}
    return await value_of(csms, {**about, "component": {**about["component"], **place}})
