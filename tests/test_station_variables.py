"""The bundled station: its device model, read, written and reported."""

from __future__ import annotations

import pytest

from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.station.core.device_model import DeviceModel, Mutability, Variable
from ocpp_conformance.harness.transport import Secret, parse_basic
from ocpp_conformance.harness.validation import judge_call

from .test_station_csms import NOW, data, set_variable, system

REQUIRED = [
    ("OCPPCommCtrlr", "OfflineThreshold", None),
    ("OCPPCommCtrlr", "NetworkConfigurationPriority", None),
    ("OCPPCommCtrlr", "FileTransferProtocols", None),
    ("OCPPCommCtrlr", "MessageTimeout", "Default"),
    ("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"),
    ("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent"),
    ("OCPPCommCtrlr", "NetworkProfileConnectionAttempts", None),
    ("OCPPCommCtrlr", "ResetRetries", None),
    ("OCPPCommCtrlr", "UnlockOnEVSideDisconnect", None),
    ("OCPPCommCtrlr", "RetryBackOffRepeatTimes", None),
    ("OCPPCommCtrlr", "RetryBackOffRandomRange", None),
    ("OCPPCommCtrlr", "RetryBackOffWaitMinimum", None),
    ("OCPPCommCtrlr", "WebSocketPingInterval", None),
    ("AuthCtrlr", "AuthorizeRemoteStart", None),
    ("AuthCtrlr", "LocalAuthorizeOffline", None),
    ("AuthCtrlr", "LocalPreAuthorize", None),
    ("TxCtrlr", "EVConnectionTimeOut", None),
    ("TxCtrlr", "StopTxOnEVSideDisconnect", None),
    ("TxCtrlr", "StopTxOnInvalidId", None),
    ("TxCtrlr", "TxStartPoint", None),
    ("TxCtrlr", "TxStopPoint", None),
    ("SecurityCtrlr", "OrganizationName", None),
    ("SecurityCtrlr", "CertificateEntries", None),
    ("SecurityCtrlr", "SecurityProfile", None),
    ("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables"),
    ("DeviceDataCtrlr", "ItemsPerMessage", "SetVariables"),
    ("DeviceDataCtrlr", "ItemsPerMessage", "GetReport"),
    ("DeviceDataCtrlr", "BytesPerMessage", "GetVariables"),
    ("DeviceDataCtrlr", "BytesPerMessage", "SetVariables"),
    ("DeviceDataCtrlr", "BytesPerMessage", "GetReport"),
    ("ClockCtrlr", "DateTime", None),
    ("ClockCtrlr", "TimeSource", None),
    ("SampledDataCtrlr", "TxStartedMeasurands", None),
    ("SampledDataCtrlr", "TxUpdatedMeasurands", None),
    ("SampledDataCtrlr", "TxUpdatedInterval", None),
    ("SampledDataCtrlr", "TxEndedMeasurands", None),
    ("SampledDataCtrlr", "TxEndedInterval", None),
    ("AlignedDataCtrlr", "Measurands", None),
    ("AlignedDataCtrlr", "Interval", None),
    ("AlignedDataCtrlr", "TxEndedMeasurands", None),
    ("AlignedDataCtrlr", "TxEndedInterval", None),
    ("ChargingStation", "AvailabilityState", None),
    ("ChargingStation", "Available", None),
    ("ChargingStation", "SupplyPhases", None),
]


@pytest.fixture
def model():
    return Station(StationConfig(csms_url="ws://h", password=Secret("0123456789abcdef"), evses=(1, 2))).model


def variable(name, instance):
    return {"name": name} | ({} if instance is None else {"instance": instance})


@pytest.mark.parametrize(("component", "name", "instance"), REQUIRED)
def test_a_required_variable_is_there(model, component, name, instance):
    assert model.get(data(component, variable(name, instance)))["attributeStatus"] == "Accepted"


@pytest.mark.parametrize("name", ["AvailabilityState", "Available", "SupplyPhases", "ConnectorType"])
def test_a_connector_is_addressed_by_its_place(model, name):
    place = {"name": "Connector", "evse": {"id": 2, "connectorId": 2}}
    assert model.get(data(place, name))["attributeStatus"] == "Accepted"


def test_an_evse_tells_the_limit_of_its_power(model):
    power = next(v for v in model if v.key[:5] == ("evse", None, 1, None, "power"))
    assert power.report()["variableCharacteristics"]["maxLimit"] == 11000


