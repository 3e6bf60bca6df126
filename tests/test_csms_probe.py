"""What the CSMS in our hand remembers of a station."""

import pytest

from ocpp_conformance.harness.evidence import Binding, Checklist, Inconclusive, Recording
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.probes import SILENCE, CsmsProbe, Patience
from ocpp_conformance.harness.probes.payloads import boot_answer
from ocpp_conformance.harness.rpc import Call, ErrorCode

BOOT = Call("1", "BootNotification", {"reason": "PowerUp", "chargingStation": {"model": "m", "vendorName": "v"}})


async def _restarts(probe):
    """A restart after which the station doesn't boot."""


@pytest.fixture
def probe():
    recording = Recording()
    checklist = Checklist("", recording, lambda _: Binding.MUST)
    probe = CsmsProbe(recording, checklist, Patience(boot=0.01), _restarts)
    probe.registration = "Accepted"
    return probe


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (boot_answer(), "Accepted"),
        (boot_answer("Pending", 10), "Pending"),
        (Refusal(ErrorCode.INTERNAL_ERROR), None),
        (SILENCE, None),
    ],
)
def test_the_registration_is_what_the_last_boot_was_answered(probe, answer, status):
    probe.answers("BootNotification", answer)
    probe.answer(BOOT)
    assert probe.registration == status


@pytest.mark.asyncio
async def test_a_station_that_was_restarted_and_did_not_boot_is_not_accepted(probe):
    with pytest.raises(Inconclusive):
        await probe.reboot()
    assert probe.registration is None
