"""A station speaks, boots and listens at the wrong time: boots, the order rule, heartbeats."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, sent, system_of
from ocpp_conformance.harness.faults.fault import About, of_station
from ocpp_conformance.harness.faults.kinds import Hearing, Sending


def rewrites(action: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> About[Sending]:
    """For `call`: this action is sent with another payload."""

    async def call(original: Any, action: str, payload: Any, **more: Any) -> Any:
        return await original(action, change(dict(payload)), **more)

    return sent(call, action)


def swallows(action: str, unwanted: Callable[[Any], bool] = lambda _payload: True) -> About[Sending]:
    """For `call`: this action isn't sent, and all goes on as if it had been answered."""

    async def call(original: Any, action: str, payload: Any, **more: Any) -> Any:
        return {} if unwanted(payload) else await original(action, payload, **more)

    return sent(call, action)


def hears(action: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> About[Sending]:
    """For `call`: the answer to this action is taken for another one."""

    async def call(original: Any, action: str, payload: Any, **more: Any) -> Any:
        return change(dict(await original(action, payload, **more)))

    return sent(call, action)


def responds(action: str, payload: dict[str, Any], when: str | None = None) -> About[Hearing]:
    """For `handle`: this action gets this answer, in this boot status (None: in any)."""

    def handle(original: Any, call: Any) -> Any:
        return payload if when in (None, system_of(original).boot_status) else original(call)

    return heard(handle, action)


def _interval(of: Callable[[int], int]) -> About[Sending]:
    """The station takes the interval of an accepted boot for another one."""
    return hears(
        "BootNotification",
        lambda answer: {**answer, "interval": of(answer["interval"])} if answer["status"] == "Accepted" else answer,
    )


async def _heartbeat_first(original: Any, outage: float | None) -> None:
    try:
        await system_of(original).call("Heartbeat", {})
    except Exception as raised:
        if type(raised).__name__ != "CallRefusedError":  # nobody is accepted yet
            raise
    await original(outage)


def _closes(original: Any, interval: int) -> Any:
    station = system_of(original)
    station.tasks.start(station.connection.close(), "close")
    return original(interval)


def _serves_rejected(original: Any, call: Any) -> Any:
    station = system_of(original)
    status, station.boot_status = station.boot_status, "Pending"
    try:
        return original(call)
    finally:
        station.boot_status = status


def _mute_when_rejected(original: Any, reply: Any) -> Any:
    return None if system_of(original).boot_status == "Rejected" else original(reply)


def _keeps_what_it_has(original: Any, item: Any) -> Any:
    result = original(item)
    pending = system_of(original).boot_status == "Pending"
    return {**result, "attributeStatus": "Rejected"} if pending else result


async def _talks_on(original: Any, action: str, payload: Any, **more: Any) -> Any:
    station = system_of(original)
    if action == "BootNotification":
        left = asyncio.Event()
        station.connection.called.append(left.set)
        station.tasks.start(_says_more(station, left), "behind a boot")
    return await original(action, payload, **more)


async def _says_more(station: Any, left: asyncio.Event) -> None:
    await left.wait()
    station.connection.called.remove(left.set)
    await station.connection.link.send(f'[2,"{uuid.uuid4()}","Heartbeat",{{}}]')


FAULTS = (
    of_station(
        "boot-reason-unknown",
        "gives Unknown as the reason of every boot",
        "B01.FR.09",
        call=rewrites("BootNotification", lambda p: {**p, "reason": "Unknown"}),
    ),
    of_station(
        "boot-reason-power-up",
        "gives PowerUp as the reason of every boot",
        "B02.FR.04",
        call=rewrites("BootNotification", lambda p: {**p, "reason": "PowerUp"}),
    ),
    of_station(
        "boot-names-nobody",
        "boots without a name of model and vendor",
        "B01.FR.01",
        call=rewrites("BootNotification", lambda p: {**p, "chargingStation": {"model": "", "vendorName": ""}}),
    ),
    of_station("startup-event-missing", "sends no security event at startup", "A04.FR.01", security_event=always(None)),
    of_station(
        "talks-before-acceptance",
        "sends what it has to say in every boot state",
        "B02.FR.02",
        may_send=always(True),
    ),
    of_station(
        "talks-while-booting",
        "sends a Heartbeat right behind its BootNotification",
        "B01.FR.08",
        call=_talks_on,
    ),
    of_station(
        "heartbeat-before-boot",
        "sends a Heartbeat before its BootNotification",
        "B01.FR.08",
        online=_heartbeat_first,
    ),
    of_station(
        "boot-too-early",
        "boots again after half of the interval",
        "B02.FR.04",
        boot_retry_wait=lambda original, interval: original(interval) / 2,
    ),
    of_station("boot-once", "never boots again", "B02.FR.08", boot_retry_wait=always(1e6)),
    of_station(
        "boot-flood",
        "boots twice a second when the interval is 0",
        "B02.FR.07",
        boot_retry_wait=lambda original, interval: original(interval) if interval else 0.5,
    ),
    of_station(
        "pending-keeps-variables", "rejects SetVariables while Pending", "B02.FR.01", set_variable=_keeps_what_it_has
    ),
    of_station(
        "pending-starts-transaction",
        "accepts RequestStartTransaction while Pending",
        "B02.FR.05",
        handle=responds("RequestStartTransaction", {"status": "Accepted"}, "Pending"),
    ),
    of_station(
        "pending-hangs-up",
        "closes the connection after a boot that was not accepted",
        "B02.FR.06",
        boot_retry_wait=_closes,
    ),
    of_station(
        "trigger-forgotten",
        "accepts TriggerMessage and does nothing",
        "F06.FR.10",
        handle=responds("TriggerMessage", {"status": "Accepted"}),
    ),
    of_station(
        "trigger-rejected",
        "rejects every TriggerMessage",
        "F06.FR.10",
        handle=responds("TriggerMessage", {"status": "Rejected"}),
    ),
    of_station(
        "rejected-serves",
        "answers the CSMS that has rejected it",
        "B03.FR.08",
        handle=_serves_rejected,
    ),
    of_station(
        "rejected-mute",
        "answers nothing that the CSMS asks which has rejected it",
        "B03.FR.08",
        encode=_mute_when_rejected,
    ),
    of_station(
        "heartbeat-interval-ignored", "keeps its own heartbeat interval", "B01.FR.04", call=_interval(lambda _: 300)
    ),
    of_station(
        "heartbeat-too-early",
        "sends Heartbeats at half of the interval",
        "G02.FR.01",
        call=_interval(lambda seconds: seconds // 2),
    ),
)
