"""F01, F02: a remote start that brings a charging profile."""

from copy import deepcopy
from typing import Any

from ocpp_conformance.conformance.case import CsmsProbe, because, case, variable
from ocpp_conformance.conformance.station.k_smart_charging.profiles import charges_smartly
from ocpp_conformance.conformance.station.k_smart_charging.test_f01_remote_start import PROFILE
from ocpp_conformance.conformance.station.remote_use import starting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("smartcharging", "transactions")
_ENABLED = variable("SmartChargingCtrlr", "Enabled")


@case("PART2-CS-F01-04", "A remote start with a profile that begins too late", topics=_TOPICS)
async def test_invalid_profile_is_rejected(csms: CsmsProbe) -> None:
    async with starting(csms) as starts, configured(csms, _smart("true"), if_implemented=True):
        if not await charges_smartly(csms):
            raise csms.checklist.give_up("the station does not charge smartly: SmartChargingCtrlr")
        reply = await starts.start(1, chargingProfile=_beginning_at(60))
        if reply["status"] == "Rejected":  # for the profile, or for something else, such as a cable that is not there
            (await starts.start(1)).expects(status="Accepted")
        reply.meets("F01.FR.26", status=because("the first period does not begin at 0", "Rejected"))
        reply.meets("F02.FR.27", status="Rejected")


@case("PART2-CS-F02-02", "A station that charges as it likes takes any profile", topics=_TOPICS)
async def test_profile_is_ignored(csms: CsmsProbe) -> None:
    async with starting(csms) as starts, configured(csms, _smart("false"), if_implemented=True):
        if await charges_smartly(csms):
            raise csms.checklist.give_up("the station charges smartly: SmartChargingCtrlr")
        reply = await starts.start(1, chargingProfile=_beginning_at(0))
        if reply["status"] == "Rejected":  # for the profile, or for something else, such as a cable that is not there
            (await starts.start(1)).expects(status="Accepted")
        reply.meets("F02.FR.20", status="Accepted")


def _smart(value: str) -> Payload:
    return {**_ENABLED, "attributeValue": value}


def _beginning_at(start: int) -> Payload:
    profile: dict[str, Any] = deepcopy(PROFILE)
    profile["chargingSchedule"][0]["chargingSchedulePeriod"][0]["startPeriod"] = start
    return profile
