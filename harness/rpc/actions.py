"""Which side may send which actions.

The names without a version are the 64 of OCPP 2.0.1 (Part 2, message definitions). Those of 1.6 are the ones of its
core and of its security extension.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ocpp_conformance.harness.rpc.role import Role

BOTH = frozenset({"DataTransfer"})

FROM_STATION = BOTH | frozenset(
    {
        "Authorize",
        "BootNotification",
        "ClearedChargingLimit",
        "FirmwareStatusNotification",
        "Get15118EVCertificate",
        "GetCertificateStatus",
        "Heartbeat",
        "LogStatusNotification",
        "MeterValues",
        "NotifyChargingLimit",
        "NotifyCustomerInformation",
        "NotifyDisplayMessages",
        "NotifyEVChargingNeeds",
        "NotifyEVChargingSchedule",
        "NotifyEvent",
        "NotifyMonitoringReport",
        "NotifyReport",
        "PublishFirmwareStatusNotification",
        "ReportChargingProfiles",
        "ReservationStatusUpdate",
        "SecurityEventNotification",
        "SignCertificate",
        "StatusNotification",
        "TransactionEvent",
    }
)

FROM_CSMS = BOTH | frozenset(
    {
        "CancelReservation",
        "CertificateSigned",
        "ChangeAvailability",
        "ClearCache",
        "ClearChargingProfile",
        "ClearDisplayMessage",
        "ClearVariableMonitoring",
        "CostUpdated",
        "CustomerInformation",
        "DeleteCertificate",
        "GetBaseReport",
        "GetChargingProfiles",
        "GetCompositeSchedule",
        "GetDisplayMessages",
        "GetInstalledCertificateIds",
        "GetLocalListVersion",
        "GetLog",
        "GetMonitoringReport",
        "GetReport",
        "GetTransactionStatus",
        "GetVariables",
        "InstallCertificate",
        "PublishFirmware",
        "RequestStartTransaction",
        "RequestStopTransaction",
        "ReserveNow",
        "Reset",
        "SendLocalList",
        "SetChargingProfile",
        "SetDisplayMessage",
        "SetMonitoringBase",
        "SetMonitoringLevel",
        "SetNetworkProfile",
        "SetVariableMonitoring",
        "SetVariables",
        "TriggerMessage",
        "UnlockConnector",
        "UnpublishFirmware",
        "UpdateFirmware",
    }
)

ACTIONS = FROM_STATION | FROM_CSMS

OF_201: Mapping[Role, frozenset[str]] = MappingProxyType({Role.STATION: FROM_STATION, Role.CSMS: FROM_CSMS})

OF_16: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.STATION: BOTH
        | frozenset(
            {
                *("Authorize", "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification"),
                *("Heartbeat", "LogStatusNotification", "MeterValues", "SecurityEventNotification", "SignCertificate"),
                *("SignedFirmwareStatusNotification", "StartTransaction", "StatusNotification", "StopTransaction"),
            }
        ),
        Role.CSMS: BOTH
        | frozenset(
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
)

OF_21: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.STATION: FROM_STATION
        | frozenset(
            {
                *("BatterySwap", "ClosePeriodicEventStream", "GetCertificateChainStatus", "NotifyDERAlarm"),
                *("NotifyDERStartStop", "NotifyPriorityCharging", "NotifySettlement", "NotifyWebPaymentStarted"),
                *("OpenPeriodicEventStream", "PullDynamicScheduleUpdate", "ReportDERControl", "VatNumberValidation"),
            }
        ),
        Role.CSMS: FROM_CSMS
        | frozenset(
            {
                *("AFRRSignal", "AdjustPeriodicEventStream", "ChangeTransactionTariff", "ClearDERControl"),
                *("ClearTariffs", "GetDERControl", "GetPeriodicEventStream", "GetTariffs"),
                *("NotifyAllowedEnergyTransfer", "RequestBatterySwap", "SetDERControl", "SetDefaultTariff"),
                *("UpdateDynamicSchedule", "UsePriorityCharging"),
            }
        ),
    }
)

UNASKED_IN_21: Mapping[Role, frozenset[str]] = MappingProxyType(
    {Role.STATION: frozenset({"NotifyPeriodicEventStream"}), Role.CSMS: frozenset()}
)
"""What is sent by SEND and gets no answer."""
