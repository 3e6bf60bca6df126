"""What an action tells of a recorded CALL: who sends it, and which versions of OCPP have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.actions import FROM_CSMS, FROM_STATION

V16, V201, V21 = "1.6", "2.0.1", "2.1"

_OF_16 = {
    Role.STATION: frozenset(
        {
            *("Authorize", "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification"),
            *("Heartbeat", "LogStatusNotification", "MeterValues", "SecurityEventNotification", "SignCertificate"),
            *("SignedFirmwareStatusNotification", "StartTransaction", "StatusNotification", "StopTransaction"),
        }
    ),
    Role.CSMS: frozenset(
        {
            *("CancelReservation", "CertificateSigned", "ChangeAvailability", "ChangeConfiguration", "ClearCache"),
            *("ClearChargingProfile", "DeleteCertificate", "ExtendedTriggerMessage", "GetCompositeSchedule"),
            *("GetConfiguration", "GetDiagnostics", "GetInstalledCertificateIds", "GetLocalListVersion", "GetLog"),
            *("InstallCertificate", "RemoteStartTransaction", "RemoteStopTransaction", "ReserveNow", "Reset"),
            *("SendLocalList", "SetChargingProfile", "SignedUpdateFirmware", "TriggerMessage", "UnlockConnector"),
            "UpdateFirmware",
        }
    ),
}
_OF_201 = {Role.STATION: FROM_STATION, Role.CSMS: FROM_CSMS}
_NEW_IN_21 = {
    Role.STATION: frozenset(
        {
            *("BatterySwap", "ClosePeriodicEventStream", "GetCertificateChainStatus", "NotifyDERAlarm"),
            *("NotifyDERStartStop", "NotifyPeriodicEventStream", "NotifyPriorityCharging", "NotifySettlement"),
            *("NotifyWebPaymentStarted", "OpenPeriodicEventStream", "PullDynamicScheduleUpdate", "ReportDERControl"),
            "VatNumberValidation",
        }
    ),
    Role.CSMS: frozenset(
        {
            *("AFRRSignal", "AdjustPeriodicEventStream", "ChangeTransactionTariff", "ClearDERControl"),
            *("ClearTariffs", "GetDERControl", "GetPeriodicEventStream", "GetTariffs", "RequestBatterySwap"),
            *("SetDERControl", "SetDefaultTariff", "UpdateDynamicSchedule", "UsePriorityCharging"),
        }
    ),
}


def sender_of(action: str) -> Role | None:
    """Who sends CALLs with this action, in any version; None where both do, or nobody."""
    by = {role for table in (_OF_16, _OF_201, _NEW_IN_21) for role, actions in table.items() if action in actions}
    return by.pop() if len(by) == 1 else None


def version_of(action: str, payload: Mapping[str, Any]) -> str | None:
    """The version that a CALL is of, where it tells; of what 2.0.1 and 2.1 share, 2.0.1."""
    if action == "BootNotification":
        return V16 if "chargePointVendor" in payload else V201 if "chargingStation" in payload else None
    old, new, newest = (any(action in each for each in of.values()) for of in (_OF_16, _OF_201, _NEW_IN_21))
    if old == new:
        return V21 if newest else None
    return V16 if old else V201
