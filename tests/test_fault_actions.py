"""Which actions bring a fault out: what is declared is right, and a departure keeps to it."""

import json

import pytest

from ocpp_conformance.harness.faults import FAULTS
from ocpp_conformance.harness.faults.departures import (
    always,
    always_awaited,
    answers_to,
    asked,
    errs_at,
    heard,
    own_calls,
    refuses,
    sent,
    with_fields,
)
from ocpp_conformance.harness.faults.fault import DECIDED_FOR, about, of_both, of_csms, of_station
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Role
from ocpp_conformance.harness.rpc.actions import ACTIONS

BY_FACTORY = {
    "answers_to": {
        "Heartbeat": "result-wrong-id id-in-lower-case payload-in-list custom-vendor-common heartbeat-without-time",
        "GetVariables": "station-result-wrong-id station-id-in-lower-case station-list-unwrapped",
        "BootNotification": "interval-soon interval-missing boot-extra-property boot-optional-null reason-not-ascii",
        "Authorize": "authorize-without-info authorize-group-null group-not-ascii",
        "StatusNotification": "status-answer-full",
        "TransactionEvent": "event-answer-cost-text",
        "DataTransfer": "vendor-data-accepted vendor-data-rejected",
        "SignCertificate": "csr-rejected",
    },
    "asks": {
        "InstallCertificate": "certificate-type-v2g certificate-swapped",
        "GetInstalledCertificateIds": "certificates-all-listed certificates-one-use-listed",
        "DeleteCertificate": "delete-by-sha256 delete-another-certificate",
        "GetLog": "log-always-diagnostics log-always-security",
        "CustomerInformation": "customer-report-forgotten customer-not-named",
        "SendLocalList": "cleared-customer-listed-anew local-list-version-stays",
        "UpdateFirmware": "update-unsigned update-signature-lost update-installs-at-once",
        "RequestStopTransaction": "remote-stop-wrong-transaction",
        "GetTransactionStatus": "status-of-any-transaction status-of-no-transaction",
    },
    "falls_over": {
        "InstallCertificate": "certificate-failure-fatal certificate-success-fatal",
        "GetInstalledCertificateIds": "certificates-not-found-fatal certificates-found-fatal",
        "DeleteCertificate": "delete-failure-fatal delete-success-fatal",
        "GetLog": "log-refusal-fatal",
        "CustomerInformation": "customer-refusal-fatal",
        "UpdateFirmware": "update-refusal-fatal",
    },
    "never_asks": {"GetLog": "log-once", "SendLocalList": "cleared-customer-stays-listed"},
    "asked": {"RequestStopTransaction": "remote-stop-not-sent", "GetTransactionStatus": "status-not-asked"},
    "writes": {
        "GetVariables": "reads-target reads-first-only",
        "SetVariables": "writes-target writes-twice writes-cut",
        "GetBaseReport": "report-of-negative-id report-always-full",
        "Reset": "reset-always-immediate reset-of-one-evse",
        "SetNetworkProfile": "profile-soap profile-of-slot-0",
        "ClearCache": "clear-cache-of-a-token",
        "RequestStartTransaction": "remote-start-another-token remote-start-default-profile",
        "UnlockConnector": "unlock-next-connector unlock-wrong-evse",
        "TriggerMessage": "trigger-without-evse trigger-boot-for-heartbeat",
        "ChangeAvailability": "availability-turned availability-of-all",
    },
    "own_calls": {
        "CertificateSigned": "certificate-of-another-key certificate-type-missing",
        "Heartbeat": "own-call-five-elements own-action-with-suffix payload-empty-list own-unknown-property",
        "BootNotification": "boot-without-station boot-reason-misspelt",
        "StatusNotification": "status-of-1.6 status-id-text",
        "SecurityEventNotification": "security-event-untyped",
        "Authorize": "authorize-untyped",
        "TransactionEvent": "event-trigger-invented event-offline-empty",
    },
    "refuses": {
        "StatusNotification": "unavailable-refused occupied-refused status-after-update-refused",
        "NotifyEvent": "availability-event-refused lock-failure-refused periodic-event-refused",
        "NotifyReport": "report-of-one-chunk",
        "NotifyCustomerInformation": "customer-second-part-refused customer-whole-report-refused",
        "TransactionEvent": "ended-refused started-needs-token charging-refused parking-start-refused",
        "MeterValues": "main-meter-refused idle-meter-refused meter-values-refused",
        "LogStatusNotification": "log-upload-refused idle-log-refused",
        "FirmwareStatusNotification": "download-failure-refused idle-firmware-refused",
        "SecurityEventNotification": "firmware-event-refused rejected-certificate-event-refused",
    },
    "errs_at": {
        "StatusNotification": "status-refused",
        "GetVariables": "variables-refused",
        "RequestStopTransaction": "stop-refusal-as-error",
        "MeterValues": "meter-values-not-implemented",
    },
    "heard": {
        "BootNotification": "pending-hang-up rejected-called boot-after-update-rejected reset-ends-pending",
        "Heartbeat": "asked-heartbeat-refused",
        "StatusNotification": "asked-status-refused answers-in-wrong-order",
        "NotifyEvent": "serves-pending-events",
        "Authorize": "remote-start-authorize-invalid",
        "TransactionEvent": "started-hang-up started-unanswered ended-without-token-info group-told-once",
        "GetTransactionStatus": "transaction-always-ongoing queue-never-empty",
        "GetBaseReport": "report-with-error-info",
    },
    "responds": {
        "RequestStartTransaction": "pending-starts-transaction",
        "TriggerMessage": "trigger-forgotten trigger-rejected",
        "GetBaseReport": "inventory-not-supported",
        "GetTransactionStatus": "transaction-without-indicator",
    },
    "sent": {
        "Heartbeat": "own-id-overlong own-id-constant own-calls-in-parallel",
        "TransactionEvent": "stop-asks-again",
        "StatusNotification": "unplugging-unreported",
    },
    "rewrites, swallows, hears": {
        "BootNotification": "boot-reason-unknown boot-names-nobody heartbeat-too-early",
        "NotifyReport": "report-not-sent report-part-lost report-other-request reports-read-only",
        "Authorize": "authorize-other-token authorize-cut-token authorize-unheard",
        "StatusNotification": "connectors-not-reported connector-wrong-number",
    },
    "about": {
        "Heartbeat": "own-ids-counted-anew station-crossed-id",
        "TriggerMessage": "trigger-wrong-message crossed-id",
        "SetVariables": "rejected-password-demanded",
    },
    "the decision": {
        "BootNotification": "rejects-always pending-for-ever serial-number-of-any-station boot-too-early boot-once",
        "GetVariables": "get-without-type value-as-number random-range-missing unused-null",
        "SetVariables": "set-forgotten set-rejected repeat-times-fixed pending-keeps-variables",
        "TransactionEvent": "event-without-token seqno-stuck seqno-restarts end-untold transaction-id-constant",
        "SecurityEventNotification": "startup-event-missing tls-unreported",
    },
}
"""How a departure is made → action → faults that come of it."""
ROWS = [(name, action) for made in BY_FACTORY.values() for action, names in made.items() for name in names.split()]

