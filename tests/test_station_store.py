"""The store of the bundled station: what a killed process knew, the next one knows; a bad file says what is wrong."""

from __future__ import annotations

import asyncio
import shutil
import signal
import stat
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from ocpp_conformance.harness.cli import main
from ocpp_conformance.harness.csms import Store as CsmsStore
from ocpp_conformance.harness.csms import StoreError
from ocpp_conformance.harness.station import BLOCKS, Station, StationConfig
from ocpp_conformance.harness.station.blocks.certificates import Certificates
from ocpp_conformance.harness.station.blocks.charging_profiles import Installed
from ocpp_conformance.harness.station.blocks.customers import Customers
from ocpp_conformance.harness.station.blocks.monitors import Monitors
from ocpp_conformance.harness.station.blocks.network_profiles import NetworkProfiles
from ocpp_conformance.harness.station.blocks.reservations import Reservation, Reservations
from ocpp_conformance.harness.station.blocks.signing import Signer
from ocpp_conformance.harness.station.core.core import Block
from ocpp_conformance.harness.station.core.kept import Texts
from ocpp_conformance.harness.station.core.store import Store
from ocpp_conformance.harness.transport import Listener, Secret

from .different.processes import Program, ours
from .station_to_kill import CARD, METERED, settings
from .test_station_csms import PATIENCE, ScriptedCsms, data, set_variable
from .unusable_stores import made, no_database, of_another_program

KILLED = Path(__file__).with_name("station_to_kill.py")
FILE = "station.db"
BOOTED = "-> SecurityEventNotification"
"""What a station says last of its boot."""
PROFILE = {
    "ocppVersion": "OCPP20",
    "ocppTransport": "JSON",
    "ocppCsmsUrl": "ws://127.0.0.1:1/ocpp",
    "messageTimeout": 30,
    "securityProfile": 1,
    "ocppInterface": "Wired0",
}
MESSAGE = {"id": 7, "priority": "NormalCycle", "message": {"format": "UTF8", "content": "mind the cable"}}
ENTRY = {"idToken": {"idToken": "04B1B2B3", "type": "ISO14443"}, "idTokenInfo": {"status": "Blocked"}}
TEMPERATURE = {"component": {"name": "TemperatureSensor"}, "variable": {"name": "Temperature"}}
MONITOR = {**TEMPERATURE, "type": "Delta", "value": 3.0, "severity": 8}

RESERVATION = {"id": 5, "expiryDateTime": "2200-01-01T00:00:00Z", "evseId": 1, "idToken": ENTRY["idToken"]}

SCHEDULE = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 8}]}
LIMIT = {
    "id": 6,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": [SCHEDULE],
}

ASKED = (
    ("SendLocalList", {"versionNumber": 7, "updateType": "Full", "localAuthorizationList": [ENTRY]}),
    ("SetNetworkProfile", {"configurationSlot": 2, "connectionData": PROFILE}),
    ("ChangeAvailability", {"operationalStatus": "Inoperative", "evse": {"id": 2}}),
    ("SetDisplayMessage", {"message": MESSAGE}),
    ("SetChargingProfile", {"evseId": 2, "chargingProfile": LIMIT}),
    ("SetVariableMonitoring", {"setMonitoringData": [MONITOR]}),
    ("GetLocalListVersion", {}),
)
WRITTEN = (
    ("OCPPCommCtrlr", "OfflineThreshold", "77"),
    ("LocalAuthListCtrlr", "Enabled", "true"),
    ("AuthCacheCtrlr", "Enabled", "true"),
    ("SampledDataCtrlr", "SignReadings", "true"),
)


@dataclass(frozen=True)
class Left:
    """What a killed station left: its folder, and the TransactionEvents that it had told of."""

    folder: Path
    told: list


async def _kill_one(folder):
    csms = ScriptedCsms()
    async with Listener(csms.upgrade, csms.serve) as listener:
        url = f"ws://127.0.0.1:{listener.port}/ocpp"
        with Program([sys.executable, str(KILLED), url, str(folder / FILE)]) as program:
            await asyncio.to_thread(program.line_with, BOOTED)
            for wanted in WRITTEN:
                assert await set_variable(csms, *wanted) == "Accepted"
            for action, payload in ASKED:
                await csms.call(action, payload)
            await asyncio.to_thread(program.line_with, "done")
            await asyncio.to_thread(program.stop, signal.SIGKILL)
    return Left(folder, csms.of("TransactionEvent"))


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """A station that was killed while it charged without a network."""
    return asyncio.run(_kill_one(tmp_path_factory.mktemp("killed")))


