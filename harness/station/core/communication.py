"""The variables that connection and outbox go by."""

from __future__ import annotations

from functools import partial

from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.device_model import RW, WO, Variable


def variables(config: StationConfig) -> list[Variable]:
    """How the station connects, signs in, and sends what it has to say."""
    make = partial(Variable, component="OCPPCommCtrlr")
    number = partial(make, data_type="integer", mutability=RW, minimum=0, maximum=DAY)
    seconds = partial(number, unit="s")
    timeout = partial(make, name="MessageTimeout", data_type="integer", unit="s")
    password = "" if config.password is None else config.password.reveal()
    secret = partial(Variable, component="SecurityCtrlr", name="BasicAuthPassword", mutability=WO, may_be_empty=False)
    return [
        number(name="NetworkProfileConnectionAttempts", value="3"),
        # the one interval that doesn't scale, in the seconds of a clock that does
        timeout(instance="Default", value=f"{config.call_timeout / config.time_scale:.0f}"),
        number(name="MessageAttempts", instance="TransactionEvent", value="3", minimum=1),
        seconds(name="MessageAttemptInterval", instance="TransactionEvent", value="60"),
        make(name="QueueAllMessages", value="false", data_type="boolean"),
        number(name="RetryBackOffRepeatTimes", value=str(config.retry_repeat_times), maximum=20),
        seconds(name="RetryBackOffRandomRange", value=str(config.retry_random_range)),
        seconds(name="RetryBackOffWaitMinimum", value=str(config.retry_wait_minimum), minimum=1),
        seconds(name="WebSocketPingInterval", value="0"),
        secret(value=password, minimum=16, maximum=40),  # a passwordString of 16 to 40 characters (edition 2)
    ]
