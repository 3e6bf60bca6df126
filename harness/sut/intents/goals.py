"""All intents by name, and what can be prepared before a case starts."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents import (
    at_station,
    authorization,
    display,
    monitoring,
    remote_control,
    smart_charging,
    upkeep,
    variables,
)
from ocpp_conformance.harness.sut.intents.record import Goal

SETUP = "setup"
"""Stands among the names of intents for a driver that can prepare a state before a case starts."""

_GROUPS = (remote_control, variables, authorization, smart_charging, display, monitoring, upkeep, at_station)

GOALS: Mapping[str, Goal] = {goal.name: goal for group in _GROUPS for goal in group.ROWS}
"""Name → goal, of both roles.

What the structured arguments hold: `variables` objects with `component`, `variable` and where wanted `evse`,
`connector`, `component_instance`, `instance`, `attribute` (AttributeEnumType), to write them also `value`, a text; in
a report `variable` may be left out. `criteria` ComponentCriterionEnumType values. `entries` objects with `id_token`
and `type`, of which the CSMS knows the rest, with `"remove": true` where the entry goes. `evse` of `trigger` an
EVSEType. `hash` a CertificateHashDataType. `customer` either `id_token` and `type`, or `identifier`, or `certificate`
with a CertificateHashDataType. `group` is `id_token` and `type`. `monitors` are variables as above, each with the
`type` (MonitorEnumType), `value` and `severity` of the monitor. `kind` is the enum of the CALL's field, `kinds` a list
of such values. `retrieve_at`, `install_at`, `until`, `start` and `end` are RFC 3339, certificates PEM.
"""


STATES: Mapping[str, str] = {
    "registration": "answer the next boots of the station with these RegistrationStatus values, the last one from then "
    'on: `["Pending", "Accepted"]`',
    "tokens": "know these id tokens, or change what is known of them: a list of `id_token`, `type`, `status` "
    "(AuthorizationStatus) and, where it has one, `group` with `id_token` and `type`",
    "local_list": "take the local authorization list of the station for this: `version`, and `entries` as in "
    "`send_local_list`",
    "price": "bill the energy of the station's transactions at this price of a kWh, a number",
    "password": "expect this password of the station from its next connection on",
    "security_profile": "let the station in with this security profile or a higher one; that undoes an upgrade",
}
"""Name → what `setup` is asked to bring about in a CSMS before a case starts."""


def names(role: Role) -> frozenset[str]:
    """The names of the intents that a driver of a system of this role may know, `setup` among them for a CSMS."""
    found = {name for name, goal in GOALS.items() if goal.role is role}
    return frozenset(found | {SETUP} if role is Role.CSMS else found)
