"""A fault: a small departure over one bundled system, made by wrapping some of its decisions.

A bundled system calls each decision as a method of its own (`password_matches`, `encode`, …). A fault names such a
method and gives a function that is called in its place, with the original as first argument.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ocpp_conformance.harness.rpc import Role

Departure = Callable[..., Any]
"""`departure(original, *arguments)` in place of `original(*arguments)`."""

Kind = TypeVar("Kind", bound=Departure)
"""The kind of decision that a departure is for: see `kinds`."""


@dataclass(frozen=True, slots=True)
class About(Generic[Kind]):
    """A departure that nothing but CALLs of these actions, or their answers, brings out; without any, anything may."""

    departure: Kind
    actions: frozenset[str] = frozenset()

    def __call__(self, original: Any, *arguments: Any, **more: Any) -> Any:
        return self.departure(original, *arguments, **more)


def about(departure: Kind, *actions: str) -> About[Kind]:
    """A departure that is known to need one of these actions."""
    return About(departure, frozenset(actions))


Seams = Mapping[str, Departure]
"""Decision → what replaces it; `rest.read` is a decision of the part `rest`."""

_TOKEN = frozenset({"Authorize", "TransactionEvent", "SendLocalList", "RequestStartTransaction", "ReserveNow"})

_EVENT, _MONITOR, _MONITORS, _DISPLAY = (
    frozenset({name}) for name in ("NotifyEvent", "SetVariableMonitoring", "GetMonitoringReport", "SetDisplayMessage")
)
_UPDATE, _LOG, _CUSTOMER = (frozenset({name}) for name in ("UpdateFirmware", "GetLog", "CustomerInformation"))
_RESERVATION = frozenset({"ReserveNow"})
_CHARGING = frozenset({"SetChargingProfile", "RequestStartTransaction", "NotifyChargingLimit"})
_COMPOSITE = frozenset({"GetCompositeSchedule"})
_EV_NEEDS, _EV_SCHEDULE = frozenset({"NotifyEVChargingNeeds"}), frozenset({"NotifyEVChargingSchedule"})
_READINGS = frozenset({"MeterValues", "TransactionEvent"})

DECIDED_FOR: Mapping[tuple[Role, str], frozenset[str]] = MappingProxyType(
    {
        (Role.CSMS, "boot_matches"): frozenset({"BootNotification"}),
        (Role.CSMS, "boot_status"): frozenset({"BootNotification"}),
        (Role.CSMS, "certificate_status"): frozenset({"Authorize"}),
        (Role.CSMS, "is_within"): _EV_SCHEDULE,
        (Role.CSMS, "looks_up"): frozenset({"Authorize", "GetCertificateStatus"}),
        (Role.CSMS, "schedules_for"): _EV_NEEDS | _EV_SCHEDULE,
        (Role.CSMS, "token_info"): _TOKEN,
        (Role.CSMS, "token_status"): _TOKEN,
        (Role.STATION, "boot_retry_wait"): frozenset({"BootNotification"}),
        (Role.STATION, "cancels"): _UPDATE,
        (Role.STATION, "clock_told"): frozenset({"BootNotification", "Heartbeat"}),
        (Role.STATION, "clear_monitor"): frozenset({"ClearVariableMonitoring"}),
        (Role.STATION, "differs"): _EVENT,
        (Role.STATION, "display_chosen"): frozenset({"GetDisplayMessages"}),
        (Role.STATION, "display_cleared"): frozenset({"ClearDisplayMessage"}),
        (Role.STATION, "display_is_over"): _DISPLAY,
        (Role.STATION, "display_kept"): _DISPLAY,
        (Role.STATION, "display_refused"): _DISPLAY,
        (Role.STATION, "exceeds"): _EVENT,
        (Role.STATION, "may_notify"): _EVENT,
        (Role.STATION, "monitor_event"): _EVENT,
        (Role.STATION, "monitor_meets"): _MONITORS,
        (Role.STATION, "monitor_put"): _MONITOR,
        (Role.STATION, "monitor_refused"): _MONITOR,
        (Role.STATION, "next_due"): _EVENT,
        (Role.STATION, "came_too_early"): frozenset({"SetChargingProfile"}),
        (Role.STATION, "choice_told"): _EV_SCHEDULE,
        (Role.STATION, "contract_asked"): frozenset({"Get15118EVCertificate"}),
        (Role.STATION, "contract_told"): frozenset({"Authorize"}),
        (Role.STATION, "ev_limit"): _EV_SCHEDULE,
        (Role.STATION, "left_out"): frozenset({"TransactionEvent"}),
        (Role.STATION, "needs_told"): _EV_NEEDS,
        (Role.STATION, "phases_changed"): frozenset({"TransactionEvent"}),
        (Role.STATION, "publishing_told"): frozenset({"PublishFirmwareStatusNotification"}),
        (Role.STATION, "renegotiates"): _EV_NEEDS,
        (Role.STATION, "signing_request"): frozenset({"SignCertificate"}),
        (Role.STATION, "statuses_refreshed"): frozenset({"GetCertificateStatus"}),
        (Role.STATION, "taken_by_ev"): _EV_SCHEDULE,
        (Role.STATION, "thinned"): frozenset({"TransactionEvent"}),
        (Role.STATION, "unlock"): frozenset({"UnlockConnector"}),
        (Role.STATION, "v2g_listed"): frozenset({"GetInstalledCertificateIds"}),
        (Role.STATION, "waits_for_transactions"): _UPDATE,
        (Role.STATION, "applies_to"): _CHARGING,
        (Role.STATION, "changed_significantly"): frozenset({"NotifyChargingLimit"}),
        (Role.STATION, "composite_refused"): _COMPOSITE,
        (Role.STATION, "composite_schedule"): _COMPOSITE,
        (Role.STATION, "evse_rate"): _CHARGING,
        (Role.STATION, "is_duplicate"): _CHARGING,
        (Role.STATION, "leading_limit"): _CHARGING,
        (Role.STATION, "limit_told"): frozenset({"NotifyChargingLimit"}),
        (Role.STATION, "limit_in"): _CHARGING,
        (Role.STATION, "offered_power"): _CHARGING,
        (Role.STATION, "own_limit"): _CHARGING,
        (Role.STATION, "period_at"): _CHARGING,
        (Role.STATION, "period_possible"): _CHARGING,
        (Role.STATION, "phases_of"): _CHARGING,
        (Role.STATION, "profile_chosen"): frozenset({"GetChargingProfiles"}),
        (Role.STATION, "profile_cleared"): frozenset({"ClearChargingProfile"}),
        (Role.STATION, "profile_is_over"): _CHARGING,
        (Role.STATION, "profile_kept"): _CHARGING,
        (Role.STATION, "profile_refused"): frozenset({"SetChargingProfile"}),
        (Role.STATION, "profile_valid"): _CHARGING,
        (Role.STATION, "profiles_after_boot"): _CHARGING,
        (Role.STATION, "run_of"): _CHARGING,
        (Role.STATION, "queues_offline"): _EVENT,
        (Role.STATION, "sharing"): _CHARGING,
        (Role.STATION, "selects_monitor"): _MONITORS,
        (Role.STATION, "set_monitor"): _MONITOR,
        (Role.STATION, "triggered"): _EVENT,
        (Role.STATION, "certificate_refused"): _UPDATE,
        (Role.STATION, "customer_cleared"): _CUSTOMER,
        (Role.STATION, "customer_data"): _CUSTOMER,
        (Role.STATION, "ev_connection_timeout"): frozenset({"TransactionEvent"}),
        (Role.STATION, "get_variable"): frozenset({"GetVariables"}),
        (Role.STATION, "meets"): frozenset({"GetReport"}),
        (Role.STATION, "selects"): frozenset({"GetReport"}),
        (Role.STATION, "holds_free_evses"): _UPDATE,
        (Role.STATION, "install"): _UPDATE,
        (Role.STATION, "log_content"): _LOG,
        (Role.STATION, "next_seq_no"): frozenset({"TransactionEvent"}),
        (Role.STATION, "reopens_evses"): _UPDATE,
        (Role.STATION, "due_in"): _READINGS,
        (Role.STATION, "meter_values"): _READINGS,
        (Role.STATION, "readings_suspended"): _READINGS,
        (Role.STATION, "rank"): frozenset({"TransactionEvent"}),
        (Role.STATION, "remote_profile_refused"): frozenset({"RequestStartTransaction"}),
        (Role.STATION, "reading_interval"): frozenset({"TransactionEvent"}),
        (Role.STATION, "may_use_reservation"): _RESERVATION,
        (Role.STATION, "reservation_cancelled"): frozenset({"CancelReservation"}),
        (Role.STATION, "reservation_kept"): _RESERVATION,
        (Role.STATION, "reservation_over"): _RESERVATION,
        (Role.STATION, "reservation_refused"): _RESERVATION,
        (Role.STATION, "reservation_unfit"): _RESERVATION,
        (Role.STATION, "reservation_used"): _RESERVATION,
        (Role.STATION, "resend_wait"): frozenset({"TransactionEvent"}),
        (Role.STATION, "seconds_until"): _UPDATE,
        (Role.STATION, "security_event"): frozenset({"SecurityEventNotification"}),
        (Role.STATION, "set_variable"): frozenset({"SetVariables"}),
        (Role.STATION, "signature_holds"): _UPDATE,
        (Role.STATION, "signing_certificate_trusted"): _UPDATE,
        (Role.STATION, "signed_values"): frozenset({"MeterValues", "TransactionEvent"}),
        (Role.STATION, "transaction_event"): frozenset({"TransactionEvent"}),
        (Role.STATION, "transaction_points"): frozenset({"TransactionEvent"}),
        (Role.STATION, "transfer_tls"): _UPDATE | _LOG,
        (Role.STATION, "upload_attempts"): _LOG,
        (Role.STATION, "upload_interval"): _LOG,
        (Role.STATION, "upload_sent"): _LOG,
    }
)
"""The decisions that are made for messages of certain actions alone, whatever departs from them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A named departure. `breaks` says in a sentence what goes wrong, `source` is the requirement or rule broken.

    `whole` says that the system is bad as a whole, so that most cases turn red, and not one behaviour in it. `actions`
    are those of whose CALLs or answers one must be due before the system is any different from the honest one; empty
    where anything may make it so: a connection, a frame, a request to the REST API.
    """

    name: str
    role: Role
    breaks: str
    source: str
    seams: Seams
    whole: bool = False
    actions: frozenset[str] = frozenset()

    def apply(self, system: object) -> None:
        """Break a system that has not started yet. Raises `AttributeError` for a decision that it doesn't have."""
        for seam, departure in self.seams.items():
            part, _, name = seam.rpartition(".")
            owner = attrgetter(part)(system) if part else system
            setattr(owner, name, partial(departure, getattr(owner, name)))