@pytest.fixture
def path(left, tmp_path):
    """The file of that station, for one test alone."""
    shutil.copytree(left.folder, tmp_path, dirs_exist_ok=True)
    return tmp_path / FILE


async def _again(path, deed=None):
    """Start the station again, have something done, and stop it: what the CSMS was told."""
    csms = ScriptedCsms()
    async with Listener(csms.upgrade, csms.serve) as listener:
        with Store(path) as store:
            async with Station(settings(f"ws://127.0.0.1:{listener.port}/ocpp", store)) as station:
                await station.wait_accepted(PATIENCE)
                await station.wait_idle()
                if deed is not None:
                    await deed(csms, station)
                    await station.wait_idle()
    return csms


@pytest.mark.asyncio
async def test_transaction_that_ran_ends_with_a_loss_of_power(left, path):
    events = (await _again(path)).of("TransactionEvent")
    assert {event["transactionInfo"]["transactionId"] for event in [*left.told, *events]} == {
        left.told[0]["transactionInfo"]["transactionId"]
    }
    assert [event["seqNo"] for event in [*left.told, *events]] == list(range(len(left.told) + 3))
    assert [event["transactionInfo"].get("chargingState") for event in events[:2]] == ["SuspendedEV", "Charging"]
    assert [event["offline"] for event in events] == [True] * 3
    assert (events[2]["eventType"], events[2]["triggerReason"]) == ("Ended", "AbnormalCondition")
    assert events[2]["transactionInfo"]["stoppedReason"] == "PowerLoss"


@pytest.mark.asyncio
async def test_meter_goes_on_where_it_was(left, path):
    told = [*left.told, *(await _again(path)).of("TransactionEvent")]
    registers = _registers(told)
    assert registers == sorted(registers)
    assert METERED <= registers[-1] < METERED + 100


def _registers(events):
    values = [value for event in events for value in event.get("meterValue", ())]
    return [sample["value"] for value in values for sample in value["sampledValue"]]


@pytest.mark.asyncio
async def test_boot_after_a_kill_says_power_up(path):
    assert (await _again(path)).of("BootNotification")[0]["reason"] == "PowerUp"


@pytest.mark.asyncio
async def test_what_went_out_of_service_stays_out_of_it(path):
    told = (await _again(path)).of("StatusNotification")
    assert {(each["evseId"], each["connectorStatus"]) for each in told} == {(1, "Occupied"), (2, "Unavailable")}


@pytest.mark.asyncio
async def test_next_transaction_has_an_id_of_its_own(left, path):
    async def charge(_, station):
        await station.present_token(*CARD)

    events = (await _again(path, charge)).of("TransactionEvent")
    ids = [event["transactionInfo"]["transactionId"] for event in [*left.told, *events]]
    assert len(set(ids)) == 2
    assert events[-1]["seqNo"] in (0, 1)


@pytest.mark.asyncio
async def test_each_block_has_what_it_had(path):
    async def look(csms, station):
        assert (await csms.call("GetLocalListVersion", {}))["versionNumber"] == 7
        assert [station.model.text(*variable) for *variable, _ in WRITTEN] == [value for *_, value in WRITTEN]
        assert station.part(NetworkProfiles).slots["2"].csms_url == PROFILE["ocppCsmsUrl"]
        assert station.displays.all() == {7: MESSAGE}
        assert station.profiles.all() == [Installed(2, LIMIT)]
        assert station.part(Customers).records == {"C1": "signed up as C1"}
        assert station.auth_cache._entries.keys()
        added = await csms.call("SetVariableMonitoring", {"setMonitoringData": [{**MONITOR, "severity": 9}]})
        ids = [monitor.id for monitor in station.part(Monitors)]
        assert ids[-2:] == [4, 5] == [4, added["setMonitoringResult"][0]["id"]]
        assert station.part(Signer).private_key is not None

    await _again(path, look)


