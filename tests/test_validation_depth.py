"""A payload nested too deep for the engine is judged, not an accident."""

import pytest

from ocpp_conformance.harness.rpc import Call, ErrorCode, Role, parse
from ocpp_conformance.harness.validation import OracleValidator, RustValidator, judge_call


@pytest.mark.parametrize("depth", [100, 300, 1000])
@pytest.mark.parametrize(("left", "right"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_in_the_wrong_place_is_a_finding(depth, left, right):
    call = parse(f'[2,"1","DataTransfer",{{"vendorId":{left * depth}1{right * depth}}}]')
    assert isinstance(call, Call)
    judgement = judge_call(call, Role.STATION)
    assert judgement is not None
    assert judgement.code in set(ErrorCode)


@pytest.mark.parametrize("engine", [RustValidator(), OracleValidator()], ids=lambda engine: engine.name)
def test_deep_nesting_where_anything_goes_is_fine(engine):
    call = parse(f'[2,"1","DataTransfer",{{"vendorId":"x","data":{"[" * 200}{"]" * 200}}}]')
    assert engine.defects(call.action, "Request", call.payload) == ()