READS = [
    (data("OCPPCommCtrlr", "OfflineThreshold"), "Accepted"),
    (data("OCPPCOMMctrlr", "offlineTHRESHOLD"), "Accepted"),
    (data("Nope", "OfflineThreshold"), "UnknownComponent"),
    (data({"name": "OCPPCommCtrlr", "instance": "x"}, "OfflineThreshold"), "UnknownComponent"),
    (data({"name": "OCPPCommCtrlr", "evse": {"id": 1}}, "OfflineThreshold"), "UnknownComponent"),
    (data({"name": "Connector", "evse": {"id": 1, "connectorId": 9}}, "Available"), "UnknownComponent"),
    (data("OCPPCommCtrlr", "Nope"), "UnknownVariable"),
    (data("OCPPCommCtrlr", "MessageTimeout"), "UnknownVariable"),
    (data("OCPPCommCtrlr", {"name": "MessageTimeout", "instance": "default"}), "Accepted"),
    (data("OCPPCommCtrlr", "OfflineThreshold", attributeType="Actual"), "Accepted"),
    (data("OCPPCommCtrlr", "OfflineThreshold", attributeType="Target"), "NotSupportedAttributeType"),
    (data("SecurityCtrlr", "BasicAuthPassword"), "Rejected"),
]


@pytest.mark.parametrize(("item", "status"), READS)
def test_reading(model, item, status):
    result = model.get(item)
    assert result["attributeStatus"] == status
    assert ("attributeValue" in result) == (status == "Accepted")
    assert {name: result.get(name) for name in item} == item


WRITES = [
    ("OCPPCommCtrlr", "OfflineThreshold", "30", "Accepted"),
    ("OCPPCommCtrlr", "OfflineThreshold", "-1", "Rejected"),
    ("OCPPCommCtrlr", "OfflineThreshold", "1.5", "Rejected"),
    ("OCPPCommCtrlr", "OfflineThreshold", "", "Rejected"),
    ("OCPPCommCtrlr", "OfflineThreshold", "٣٠", "Rejected"),
    ("OCPPCommCtrlr", "OfflineThreshold", "30\n", "Rejected"),
    ("OCPPCommCtrlr", "OfflineThreshold", "9" * 500, "Rejected"),
    ("OCPPCommCtrlr", "HeartbeatInterval", "0", "Rejected"),
    ("OCPPCommCtrlr", "WebSocketPingInterval", "-30", "Rejected"),
    ("OCPPCommCtrlr", "WebSocketPingInterval", "0", "Accepted"),
    ("OCPPCommCtrlr", "NetworkConfigurationPriority", "1", "Accepted"),
    ("OCPPCommCtrlr", "NetworkConfigurationPriority", "2", "Rejected"),
    ("OCPPCommCtrlr", "ActiveNetworkProfile", "1", "Rejected"),
    ("AuthCtrlr", "AuthorizeRemoteStart", "FALSE", "Accepted"),
    ("AuthCtrlr", "AuthorizeRemoteStart", "no", "Rejected"),
    ("TxCtrlr", "TxStopPoint", "Authorized,EVConnected", "Accepted"),
    ("TxCtrlr", "TxStopPoint", "Authorized,Authorized", "Rejected"),
    ("TxCtrlr", "TxStopPoint", "ParkingBayOccupancy", "Rejected"),
    ("TxCtrlr", "TxStopPoint", "", "Rejected"),
    ("SampledDataCtrlr", "TxUpdatedMeasurands", "", "Accepted"),
    ("SampledDataCtrlr", "TxUpdatedMeasurands", "Voltage", "Rejected"),
    ("AlignedDataCtrlr", "Interval", "60", "Accepted"),
    ("AlignedDataCtrlr", "Interval", "-1", "Rejected"),
    ("SecurityCtrlr", "BasicAuthPassword", "short", "Rejected"),
    ("SecurityCtrlr", "BasicAuthPassword", "x" * 41, "Rejected"),
    ("SecurityCtrlr", "BasicAuthPassword", "x" * 40, "Accepted"),
    ("SecurityCtrlr", "OrganizationName", "", "Accepted"),
    ("SecurityCtrlr", "Identity", "CS002", "Rejected"),
    ("ClockCtrlr", "DateTime", "2026-01-01T00:00:00Z", "Rejected"),
    ("Nope", "Nope", "1", "UnknownComponent"),
    ("TxCtrlr", "Nope", "1", "UnknownVariable"),
]


@pytest.mark.parametrize(("component", "name", "value", "status"), WRITES)
def test_writing(model, component, name, value, status):
    item = data(component, name, value)
    assert model.set(item)["attributeStatus"] == status
    if status == "Accepted" and name != "BasicAuthPassword":
        assert model.get(item)["attributeValue"] == value


