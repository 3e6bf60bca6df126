"""Valid messages of a station, and what they and the goals of a CSMS speak of."""

NOW = "2026-01-01T12:00:00.000Z"
CARD = {"idToken": "04A2B3C4", "type": "ISO14443"}
GROUP = {"idToken": "GROUP-1", "type": "Central"}
GROUPS = {tuple(CARD.values()): tuple(GROUP.values())}
"""The card is of the group, as the settings of the CSMS say it."""
BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V", "serialNumber": "SN-7"}}
STATUS = {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1}
METER = {"evseId": 1, "meterValue": [{"timestamp": NOW, "sampledValue": [{"value": 1.5}]}]}
REPORT_ITEM = {"component": {"name": "C"}, "variable": {"name": "V"}, "variableAttribute": [{"value": "1"}]}
EVENT = {
    "eventId": 1,
    "timestamp": NOW,
    "trigger": "Delta",
    "actualValue": "1",
    "eventNotificationType": "HardWiredNotification",
    "component": {"name": "C"},
    "variable": {"name": "V"},
}


HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "a", "issuerKeyHash": "b", "serialNumber": "1"}
MESSAGE = {"id": 7, "priority": "InFront", "message": {"format": "UTF8", "content": "Hello"}}
MONITOR = {"id": 3, "transaction": False, "value": 1, "type": "Delta", "severity": 8}
MONITORED = {"component": {"name": "C"}, "variable": {"name": "V"}, "variableMonitoring": [MONITOR]}
SCHEDULE = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6}]}
PROFILE = {
    "id": 9,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Absolute",
    "chargingSchedule": [SCHEDULE],
}


def transaction_event(kind="Started", seq_no=0, transaction_id="T1", info=(), **more):
    """`info` is for the transactionInfo, `more` for the event."""
    return {
        "eventType": kind,
        "timestamp": NOW,
        "triggerReason": "Authorized",
        "seqNo": seq_no,
        "transactionInfo": {"transactionId": transaction_id, **dict(info)},
        **more,
    }


def report(seq_no=0, request_id=1, **more):
    return {"requestId": request_id, "generatedAt": NOW, "seqNo": seq_no, "reportData": [REPORT_ITEM], **more}


SERVED = [
    ("BootNotification", BOOT),
    ("BootNotification", {**BOOT, "reason": "Triggered", "customData": {"vendorId": "V", "more": [1]}}),
    ("Heartbeat", {}),
    ("StatusNotification", STATUS),
    ("StatusNotification", {**STATUS, "evseId": 0, "connectorId": 0}),
    ("Authorize", {"idToken": CARD}),
    ("Authorize", {"idToken": {"idToken": "", "type": "NoAuthorization"}}),
    ("Authorize", {"idToken": CARD, "certificate": "-----BEGIN CERTIFICATE-----"}),
    ("TransactionEvent", transaction_event()),
    ("TransactionEvent", transaction_event("Ended", 9, idToken=CARD, offline=True, evse={"id": 1, "connectorId": 1})),
    ("MeterValues", METER),
    ("NotifyReport", report()),
    ("NotifyReport", {"requestId": 1, "generatedAt": NOW, "seqNo": 0}),
    ("NotifyEvent", {"generatedAt": NOW, "seqNo": 0, "eventData": [EVENT]}),
    ("SecurityEventNotification", {"type": "SettingSystemTime", "timestamp": NOW}),
    ("DataTransfer", {"vendorId": "org.example", "messageId": "x", "data": {"any": ["thing"]}}),
    ("LogStatusNotification", {"status": "Uploading", "requestId": 3}),
    ("FirmwareStatusNotification", {"status": "Idle"}),
    ("PublishFirmwareStatusNotification", {"status": "Idle"}),
    ("ReservationStatusUpdate", {"reservationId": 1, "reservationUpdateStatus": "Expired"}),
    ("NotifyCustomerInformation", {"data": "none", "seqNo": 0, "generatedAt": NOW, "requestId": 1}),
    ("NotifyDisplayMessages", {"requestId": 1, "messageInfo": [MESSAGE]}),
    ("NotifyDisplayMessages", {"requestId": 1}),
    ("NotifyMonitoringReport", {"requestId": 1, "seqNo": 0, "generatedAt": NOW, "monitor": [MONITORED]}),
    ("NotifyMonitoringReport", {"requestId": 1, "seqNo": 0, "generatedAt": NOW}),
    ("NotifyChargingLimit", {"chargingLimit": {"chargingLimitSource": "EMS"}}),
    ("ClearedChargingLimit", {"chargingLimitSource": "EMS"}),
    (
        "ReportChargingProfiles",
        {"requestId": 1, "chargingLimitSource": "CSO", "evseId": 1, "chargingProfile": [PROFILE]},
    ),
    ("NotifyEVChargingNeeds", {"evseId": 1, "chargingNeeds": {"requestedEnergyTransfer": "DC"}}),
    ("NotifyEVChargingSchedule", {"timeBase": NOW, "evseId": 1, "chargingSchedule": SCHEDULE}),
    ("GetCertificateStatus", {"ocspRequestData": {**HASH, "responderURL": "http://ocsp.invalid"}}),
    ("Get15118EVCertificate", {"iso15118SchemaVersion": "urn:iso", "action": "Install", "exiRequest": "AA=="}),
]
"""A valid request of each kind that the CSMS serves."""

LISTED = {"id_token": "04A2B3C4", "type": "ISO14443"}
OTHER_HASH = {**HASH, "serialNumber": "2"}
THRESHOLD = {"component": "OCPPCommCtrlr", "variable": "OfflineThreshold"}
ON_WIRE = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}
PLACE = {
    "component": "Connector",
    "evse": 1,
    "connector": 2,
    "variable": "X",
    "instance": "i",
    "component_instance": "c",
}
PLACE_ON_WIRE = {
    "component": {"name": "Connector", "instance": "c", "evse": {"id": 1, "connectorId": 2}},
    "variable": {"name": "X", "instance": "i"},
}