ANYTHING = (
    *("password-ignored", "not-json-crash", "id-37-crash", "answers-binary", "error-wrong-id", "answers-twice"),
    *("frames-unmasked", "tls-old-spoken", "tls-unverified", "rest-lets-everybody-in", "rest-token-cut", "flood"),
    *("reconnects-never", "leaves-at-once", "connector-always-occupied", "authorize-never-asked", "trigger-not-sent"),
    *(
        "unknown-token-error",
        "serves-pending",
        "custom-data-refused",
        "stuck-after-callerror",
        "certificate-never-sent",
    ),
)
"""What a connection, a frame, a REST request or a goal brings out without any message of an action."""


@pytest.mark.parametrize("fault", [fault for fault in FAULTS.values() if fault.actions], ids=lambda fault: fault.name)
def test_a_declared_action_is_one_of_ocpp(fault):
    assert fault.actions <= ACTIONS


@pytest.mark.parametrize(("name", "action"), ROWS, ids=lambda value: value)
def test_a_fault_declares_the_action_that_brings_it_out(name, action):
    assert FAULTS[name].actions == {action}


def test_a_fault_that_needs_one_of_two_actions_declares_both():
    assert FAULTS["variable-cached"].actions == {"GetVariables", "SetVariables"}
    assert FAULTS["id-tag-info"].actions == {"Authorize", "TransactionEvent"}
    assert FAULTS["every-token-accepted"].actions == DECIDED_FOR[Role.CSMS, "token_status"]