@pytest.mark.parametrize(("kind", "value"), [("decimal", "1.5"), ("OptionList", "a"), ("MemberList", "b,a")])
def test_a_value_that_fits_its_type_is_taken(kind, value):
    model = DeviceModel(
        [
            Variable(
                component="C", name="V", value="", mutability=Mutability.READ_WRITE, data_type=kind, values=("a", "b")
            )
        ]
    )
    assert model.set(data("C", "V", value))["attributeStatus"] == "Accepted"


@pytest.mark.parametrize(
    ("kind", "value"), [("decimal", "1e5"), ("decimal", "NaN"), ("OptionList", "c"), ("dateTime", "2026-01-01")]
)
def test_a_value_of_another_type_is_rejected(kind, value):
    model = DeviceModel(
        [
            Variable(
                component="C", name="V", value="", mutability=Mutability.READ_WRITE, data_type=kind, values=("a", "b")
            )
        ]
    )
    assert model.set(data("C", "V", value))["attributeStatus"] == "Rejected"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("message", "list_name"), [("GetVariables", "getVariableData"), ("SetVariables", "setVariableData")]
)
async def test_more_items_than_allowed_are_refused(message, list_name):
    value = None if message == "GetVariables" else "1"
    async with system() as (csms, _):
        answer = await csms.call(message, {list_name: [data("TxCtrlr", "TxStopPoint", value)] * 51})
        assert answer.code == "OccurrenceConstraintViolation"


@pytest.mark.asyncio
async def test_values_survive_a_reboot():
    async with system() as (csms, _):
        await set_variable(csms, "OCPPCommCtrlr", "OfflineThreshold", "77")
        await csms.call("Reset", {"type": "Immediate"})
        await csms.seen("SecurityEventNotification")
        answer = await csms.call("GetVariables", {"getVariableData": [data("OCPPCommCtrlr", "OfflineThreshold")]})
        assert answer["getVariableResult"][0]["attributeValue"] == "77"


@pytest.mark.asyncio
async def test_a_new_password_is_used_at_once():
    async with system() as (csms, _):
        assert await set_variable(csms, "SecurityCtrlr", "BasicAuthPassword", "another-good-password") == "Accepted"
        await csms.until(lambda: len(csms.requests) == 2)
        assert parse_basic(csms.requests[1][1].get("Authorization")).password == Secret("another-good-password")
        await csms.until(lambda: len(csms.peers) == 2)
        await csms.fence()
        assert csms.of("BootNotification") == []


async def report(csms, action, payload):
    assert (await csms.call(action, {"requestId": 9, **payload})) == {"status": "Accepted"}
    await csms.until(lambda: csms.of("NotifyReport") and not csms.of("NotifyReport")[-1]["tbc"])
    return csms.of("NotifyReport")


def names(parts):
    return [(i["component"]["name"], i["variable"]["name"]) for part in parts for i in part["reportData"]]


@pytest.mark.asyncio
async def test_the_full_inventory_comes_in_numbered_parts():
    async with system(evses=(2, 1)) as (csms, station):
        parts = await report(csms, "GetBaseReport", {"reportBase": "FullInventory"})
        assert [part["seqNo"] for part in parts] == list(range(len(parts)))
        assert [part["tbc"] for part in parts] == [True] * (len(parts) - 1) + [False]
        assert {part["requestId"] for part in parts} == {9}
        assert max(len(part["reportData"]) for part in parts) == 20
        assert len(names(parts)) == len(list(station.model))


@pytest.mark.asyncio
async def test_a_report_holds_no_password():
    async with system() as (csms, _):
        parts = await report(csms, "GetBaseReport", {"reportBase": "FullInventory"})
        (password,) = [i for part in parts for i in part["reportData"] if i["variable"]["name"] == "BasicAuthPassword"]
        assert "value" not in password["variableAttribute"][0]


@pytest.mark.asyncio
async def test_the_configuration_inventory_is_what_can_be_set():
    async with system() as (csms, _):
        parts = await report(csms, "GetBaseReport", {"reportBase": "ConfigurationInventory"})
        mutabilities = {i["variableAttribute"][0]["mutability"] for part in parts for i in part["reportData"]}
        assert mutabilities == {"ReadWrite", "WriteOnly"}


@pytest.mark.asyncio
async def test_the_summary_is_about_availability():
    async with system() as (csms, _):
        parts = await report(csms, "GetBaseReport", {"reportBase": "SummaryInventory"})
        places = {name for name, variable in names(parts) if variable == "AvailabilityState"}
        assert places == {"ChargingStation", "EVSE", "Connector"}


