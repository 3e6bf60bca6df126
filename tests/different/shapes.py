"""What the two stand-alone systems know of OCPP's messages, and how they look at JSON: no schemas, no validator.

A shape is a type, a greatest length, a tuple of values, a pattern, a list of one shape, or a dict of fields, where `!`
marks those that are required.
"""

from __future__ import annotations

import json
import re
from datetime import date

TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
)

CARD = {
    "idToken!": 36,
    "type!": ("Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization"),
    "additionalInfo": [{"additionalIdToken!": 36, "type!": 50}],
}
PLACE = {"id!": int, "connectorId": int}
ABOUT = {"component!": {"name!": 50, "instance": 50, "evse": PLACE}, "variable!": {"name!": 50, "instance": 50}}
EVENT = {
    **ABOUT,
    "eventId!": int,
    "timestamp!": TIME,
    "trigger!": ("Alerting", "Delta", "Periodic"),
    "cause": int,
    "actualValue!": 2500,
    "techCode": 50,
    "techInfo": 500,
    "cleared": bool,
    "transactionId": 36,
    "variableMonitoringId": int,
    "eventNotificationType!": ("HardWiredNotification", "HardWiredMonitor", "PreconfiguredMonitor", "CustomMonitor"),
}
CONTEXTS = (
    "Interruption.Begin Interruption.End Other Sample.Clock Sample.Periodic Transaction.Begin Transaction.End Trigger"
)
READING = {
    "value!": float,
    "context": tuple(CONTEXTS.split()),
    "measurand": str,
    "phase": str,
    "location": ("Body", "Cable", "EV", "Inlet", "Outlet"),
    "signedMeterValue": dict,
    "unitOfMeasure": {"unit": 20, "multiplier": int},
}
SAMPLED = [{"timestamp!": TIME, "sampledValue!": [READING]}]
HASHES = [dict.fromkeys(("hashAlgorithm!", "issuerNameHash!", "issuerKeyHash!", "serialNumber!", "responderURL!"), 512)]
HASHED = {
    "hashAlgorithm!": ("SHA256", "SHA384", "SHA512"),
    "issuerNameHash!": 128,
    "issuerKeyHash!": 128,
    "serialNumber!": 40,
}
ROOTS = ("V2GRootCertificate", "MORootCertificate", "CSMSRootCertificate", "ManufacturerRootCertificate")
REASONS = "ApplicationReset FirmwareUpdate LocalReset PowerUp RemoteReset ScheduledReset Triggered Unknown Watchdog"
TRIGGERS = (
    "Authorized CablePluggedIn ChargingRateChanged ChargingStateChanged Deauthorized EnergyLimitReached "
    "EVCommunicationLost EVConnectTimeout MeterValueClock MeterValuePeriodic TimeLimitReached Trigger UnlockCommand "
    "StopAuthorized EVDeparted EVDetected RemoteStop RemoteStart AbnormalCondition SignedDataReceived ResetCommand"
)
STATES = ("Charging", "EVConnected", "SuspendedEV", "SuspendedEVSE", "Idle")
STOPPED = (
    "DeAuthorized EmergencyStop EnergyLimitReached EVDisconnected GroundFault ImmediateReset Local LocalOutOfCredit "
    "MasterPass Other OvercurrentFault PowerLoss PowerQuality Reboot Remote SOCLimitReached StoppedByEV "
    "TimeLimitReached Timeout"
)
MESSAGES = (
    "BootNotification LogStatusNotification FirmwareStatusNotification Heartbeat MeterValues "
    "SignChargingStationCertificate SignV2GCertificate StatusNotification TransactionEvent SignCombinedCertificate "
    "PublishFirmwareStatusNotification"
)
LIMITERS = ("EMS", "Other", "SO", "CSO")
PRICED = {
    "startValue!": float,
    "cost!": [
        {
            "costKind!": ("CarbonDioxideEmission", "RelativePricePercentage", "RenewableGenerationPercentage"),
            "amount!": int,
            "amountMultiplier": int,
        }
    ],
}
SCHEDULE = {
    "id!": int,
    "startSchedule": TIME,
    "duration": int,
    "chargingRateUnit!": ("W", "A"),
    "minChargingRate": float,
    "chargingSchedulePeriod!": [{"startPeriod!": int, "limit!": float, "numberPhases": int, "phaseToUse": int}],
    "salesTariff": {
        "id!": int,
        "salesTariffDescription": 32,
        "numEPriceLevels": int,
        "salesTariffEntry!": [
            {
                "relativeTimeInterval!": {"start!": int, "duration": int},
                "ePriceLevel": int,
                "consumptionCost": [PRICED],
            }
        ],
    },
}