@pytest.mark.parametrize("name", ANYTHING)
def test_a_fault_that_anything_may_bring_out_declares_nothing(name):
    assert FAULTS[name].actions == frozenset()


def test_one_departure_that_anything_brings_out_is_enough():
    gated = heard(always(None), "Heartbeat")
    assert of_csms("f", "breaks", "J-1", handle=gated).actions == {"Heartbeat"}
    assert of_csms("f", "breaks", "J-1", handle=gated, decide=always(None)).actions == frozenset()
    assert of_csms("f", "breaks", "J-1", handle=gated, encode=about(always(None))).actions == frozenset()
    assert of_csms("f", "breaks", "J-1").actions == frozenset()


def test_a_decision_is_known_for_its_role_alone():
    csms, station = of_both("f", "breaks", "J-1", lambda _: {"boot_status": always("Rejected")})
    assert csms.actions == {"BootNotification"}
    assert station.actions == frozenset()


@pytest.mark.parametrize(("action", "answer"), [("Heartbeat", "broken"), ("Authorize", "honest")])
@pytest.mark.asyncio
async def test_a_departure_keeps_to_its_action(action, answer):
    call = Call("1", action, {})
    assert heard(always("broken"), "Heartbeat")(always("honest"), "station", call) == answer
    departed = asked(always_awaited("broken"), "Heartbeat")(always_awaited("honest"), "CS001", action, {})
    assert await departed == answer
    departed = sent(always_awaited("broken"), "Heartbeat")(always_awaited("honest"), action, {}, message_id="1")
    assert await departed == answer


class System:
    """Answers everything, as a system with the decisions of a CSMS or a station does."""

    def reply(self, call):
        return CallResult(call.message_id, {"honest": True})

    def handle(self, _station, call):
        return {"honest": True}

    def encode(self, reply):
        return reply.text()


@pytest.mark.parametrize("action", ["Heartbeat", "Authorize"])
def test_answers_to_other_actions_stay_as_they_are(action):
    system = System()
    of_station("f", "breaks", "J-1", answers_to("Heartbeat", with_fields(honest=False))).apply(system)
    text = system.encode(system.reply(Call("1", action, {})))
    assert json.loads(text)[2] == {"honest": action != "Heartbeat"}


@pytest.mark.parametrize("action", ["Heartbeat", "Authorize"])
def test_calls_of_other_actions_are_not_refused(action):
    system = System()
    of_station("f", "breaks", "J-1", reply=errs_at("Heartbeat")).apply(system)
    assert isinstance(system.reply(Call("1", action, {})), CallError) is (action == "Heartbeat")
    of_csms("f", "breaks", "J-1", handle=refuses("MeterValues")).apply(system)
    assert system.handle("station", Call("1", action, {})) == {"honest": True}


class Peer:
    """One end of a connection that keeps what it sends."""

    def __init__(self):
        self.left = []

    async def send(self, raw):
        self.left.append(json.loads(raw)[3])


@pytest.mark.asyncio
async def test_own_calls_of_other_actions_leave_as_they_are():
    peer, seams = Peer(), own_calls(Role.CSMS, lambda frame: [*frame[:3], {"changed": True}], "Reset")
    seams["connected"](always(None), "station", peer)
    for action in ("Reset", "ClearCache"):
        await peer.send(json.dumps([2, "1", action, {}]))
    assert peer.left == [{"changed": True}, {}]
