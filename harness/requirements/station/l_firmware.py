"""Block L, firmware updates: what a charging station must tell of them."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("L01.FR.10", "L02.FR.06", judges=STATION, sends="FirmwareStatusNotification")
def a_firmware_status_has_the_id_of_its_update(call: Exchange, context: Context) -> Answers:
    """A status other than Idle has the requestId of the last UpdateFirmware, or of one that it cancelled: L01 where the
    update was signed, else L02.

    Not judged: Idle, where no UpdateFirmware is in the conversation.
    """
    updates = [each for each in _asked(context, "UpdateFirmware") if each.at < call.at and _may_run(each)]
    if call.request["status"] == "Idle" or not updates:
        return NOT_EXERCISED
    signed = "signingCertificate" in updates[-1].request["firmware"]
    id = "L01.FR.10" if signed else "L02.FR.06"
    found = call.request.get("requestId")
    if found in _running(updates):
        return HELD.of(id)
    return missed(f"{call.request['status']} has requestId {found}, which no update has", cause="id").of(id)


@rule("N01.FR.07", judges=STATION, sends="LogStatusNotification")
def a_log_status_has_the_id_of_its_request(call: Exchange, context: Context) -> Answers:
    """A status of an upload has the requestId of the last GetLog, or of one that it cancelled.

    Not judged: Idle, where no GetLog is in the conversation.
    """
    requests = [each for each in _asked(context, "GetLog") if each.at < call.at and _may_run(each)]
    if call.request["status"] == "Idle" or not requests:
        return NOT_EXERCISED
    found = call.request.get("requestId")
    if found in _running(requests):
        return HELD
    return missed(f"{call.request['status']} has requestId {found}, which no GetLog has", cause="id")


@rule("F06.FR.15", "F06.FR.16", judges=STATION, about="TriggerMessage")
def what_does_not_run_is_idle(context: Context) -> Rulings:
    """A triggered status of logs, or of firmware, is Idle at a station that has no job: one that started in the
    conversation, and was never asked for one since.

    Not judged: before a start, after a GetLog or UpdateFirmware, a firmware status after one that came by itself.
    """
    jobs = {
        "LogStatusNotification": ("F06.FR.15", "GetLog"),
        "FirmwareStatusNotification": ("F06.FR.16", "UpdateFirmware"),
    }
    for trigger in context.calls("TriggerMessage", sender=CSMS):
        id, job = jobs.get(trigger.request["requestedMessage"], ("", ""))
        if not id or trigger.result.get("status") != "Accepted" or not context.conversation.power_ons:
            continue
        told = context.calls(trigger.request["requestedMessage"])
        first = next(iter(told), None)
        if first is None or first.at < trigger.at or any(True for _ in _asked(context, job)):
            continue
        status = first.request["status"]
        yield (
            HELD.of(id)
            if status == "Idle"
            else missed(f"{job} never came; the status is {status}", cause=id).of(id).at(first)
        )


@rule("L01.FR.25", "L02.FR.16", judges=STATION, about="TriggerMessage")
def after_an_update_the_firmware_is_idle(context: Context) -> Rulings:
    """A firmware status that is triggered after Installed is Idle: L01 where the update was signed, else L02.

    Not judged: where another UpdateFirmware came, or no UpdateFirmware is in the conversation.
    """
    every = list(_asked(context, "UpdateFirmware"))
    for trigger in context.calls("TriggerMessage", sender=CSMS):
        about = trigger.request["requestedMessage"] == "FirmwareStatusNotification"
        updates = [each for each in every if _may_run(each)]
        if not about or trigger.result.get("status") != "Accepted" or not updates or updates[-1].at > trigger.at:
            continue
        told = list(context.calls("FirmwareStatusNotification"))
        before = [each for each in told if each.at < trigger.at]
        after = [each for each in told if each.at > trigger.at]
        if not before or not after or before[-1].request["status"] != "Installed" or updates[-1].at > before[-1].at:
            continue
        id = "L01.FR.25" if "signingCertificate" in updates[-1].request["firmware"] else "L02.FR.16"
        status = after[0].request["status"]
        yield HELD.of(id) if status == "Idle" else missed(f"{status} after Installed", cause=status).of(id).at(after[0])


@rule("L01.FR.26", "L02.FR.17", judges=STATION, about="TriggerMessage")
def a_triggered_firmware_status_is_the_last_one(context: Context) -> Rulings:
    """A firmware status that is triggered otherwise is the last one that was sent, with its requestId: L01 where the
    update was signed, else L02.

    Not judged: after Installed or Idle, before any; an update that goes on, where the next status may have come by
    itself; where another UpdateFirmware came, or none is in the conversation.
    """
    updates = [each for each in _asked(context, "UpdateFirmware") if _may_run(each)]
    for trigger in context.calls("TriggerMessage", sender=CSMS):
        about = trigger.request["requestedMessage"] == "FirmwareStatusNotification"
        if not about or trigger.result.get("status") != "Accepted" or not updates or updates[-1].at > trigger.at:
            continue
        told = list(context.calls("FirmwareStatusNotification"))
        before = [each for each in told if each.at < trigger.at]
        after = next((each for each in told if each.at > trigger.at), None)
        if not before or after is None or before[-1].request["status"] not in _FINAL or updates[-1].at > before[-1].at:
            continue
        id = "L01.FR.26" if "signingCertificate" in updates[-1].request["firmware"] else "L02.FR.17"
        last, now = (_status(each) for each in (before[-1], after))
        yield HELD.of(id) if now == last else missed(f"{now} after {last}", cause=now).of(id).at(after)


# -- reading -----------------------------------------------------------------------------------------------------------


_FINAL = ("DownloadFailed", "InstallationFailed", "InstallVerificationFailed", "InvalidSignature")
"""How an update ends that came to nothing."""


def _status(told: Exchange) -> str:
    id = told.request.get("requestId")
    return f"{told.request['status']} {'without requestId' if id is None else f'of {id}'}"


def _asked(context: Context, action: str) -> list[Exchange]:
    """The valid CALLs of the CSMS with this action in the conversation."""
    return [e for e in context.conversation.exchanges.of(action) if e.sender is CSMS and e.valid]


def _may_run(each: Exchange) -> bool:
    return each.answer is None or each.result.get("status") in ("Accepted", "AcceptedCanceled")


def _running(jobs: list[Exchange]) -> set[int]:
    """The ids of the last job, and of the one before that it may have cancelled."""
    return {each.request["requestId"] for each in jobs[-2:]}