TO_A_CSMS = {
    "Authorize": {"idToken!": CARD, "certificate": 5500, "iso15118CertificateHashData": HASHES},
    "BootNotification": {
        "reason!": tuple(REASONS.split()),
        "chargingStation!": {
            "model!": 20,
            "vendorName!": 50,
            "serialNumber": 25,
            "firmwareVersion": 50,
            "modem": {"iccid": 20, "imsi": 20},
        },
    },
    "ClearedChargingLimit": {"chargingLimitSource!": LIMITERS, "evseId": int},
    "DataTransfer": {"vendorId!": 255, "messageId": 50, "data": object},
    "FirmwareStatusNotification": {"status!": str, "requestId": int},
    "Heartbeat": {},
    "LogStatusNotification": {"status!": str, "requestId": int},
    "MeterValues": {"evseId!": int, "meterValue!": SAMPLED},
    "NotifyChargingLimit": {
        "chargingLimit!": {"chargingLimitSource!": LIMITERS, "isGridCritical": bool},
        "evseId": int,
        "chargingSchedule": [SCHEDULE],
    },
    "NotifyEvent": {"generatedAt!": TIME, "seqNo!": int, "tbc": bool, "eventData!": [EVENT]},
    "NotifyReport": {
        "requestId!": int,
        "generatedAt!": TIME,
        "seqNo!": int,
        "tbc": bool,
        "reportData": [{**ABOUT, "variableAttribute!": list, "variableCharacteristics": dict}],
    },
    "SecurityEventNotification": {"type!": 50, "timestamp!": TIME, "techInfo": 255},
    "StatusNotification": {
        "timestamp!": TIME,
        "connectorStatus!": ("Available", "Occupied", "Reserved", "Unavailable", "Faulted"),
        "evseId!": int,
        "connectorId!": int,
    },
    "TransactionEvent": {
        "eventType!": ("Started", "Updated", "Ended"),
        "timestamp!": TIME,
        "triggerReason!": tuple(TRIGGERS.split()),
        "seqNo!": int,
        "transactionInfo!": {
            "transactionId!": 36,
            "chargingState": STATES,
            "timeSpentCharging": int,
            "stoppedReason": tuple(STOPPED.split()),
            "remoteStartId": int,
        },
        "offline": bool,
        "numberOfPhasesUsed": int,
        "cableMaxCurrent": int,
        "reservationId": int,
        "evse": PLACE,
        "idToken": CARD,
        "meterValue": SAMPLED,
    },
}

TO_A_STATION = {
    "ChangeAvailability": {"operationalStatus!": ("Inoperative", "Operative"), "evse": PLACE},
    "CustomerInformation": {
        "requestId!": int,
        "report!": bool,
        "clear!": bool,
        "customerIdentifier": 64,
        "idToken": CARD,
        "customerCertificate": dict,
    },
    "GetLog": {
        "logType!": ("DiagnosticsLog", "SecurityLog"),
        "requestId!": int,
        "retries": int,
        "retryInterval": int,
        "log!": {"remoteLocation!": 512, "oldestTimestamp": str, "latestTimestamp": str},
    },
    "UpdateFirmware": {
        "requestId!": int,
        "retries": int,
        "retryInterval": int,
        "firmware!": {
            "location!": 512,
            "retrieveDateTime!": str,
            "installDateTime": str,
            "signingCertificate": 5500,
            "signature": 800,
        },
    },
    "InstallCertificate": {"certificateType!": ROOTS, "certificate!": 5500},
    "GetInstalledCertificateIds": {"certificateType": [(*ROOTS, "V2GCertificateChain")]},
    "DeleteCertificate": {"certificateHashData!": HASHED},
    "UnlockConnector": {"evseId!": int, "connectorId!": int},
    "GetBaseReport": {
        "requestId!": int,
        "reportBase!": ("ConfigurationInventory", "FullInventory", "SummaryInventory"),
    },
    "DataTransfer": {"vendorId!": 255, "messageId": 50, "data": object},
    "GetTransactionStatus": {"transactionId": 36},
    "GetVariables": {"getVariableData!": [{**ABOUT, "attributeType": ("Actual", "Target", "MinSet", "MaxSet")}]},
    "RequestStartTransaction": {
        "remoteStartId!": int,
        "idToken!": CARD,
        "evseId": int,
        "groupIdToken": CARD,
        "chargingProfile": dict,
    },
    "RequestStopTransaction": {"transactionId!": 36},
    "Reset": {"type!": ("Immediate", "OnIdle"), "evseId": int},
    "SetNetworkProfile": {
        "configurationSlot!": int,
        "connectionData!": {
            "ocppVersion!": ("OCPP12", "OCPP15", "OCPP16", "OCPP20"),
            "ocppTransport!": ("JSON", "SOAP"),
            "ocppCsmsUrl!": 512,
            "messageTimeout!": int,
            "securityProfile!": int,
            "ocppInterface!": (
                "Wired0",
                "Wired1",
                "Wired2",
                "Wired3",
                "Wireless0",
                "Wireless1",
                "Wireless2",
                "Wireless3",
            ),
        },
    },
    "SetVariables": {
        "setVariableData!": [
            {**ABOUT, "attributeValue!": 1000, "attributeType": ("Actual", "Target", "MinSet", "MaxSet")}
        ]
    },
    "TriggerMessage": {"requestedMessage!": tuple(MESSAGES.split()), "evse": PLACE},
}


def fits(value: object, shape: object, *, strict: bool = True) -> bool:
    """Whether a value has a shape; `customData` is free but for its vendorId.

    Where not `strict` a text may be longer and an object may hold more: Part 4, 4.1.7 calls such messages valid, and
    4.1.2 gives the right to reject them, not the duty.
    """
    match shape:
        case type():
            kinds = (int, float) if shape is float else (shape,)
            return isinstance(value, kinds) and (not isinstance(value, bool) or shape in (bool, object))
        case int():
            return isinstance(value, str) and (len(value) <= shape or not strict)
        case tuple():
            return isinstance(value, str) and value in shape
        case re.Pattern():
            return isinstance(value, str) and (found := shape.fullmatch(value)) is not None and is_day(found[1])
        case [each]:
            return isinstance(value, list) and len(value) > 0 and all(fits(item, each, strict=strict) for item in value)
    if not isinstance(value, dict):
        return False
    fields = {**{name.rstrip("!"): each for name, each in shape.items()}, "customData": None}
    if any(name.endswith("!") and name[:-1] not in value for name in shape):
        return False
    return all(
        isinstance(each, dict) and fits(each.get("vendorId"), 255)
        if name == "customData"
        else fits(each, fields[name], strict=strict)
        if name in fields
        else not strict
        for name, each in value.items()
    )


def is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def parsed(raw: str) -> object:
    def refuse(text: str) -> None:
        raise ValueError(text)

    try:
        return json.loads(raw, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
