"""The catalogue of faults: each names a decision that its system has, and a source that exists."""

from types import SimpleNamespace

import pytest

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.catalogue.own_rules import own_rule
from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.faults import FAULTS, UnknownFaultError, break_it
from ocpp_conformance.harness.faults.catalogue import NameTakenError, by_name
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.transport import Secret

PASSWORD = Secret("open-conformance-0001")
FAULT = pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.name)


@FAULT
@pytest.mark.asyncio
async def test_a_broken_system_starts_and_stops(fault):
    """Whatever the fault does to it, a station that meets a CSMS leaves nothing behind."""
    csms = Csms(CsmsConfig(passwords={"CS001": PASSWORD}))
    if fault.role is Role.CSMS:
        break_it(csms, fault.name)
    async with csms:
        station = Station(StationConfig(csms_url=csms.url, identity="CS001", password=PASSWORD, time_scale=0.02))
        if fault.role is Role.STATION:
            break_it(station, fault.name)
        async with station:
            pass


@FAULT
def test_a_fault_breaks_something_that_is_demanded(fault):
    assert own_rule(fault.source, fault.role) or catalogue().source(fault.source)


@FAULT
def test_a_fault_says_what_it_breaks(fault):
    assert fault.breaks[0].islower() or fault.breaks.startswith("OCPP")
    assert not fault.breaks.endswith(".")


def test_the_issue_wants_sixty_faults_over_both_roles():
    counts = {role: sum(fault.role is role for fault in FAULTS.values()) for role in Role}
    assert min(counts.values()) >= 60


def test_names_are_explained():
    with pytest.raises(UnknownFaultError, match="password-ignored"):
        break_it(object(), "password-ignore")


def test_a_fault_of_another_system_finds_no_decision_to_replace():
    with pytest.raises(AttributeError):
        FAULTS["password-ignored"].apply(object())


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        ("csms_order", "csms_calls", "harness/faults/csms_order.py and in harness/faults/csms_calls.py"),
        ("tls", "tls", "harness/faults/tls.py, twice"),
    ],
)
def test_a_name_that_two_faults_have_is_told_with_both_places(first, second, where):
    fault = next(iter(FAULTS.values()))
    modules = [
        SimpleNamespace(__name__=f"ocpp_conformance.harness.faults.{name}", FAULTS=(fault,)) for name in (first, second)
    ]
    with pytest.raises(NameTakenError) as error:
        by_name(modules)
    assert str(error.value) == f"two faults are named {fault.name!r}, in {where}: give one of them another name"