@pytest.mark.asyncio
async def test_what_is_done_after_a_restart_is_kept_too(path):
    async def clear(csms, _):
        assert (await csms.call("ClearDisplayMessage", {"id": 7}))["status"] == "Accepted"

    await _again(path, clear)
    with Store(path) as store:
        assert Station(settings("ws://h", store)).displays.all() == {}


@pytest.mark.asyncio
async def test_answer_is_given_when_what_it_says_is_kept(tmp_path):
    """The command itself, killed as soon as it has answered."""
    csms = ScriptedCsms()
    async with Listener(csms.upgrade, csms.serve) as listener:
        url = f"ws://127.0.0.1:{listener.port}/ocpp"
        arguments = ("station", "--csms", url, "--api-port", "0", "--store", str(tmp_path / FILE))
        for value in ("71", "72"):
            with ours(*arguments) as program:
                await asyncio.to_thread(program.line_with, BOOTED)
                seen = await csms.call("GetVariables", {"getVariableData": [data("OCPPCommCtrlr", "OfflineThreshold")]})
                assert await set_variable(csms, "OCPPCommCtrlr", "OfflineThreshold", value) == "Accepted"
                await asyncio.to_thread(program.stop, signal.SIGKILL)
    assert seen["getVariableResult"][0]["attributeValue"] == "71"


# a block declares what it keeps; the rest is done for it


@dataclass(eq=False)
class Offer:
    price: float
    cards: frozenset[str]


class Offers:
    def __init__(self, station):
        self.known = {}
        self.last = deque(maxlen=2)
        self.secret = None


OFFERS = Block(state=Offers, keeps=("known", "last", "secret"))


def test_new_block_keeps_what_it_names(tmp_path):
    config = {"csms_url": "ws://h"}
    with Store(tmp_path / FILE) as store:
        station = Station(StationConfig(**config, store=store), blocks=(OFFERS,))
        offers = station.part(Offers)
        offers.known[1, "a"], offers.secret = Offer(0.3, frozenset({"A"})), Secret("x")
        offers.last.extend("abc")
        station.keep()
    with Store(tmp_path / FILE) as store:
        offers = Station(StationConfig(**config, store=store), blocks=(OFFERS,)).part(Offers)
    assert (offers.known[1, "a"].price, offers.known[1, "a"].cards) == (0.3, {"A"})
    assert (list(offers.last), offers.last.maxlen, offers.secret) == (["b", "c"], 2, Secret("x"))


def test_what_no_text_can_be_made_of_is_an_error():
    with pytest.raises(TypeError, match="a object can't be kept"):
        Texts(__name__, Station(StationConfig(csms_url="ws://h")).model).written(object())


@pytest.mark.parametrize("text", ['{"made": ["Path", {}]}', '{"enum": ["Offer", 1]}', '{"made": ["Offer", {"x": 1}]}'])
def test_text_makes_nothing_but_what_was_kept(text):
    with pytest.raises((ValueError, TypeError)):
        Texts(__name__, Station(StationConfig(csms_url="ws://h")).model).read(text)


PARTS = [(block, name) for block in BLOCKS for name in block.keeps]


@pytest.mark.parametrize(("block", "name"), PARTS, ids=lambda value: value if isinstance(value, str) else "")
def test_everything_that_a_block_keeps_comes_back(block, name):
    station = Station(StationConfig(csms_url="ws://h"))
    part = station.part(type(block.state(Station(StationConfig(csms_url="ws://h")))))
    texts = Texts(type(part).__module__, station.model)
    assert texts.written(texts.read(texts.written(getattr(part, name)))) == texts.written(getattr(part, name))


FORGETFUL = {
    "AlignedData": "when readings are due is what the clock says",
    "Contracts": "EVs show their certificates again",
    "ChargingLimits": "who limits the station from outside says it again",
    "Costs": "what is shown of a transaction that the power ended",
    "EvDialogues": "no EV goes on talking when the power is back",
    "DisplayedClock": "its variables are kept",
    "Heartbeat": "a boot makes it count anew",
    "Logs": "an upload is lost with the power",
    "MasterPass": "a menu that is open",
    "Renewal": "a CSR is asked for anew, with another key",
    "Reset": "a boot is what a scheduled reset waited for",
    "V2gRenewal": "a CSR is asked for anew, and what OCSP says",
}
"""What blocks remember and a loss of power takes, and why that is right."""