class UnknownFaultError(LookupError):
    """No fault has this name."""

    def __init__(self, name: str, known: Mapping[str, Fault]) -> None:
        super().__init__(name)
        self.name, self.nearest = name, tuple(difflib.get_close_matches(name, known, cutoff=0.3))

    def __str__(self) -> str:
        near = f"; near it are {', '.join(self.nearest)}" if self.nearest else ""
        return f"there is no fault {self.name!r}{near}"


def of_csms(name: str, breaks: str, source: str, **seams: Departure) -> Fault:
    """A fault of the bundled CSMS."""
    return _fault(name, Role.CSMS, breaks, source, seams)


def of_station(name: str, breaks: str, source: str, seams: Seams | None = None, **more: Departure) -> Fault:
    """A fault of the bundled station; `seams` is for decisions of its parts."""
    return _fault(name, Role.STATION, breaks, source, {**(seams or {}), **more})


def of_both(name: str, breaks: str, source: str, seams: Callable[[Role], Seams]) -> tuple[Fault, Fault]:
    """The same departure of either system: `name` is the CSMS's, `station-name` the station's."""
    return (
        _fault(name, Role.CSMS, breaks, source, seams(Role.CSMS)),
        _fault(f"station-{name}", Role.STATION, breaks, source, seams(Role.STATION)),
    )


def _fault(name: str, role: Role, breaks: str, source: str, seams: Seams) -> Fault:
    told = [_actions(role, seam, departure) for seam, departure in seams.items()]
    return Fault(name, role, breaks, source, seams, actions=frozenset().union(*told) if all(told) else frozenset())


def _actions(role: Role, seam: str, departure: Departure) -> frozenset[str]:
    return departure.actions if isinstance(departure, About) else DECIDED_FOR.get((role, seam), frozenset())
