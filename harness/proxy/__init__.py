"""Between stations and a CSMS: what they say goes through unchanged, is recorded, and judged after it was forwarded."""

from ocpp_conformance.harness.proxy.disturbances import Schedule, ScheduleError, read_schedule
from ocpp_conformance.harness.proxy.relay import Relay
from ocpp_conformance.harness.proxy.witness import Witness

__all__ = ["Relay", "Schedule", "ScheduleError", "Witness", "read_schedule"]