def test_block_keeps_something_or_says_why_not():
    station = Station(StationConfig(csms_url="ws://h"))
    stateful = [block for block in BLOCKS if block.state is not None]
    names = {type(part).__name__: block.keeps for block, part in zip(stateful, station._parts.values(), strict=True)}
    assert {name for name, keeps in names.items() if not keeps} == set(FORGETFUL)


def test_what_is_as_configured_is_not_kept(tmp_path):
    """Another configuration has its way where nobody changed anything."""
    with Store(tmp_path / FILE) as store:
        Station(StationConfig(csms_url="ws://one", heartbeat_interval=60, store=store)).keep()
    with Store(tmp_path / FILE) as store:
        station = Station(StationConfig(csms_url="ws://two", heartbeat_interval=90, store=store))
    assert station.part(NetworkProfiles).slots["1"].csms_url == "ws://two"
    assert station.model.integer("OCPPCommCtrlr", "HeartbeatInterval") == 90


def test_reserved_evse_is_reserved_again(tmp_path):
    with Store(tmp_path / FILE) as store:
        station = Station(StationConfig(csms_url="ws://h", store=store))
        station.part(Reservations).keep(Reservation.read(RESERVATION), lambda _: None)
        station.keep()
    with Store(tmp_path / FILE) as store:
        station = Station(StationConfig(csms_url="ws://h", store=store))
    assert station.availability.status(station.connectors[0]) == "Reserved"


def test_renewed_certificate_and_its_key_are_kept(tmp_path):
    with Store(tmp_path / FILE) as store:
        station = Station(StationConfig(csms_url="ws://h", store=store))
        station.part(Certificates).own = ("chain", Secret("key"))
        station.keep()
    with Store(tmp_path / FILE) as store:
        found = Station(StationConfig(csms_url="ws://h", store=store)).part(Certificates)
    assert found.own == ("chain", Secret("key"))


# files that can't be used


def of_a_csms(path):
    with CsmsStore(path):
        pass


def of_a_newer_version(path):
    with Store(path):
        pass
    made(path, "PRAGMA user_version = 99")


def of_another_station(path):
    with Store(path) as store:
        Station(StationConfig(csms_url="ws://h", identity="CS002", evses=(1, 1), store=store))


def with_a_bad_row(path):
    with Store(path) as store:
        store.put({"LocalList.version": "{"})


def with_a_row_of_another_program(path):
    with Store(path) as store:
        store.put({"messages": '[{"color": "red"}]'})


UNUSABLE = [
    (no_database, "is no database"),
    (of_another_program, "is a database of another program"),
    (of_a_csms, "is the store of a bundled CSMS"),
    (of_a_newer_version, "is of version 99 of the format, this program knows 1"),
    (of_another_station, "holds the state of 'CS002'"),
    (with_a_bad_row, "holds a LocalList.version that this program can't read"),
    (with_a_row_of_another_program, "holds a messages that this program can't read"),
]


@pytest.mark.parametrize(("prepare", "problem"), UNUSABLE, ids=lambda row: getattr(row, "__name__", ""))
def test_file_that_can_not_be_used_is_one_clear_message(tmp_path, prepare, problem):
    prepare(tmp_path / FILE)
    done = CliRunner().invoke(main, ["station", "--api-port", "0", "--store", str(tmp_path / FILE)])
    assert done.exit_code == 4
    assert f"--store {tmp_path / FILE}: {problem}" in done.output
    assert "give another file" in done.output


def test_file_is_for_its_owner_alone(tmp_path):
    with Store(tmp_path / FILE):
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_change_that_can_not_be_kept_is_no_answer_but_an_error(tmp_path):
    async def run():
        csms = ScriptedCsms()
        async with Listener(csms.upgrade, csms.serve) as listener:
            with Store(tmp_path / FILE) as store:
                async with Station(settings(f"ws://127.0.0.1:{listener.port}/ocpp", store)) as station:
                    await station.wait_accepted(PATIENCE)
                    await station.wait_idle()
                    store._db.execute("PRAGMA query_only = ON")
                    return await csms.call("SetDisplayMessage", {"message": MESSAGE})

    with pytest.raises(StoreError, match="can't be written"):
        asyncio.run(run())