@pytest.mark.asyncio
async def test_a_station_without_the_summary_says_so():
    async with system(summary_inventory=False) as (csms, _):
        answer = await csms.call("GetBaseReport", {"requestId": 1, "reportBase": "SummaryInventory"})
        await csms.fence()
        assert answer["status"] == "NotSupported"
        assert csms.calls == []


@pytest.mark.asyncio
async def test_a_station_without_criteria_says_so():
    async with system(criteria=False) as (csms, _):
        wanted = {"requestId": 1, "componentCriteria": ["Problem"]}
        assert await csms.call("GetReport", wanted) == {"status": "NotSupported"}  # B08.FR.02
        wanted = {"requestId": 1, "monitoringCriteria": ["DeltaMonitoring"]}
        assert await csms.call("GetMonitoringReport", wanted) == {"status": "NotSupported"}  # N02.FR.02


@pytest.mark.asyncio
async def test_a_monitoring_base_that_it_lacks_is_not_supported():
    async with system(monitoring_bases=("All",)) as (csms, _):
        answers = [await csms.call("SetMonitoringBase", {"monitoringBase": base}) for base in ("All", "HardWiredOnly")]
        assert [answer["status"] for answer in answers] == ["Accepted", "NotSupported"]  # N03.FR.02


SELECTIONS = [
    ({"component": {"name": "ConneCtor"}, "variable": {"name": "connectortype"}}, 3),
    ({"component": {"name": "Connector", "evse": {"id": 1}}, "variable": {"name": "ConnectorType"}}, 2),
    ({"component": {"name": "Connector", "evse": {"id": 1, "connectorId": 2}}}, 4),
    ({"component": {"name": "DeviceDataCtrlr"}, "variable": {"name": "ItemsPerMessage"}}, 3),
    ({"component": {"name": "DeviceDataCtrlr"}, "variable": {"name": "ItemsPerMessage", "instance": "GetReport"}}, 1),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("wanted", "count"), SELECTIONS)
async def test_a_custom_report_holds_what_was_selected(wanted, count):
    async with system(evses=(2, 1)) as (csms, _):
        parts = await report(csms, "GetReport", {"componentVariable": [wanted]})
        assert len(names(parts)) == count


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "request_",
    [
        {"componentVariable": [{"component": {"name": "Nope"}}]},
        {"componentVariable": [{"component": {"name": "TxCtrlr", "instance": "x"}}]},
        {"componentCriteria": ["Problem"]},
    ],
)
async def test_a_custom_report_of_nothing_is_an_empty_result_set(request_):
    async with system() as (csms, _):
        assert (await csms.call("GetReport", {"requestId": 1, **request_}))["status"] == "EmptyResultSet"


@pytest.mark.asyncio
async def test_criteria_select_components():
    async with system() as (csms, _):
        parts = await report(csms, "GetReport", {"componentCriteria": ["Enabled"]})
        assert "AuthCacheCtrlr" not in {component for component, _ in names(parts)}


@pytest.mark.asyncio
async def test_too_long_a_list_of_variables_is_refused():
    async with system() as (csms, _):
        wanted = [{"component": {"name": "TxCtrlr"}}] * 51
        answer = await csms.call("GetReport", {"requestId": 1, "componentVariable": wanted})
        assert answer.code == "OccurrenceConstraintViolation"


def test_every_variable_can_be_reported(model):
    items = [variable.report() for variable in model]
    call = Call(
        "1", "NotifyReport", {"requestId": 1, "generatedAt": "2026-01-01T00:00:00Z", "seqNo": 0, "reportData": items}
    )
    assert judge_call(call, Role.STATION) is None


@pytest.mark.asyncio
async def test_the_time_offset_changes_when_its_time_has_come():
    async with system() as (csms, station):
        assert (
            await set_variable(csms, "ClockCtrlr", {"name": "TimeOffset", "instance": "NextTransition"}, "+02:00")
            == "Accepted"
        )
        assert await set_variable(csms, "ClockCtrlr", "NextTimeOffsetTransitionDateTime", "soon") == "Rejected"
        assert station.model.text("ClockCtrlr", "TimeOffset") == "+00:00"
        assert await set_variable(csms, "ClockCtrlr", "NextTimeOffsetTransitionDateTime", NOW) == "Accepted"
        await csms.fence()
        assert station.model.text("ClockCtrlr", "TimeOffset") == "+02:00"
