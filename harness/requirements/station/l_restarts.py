"""Block L, the restarts of a station whose firmware is updated."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, Context, Rulings, missed, rule
from ocpp_conformance.harness.requirements.station.e_transactions import touched
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION
_CUT = ("Reboot", "ImmediateReset", "PowerLoss")
"""Reasons of an end that a restart is: before it, or told after it."""
_BEFORE_INSTALLING = ("Downloaded", "SignatureVerified", "InstallScheduled")


@rule("L01.FR.15", "L02.FR.09", judges=STATION, about="FirmwareStatusNotification")
def a_restart_before_installing_is_told(context: Context) -> Rulings:
    """A station that restarts between the download of its firmware and the installation tells InstallRebooting before:
    L01 where the update was signed, else L02.

    Not judged: a restart after a Reset, or another than for the update by what its boot says.
    """
    for boot, update in _restarts(context):
        before, after = _told(context, update, until=boot.at), _told(context, update, since=boot.at)
        installs_later = after[:1] == ["Installing"] and "Installing" not in before
        if not installs_later or not set(before) & set(_BEFORE_INSTALLING):
            continue
        id = _id(update, "L01.FR.15", "L02.FR.09")
        if "InstallRebooting" in before:
            yield HELD.of(id)
        else:
            yield missed(f"a restart after {before[-1]}, and no InstallRebooting", cause="none").of(id).at(boot)


@rule("L01.FR.32", "L02.FR.21", judges=STATION, about="FirmwareStatusNotification")
def installed_comes_after_the_restart(context: Context) -> Rulings:
    """The firmware that a station restarts into tells Installed, and not before the restart: L01 where the update was
    signed, else L02.

    Not judged: a restart before the installation, and one after which another status came, or too little time passed.
    """
    for boot, update in _restarts(context):
        before, after = _told(context, update, until=boot.at), _told(context, update, since=boot.at)
        if "Installing" not in before:
            continue
        id = _id(update, "L01.FR.32", "L02.FR.21")
        if "Installed" in before and "InstallRebooting" in before[before.index("Installed") :]:
            yield missed("Installed, and InstallRebooting after it", cause="early").of(id).at(boot)
        elif "Installed" in after:
            yield HELD.of(id)
        elif not after and "Installed" not in before and context.waited(boot.connection, boot.at) >= context.patience:
            yield missed("a restart for the update, and no status after it", cause="none").of(id).at(boot)


@rule("L01.FR.33", "L02.FR.22", judges=STATION, about="FirmwareStatusNotification")
def the_restart_waits_for_transactions(context: Context) -> Rulings:
    """A station restarts into new firmware when no transaction runs any more: L01 where the update was signed, else
    L02. A transaction that ran when the update was asked for, and ended before the restart, proves it.

    Not judged: a transaction whose start is not in the conversation, or without an event in the case; a restart that a
    Reset asked for.
    """
    for boot, update in _restarts(context):
        if "Installing" not in _told(context, update, until=boot.at):
            continue
        id = _id(update, "L01.FR.33", "L02.FR.22")
        for transaction in touched(context):
            started, ended = transaction.started, transaction.ended
            if started is None or started.at > boot.at:
                continue
            if ended is None or (ended.at > update.at and _reason(ended) in _CUT):
                text = f"a restart for the update while transaction {transaction.id} runs"
                yield missed(text, cause="running").of(id).at(boot)
            elif update.at < ended.at < boot.at:
                yield HELD.of(id)


# -- reading -----------------------------------------------------------------------------------------------------------


def _restarts(context: Context) -> Iterator[tuple[Exchange, Exchange]]:
    """The boots of the case that say that they are for an update of the firmware, each with that update; without those
    that a Reset has asked for."""
    for boot in context.calls("BootNotification"):
        if boot.request["reason"] != "FirmwareUpdate":
            continue
        asked = [e for e in context.calls("UpdateFirmware", "Reset", sender=CSMS) if e.at < boot.at and _accepted(e)]
        if asked and asked[-1].action == "UpdateFirmware":
            yield boot, asked[-1]


def _accepted(each: Exchange) -> bool:
    return each.result.get("status") in ("Accepted", "AcceptedCanceled", "Scheduled")


def _told(context: Context, update: Exchange, *, since: float = 0.0, until: float = float("inf")) -> list[str]:
    """The statuses of an update between two moments."""
    first = max(since, update.at)
    calls = (e for e in context.calls("FirmwareStatusNotification") if first < e.at < until)
    mine = (e.request for e in calls if e.request.get("requestId") == update.request["requestId"])
    return [request["status"] for request in mine]


def _id(update: Exchange, signed: str, unsigned: str) -> str:
    return signed if "signingCertificate" in update.request["firmware"] else unsigned


def _reason(ended: Exchange) -> str | None:
    reason: str | None = ended.request["transactionInfo"].get("stoppedReason")
    return reason
