"""Which variables the bundled station has, and their first values (Part 2, Referenced Components and Variables)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.device_model import Mutability, Variable
from ocpp_conformance.harness.times import now

RO, WO, RW = Mutability.READ_ONLY, Mutability.WRITE_ONLY, Mutability.READ_WRITE

ITEMS_PER_MESSAGE, BYTES_PER_MESSAGE = 50, 65536
DAY = 86400
POWER = 11000
"""What an EVSE delivers, in W: three phases of 16 A."""

AVAILABILITY = ("Available", "Occupied", "Reserved", "Unavailable", "Faulted")
MEASURANDS = ("Energy.Active.Import.Register", "Power.Active.Import")
POINTS = ("EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer")
"""The start and stop points that this station can act on; it has no signing meter."""
PARKING_BAY = "ParkingBayOccupancy"
"""Another one, where it has parking bay detectors."""


class Live(Protocol):
    """Where values that change by themselves are asked for."""

    def availability(self, evse: int | None = None, connector: int | None = None) -> str:
        """An AvailabilityState: of the station, of an EVSE or of a connector."""
        ...

    def power(self, evse: int) -> float:
        """What the EVSE delivers now, in W."""
        ...


def inventory(config: StationConfig, live: Live) -> list[Variable]:
    """All variables of a station."""
    return [
        *_communication(config),
        *_authorization(),
        *_transactions(config),
        *_metering(),
        *_security(config),
        *_limits_and_clock(),
        *_hardware(config, live),
    ]


def _communication(config: StationConfig) -> list[Variable]:
    make = partial(Variable, component="OCPPCommCtrlr")
    number = partial(make, data_type="integer", mutability=RW, minimum=0, maximum=DAY)
    seconds = partial(number, unit="s")
    return [
        seconds(name="OfflineThreshold", value="60"),
        seconds(name="HeartbeatInterval", value=str(config.heartbeat_interval), minimum=1),
        make(name="NetworkConfigurationPriority", value="1", data_type="SequenceList", mutability=RW, values=("1",)),
        make(name="ActiveNetworkProfile", value="1", data_type="integer"),
        make(name="FileTransferProtocols", value="", data_type="MemberList", values=()),  # no transfers supported
        make(
            name="MessageTimeout", instance="Default", value=f"{config.call_timeout:.0f}", data_type="integer", unit="s"
        ),
        number(name="MessageAttempts", instance="TransactionEvent", value="3", minimum=1),
        seconds(name="MessageAttemptInterval", instance="TransactionEvent", value="60"),
        number(name="NetworkProfileConnectionAttempts", value="3"),
        number(name="ResetRetries", value="0"),
        make(name="UnlockOnEVSideDisconnect", value="false", data_type="boolean"),  # fixed cables: ReadOnly and false
        make(name="QueueAllMessages", value="false", data_type="boolean"),
        number(name="RetryBackOffRepeatTimes", value=str(config.retry_repeat_times), maximum=20),
        seconds(name="RetryBackOffRandomRange", value=str(config.retry_random_range)),
        seconds(name="RetryBackOffWaitMinimum", value=str(config.retry_wait_minimum), minimum=1),
        seconds(name="WebSocketPingInterval", value="0"),
    ]


def _authorization() -> list[Variable]:
    flag = partial(Variable, component="AuthCtrlr", data_type="boolean", mutability=RW)
    return [
        flag(name="Enabled", value="true"),
        flag(name="AuthorizeRemoteStart", value="true"),
        flag(name="LocalAuthorizeOffline", value="true"),
        flag(name="LocalPreAuthorize", value="false"),
        flag(name="DisableRemoteAuthorization", value="false"),
        flag(component="AuthCacheCtrlr", name="Available", value="false", mutability=RO),
        flag(component="LocalAuthListCtrlr", name="Available", value="false", mutability=RO),
    ]


def _transactions(config: StationConfig) -> list[Variable]:
    make = partial(Variable, component="TxCtrlr", mutability=RW)
    values = (PARKING_BAY, *POINTS) if config.parking_bays else POINTS
    points = partial(make, data_type="MemberList", values=values, may_be_empty=False)
    return [
        points(name="TxStartPoint", value="EVConnected,Authorized"),
        points(name="TxStopPoint", value="EVConnected"),
        make(name="EVConnectionTimeOut", value="60", data_type="integer", unit="s", minimum=1, maximum=DAY),
        make(name="StopTxOnEVSideDisconnect", value="true", data_type="boolean"),
        make(name="StopTxOnInvalidId", value="true", data_type="boolean"),
    ]


def _metering() -> list[Variable]:
    make = partial(Variable, mutability=RW)
    flag = partial(make, data_type="boolean")
    measurands = partial(make, value=MEASURANDS[0], data_type="MemberList", values=MEASURANDS)
    seconds = partial(make, value="0", data_type="integer", unit="s", minimum=0)
    sampled, aligned = "SampledDataCtrlr", "AlignedDataCtrlr"
    return [
        flag(component=sampled, name="Enabled", value="true"),
        flag(component=sampled, name="Available", value="true", mutability=RO),
        measurands(component=sampled, name="TxStartedMeasurands"),
        measurands(component=sampled, name="TxUpdatedMeasurands"),
        # 0: a station that sends nothing on its own is easier to follow; the CSMS may set an interval
        seconds(component=sampled, name="TxUpdatedInterval", maximum=DAY),
        measurands(component=sampled, name="TxEndedMeasurands"),
        flag(component=aligned, name="Available", value="false", mutability=RO),
        measurands(component=aligned, name="Measurands"),
        measurands(component=aligned, name="TxEndedMeasurands"),
        # Not supported, so no value but 0 is accepted
        seconds(component=sampled, name="TxEndedInterval", maximum=0),
        seconds(component=aligned, name="Interval", maximum=0),
        seconds(component=aligned, name="TxEndedInterval", maximum=0),
    ]


def _security(config: StationConfig) -> list[Variable]:
    make = partial(Variable, component="SecurityCtrlr")
    password = "" if config.password is None else config.password.reveal()
    return [
        # A passwordString of 16 to 40 characters (edition 2)
        make(name="BasicAuthPassword", value=password, mutability=WO, minimum=16, maximum=40, may_be_empty=False),
        make(name="Identity", value=config.identity, maximum=48),
        make(name="OrganizationName", value="OCPP conformance", mutability=RW, maximum=1000),
        make(name="SecurityProfile", value=str(config.security_profile), data_type="integer"),
        make(name="CertificateEntries", value="0", data_type="integer", maximum=0),
    ]


def _limits_and_clock() -> list[Variable]:
    limit = partial(Variable, component="DeviceDataCtrlr", data_type="integer")
    messages = ("GetVariables", "SetVariables", "GetReport")
    return [
        *(limit(name="ItemsPerMessage", instance=message, value=str(ITEMS_PER_MESSAGE)) for message in messages),
        *(limit(name="BytesPerMessage", instance=message, value=str(BYTES_PER_MESSAGE)) for message in messages),
        Variable(component="ClockCtrlr", name="DateTime", value=now, data_type="dateTime"),
        Variable(
            component="ClockCtrlr",
            name="TimeSource",
            value="RealTimeClock",
            data_type="SequenceList",
            mutability=RW,
            values=("RealTimeClock",),
        ),
    ]


def _hardware(config: StationConfig, live: Live) -> list[Variable]:
    found = _place("ChargingStation", partial(live.availability))
    make = partial(Variable, component="ChargingStation")
    found += [make(name="Model", value=config.model), make(name="VendorName", value=config.vendor)]
    if config.serial_number is not None:
        found.append(make(name="SerialNumber", value=config.serial_number))
    if config.firmware_version is not None:
        found.append(make(name="FirmwareVersion", value=config.firmware_version))
    for evse, connectors in enumerate(config.evses, start=1):
        found += _place("EVSE", partial(live.availability, evse), evse)
        part = partial(Variable, component="EVSE", evse=evse)
        power = partial(_watts, live, evse)
        found.append(part(name="Power", value=power, data_type="decimal", unit="W", maximum=POWER))
        found.append(part(name="AllowReset", value="false", data_type="boolean"))
        for connector in range(1, connectors + 1):
            found += _place("Connector", partial(live.availability, evse, connector), evse, connector)
            plug = partial(Variable, component="Connector", evse=evse, connector=connector)
            found.append(plug(name="ConnectorType", value="cType2"))
    return found


def _place(
    component: str, availability: Callable[[], str], evse: int | None = None, connector: int | None = None
) -> list[Variable]:
    make = partial(Variable, component=component, evse=evse, connector=connector)
    return [
        make(name="AvailabilityState", value=availability, data_type="OptionList", values=AVAILABILITY),
        make(name="Available", value="true", data_type="boolean"),
        make(name="SupplyPhases", value="3", data_type="integer"),
    ]


def _watts(live: Live, evse: int) -> str:
    return f"{live.power(evse):.0f}"
