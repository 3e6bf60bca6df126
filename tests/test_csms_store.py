"""The store of the bundled CSMS: what a killed process knew, the next one knows; files that can't be used say why."""

from __future__ import annotations

import asyncio
import signal
import stat
import sys
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner

from ocpp_conformance.harness.cli import main
from ocpp_conformance.harness.csms import Csms, CsmsConfig, Store, StoreError
from ocpp_conformance.harness.csms.stations import KEPT
from ocpp_conformance.harness.rpc import Call, CallError, CallResult
from ocpp_conformance.harness.transport import RefusedError, Secret

from .csms_to_kill import NEW, OLD, PLACE, settings
from .different.processes import Program, ours, port_in
from .messages import BOOT, CARD, GROUP, STATUS, transaction_event
from .station_in_hand import connected
from .unusable_stores import made, no_database, of_another_program

OTHER = {"idToken": "04B1B2B3", "type": "ISO14443"}
BLOCKED = {"status": "Blocked", "groupIdToken": GROUP}
KILLED = Path(__file__).with_name("csms_to_kill.py")


def event(kind, seq_no, *transaction_id, **more):
    charging = {"info": {"chargingState": "Charging"}, "evse": {"id": 1, "connectorId": 1}}
    return transaction_event(kind, seq_no, *transaction_id, **charging, **more)


def taken(request):
    """SetVariables is accepted, whatever it sets."""
    wanted = ({name: item[name] for name in ("component", "variable")} for item in request["setVariableData"])
    return {"setVariableResult": [{**place, "attributeStatus": "Accepted"} for place in wanted]}


def station(url, password=OLD):
    """A station that takes whatever the CSMS wants."""
    answers = {"SetVariables": taken, "GetTransactionStatus": {"messagesInQueue": False}}
    return connected(url, answers, password=Secret(password))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "csms.db"


@pytest_asyncio.fixture
async def killed(path):
    """The store of a CSMS that was killed in the middle of a transaction."""
    with Program([sys.executable, str(KILLED), str(path)]) as program:
        line = await asyncio.to_thread(program.line_with, "at ws://")
        async with station(line.removeprefix("at ")) as peer:
            await peer.call("BootNotification", BOOT)
            await peer.call("StatusNotification", {**STATUS, "connectorStatus": "Occupied"})
            await peer.call("TransactionEvent", event("Started", 0, idToken=CARD))
            await peer.call("Heartbeat", {})
            await asyncio.to_thread(program.line_with, "done")
            await asyncio.to_thread(program.stop, signal.SIGKILL)
    with Store(path) as store:
        yield store


@pytest.mark.asyncio
async def test_known_station_is_served_without_a_boot(killed):
    async with Csms(settings(killed)) as csms, station(csms.url, NEW) as peer:
        assert isinstance(await peer.call("Heartbeat", {}), CallResult)


@pytest.mark.asyncio
async def test_changed_password_is_demanded(killed):
    async with Csms(settings(killed)) as csms:
        with pytest.raises(RefusedError) as refused:
            await station(csms.url, OLD).__aenter__()
    assert refused.value.status == 401


@pytest.mark.asyncio
async def test_token_has_the_status_that_it_was_given(killed):
    async with Csms(settings(killed)) as csms, station(csms.url, NEW) as peer:
        answers = [(await peer.call("Authorize", {"idToken": token})).payload for token in (CARD, OTHER)]
    assert answers == [{"idTokenInfo": {"status": "Accepted"}}, {"idTokenInfo": BLOCKED}]


@pytest.mark.asyncio
async def test_transaction_goes_on(killed):
    async with Csms(settings(killed)) as csms, station(csms.url, NEW) as peer:
        answer = await peer.call("TransactionEvent", event("Ended", 1, idToken=OTHER))
        transaction = csms.stations["CS001"].transactions["T1"]
    assert answer.payload == {"idTokenInfo": BLOCKED}
    assert (transaction.seq_nos, transaction.started, transaction.ended) == ([0, 1], True, True)


@pytest.mark.asyncio
async def test_transaction_can_be_asked_for(killed):
    async with Csms(settings(killed)) as csms, station(csms.url, NEW):
        (known,) = csms.stations["CS001"].transactions
        assert (await csms.operate("CS001", "transaction_status", transaction_id=known)).payload == {
            "messagesInQueue": False
        }


@pytest.mark.asyncio
async def test_record_is_the_same(killed):
    known = Csms(settings(killed)).stations["CS001"]
    assert (known.registration, known.boot, list(known.planned)) == ("Accepted", BOOT, ["Accepted"])
    assert known.connectors == {(1, 1): "Occupied"}
    assert known.security_profile == 1
    assert known.network_profiles[2]["ocppCsmsUrl"] == "ws://127.0.0.1:1/ocpp"
    assert (known.local_list.version, set(known.local_list.entries)) == (7, {("04a2b3c4", "ISO14443")})
    assert (known.reservations[4].status, len(known.profiles)) == ("Accepted", 1)
    assert known.device_model.value(*PLACE.values()) == "60"
    assert not known.connected


@pytest.mark.asyncio
async def test_what_was_asked_of_a_pending_station_is_still_served(path):
    planned = {"registration": "Pending", "passwords": {"CS001": Secret(OLD)}}
    with Store(path) as store:
        async with Csms(CsmsConfig(**planned, store=store)) as csms, station(csms.url) as peer:
            await peer.call("BootNotification", BOOT)
            await csms.trigger("CS001", "Heartbeat")
    with Store(path) as store:
        async with Csms(CsmsConfig(**planned, store=store)) as csms, station(csms.url) as peer:
            answers = [await peer.call("Heartbeat", {}), await peer.call("Heartbeat", {})]
    assert [type(answer) for answer in answers] == [CallResult, CallError]


def test_the_command_keeps_what_it_was_given(path):
    arguments = ("csms", "--port", "0", "--store", str(path))
    given = ("--register", f"CS001:{OLD}", "--token", "Blocked=04B1B2B3:ISO14443")

    async def first(url):
        async with station(url) as peer:
            await peer.call("BootNotification", BOOT)
            return await peer.call("TransactionEvent", event("Started", 0, idToken=OTHER))

    async def then(url):
        async with station(url) as peer:
            return await peer.call("TransactionEvent", event("Ended", 1, idToken=OTHER))

    with ours(*arguments, *given) as program:
        asyncio.run(first(f"ws://127.0.0.1:{port_in(program.line_with('listening'))}"))
        program.stop(signal.SIGKILL)
    with ours(*arguments) as program:
        answer = asyncio.run(then(f"ws://127.0.0.1:{port_in(program.line_with('listening'))}"))
        program.stop()
    assert answer.payload == {"idTokenInfo": {"status": "Blocked"}}
    assert "CS001 is known, its password is" not in program.output


def test_forgotten_station_stays_forgotten(path):
    with Store(path) as store:
        csms = Csms(CsmsConfig(store=store))
        csms.register("CS001", Secret(OLD))
        csms.forget("CS001")
        assert (dict(Csms(CsmsConfig(store=store)).stations), store.passwords()) == ({}, {})


def test_the_store_is_said_to_hold_where_the_configuration_differs(path):
    lines = []
    tokens = {("04A2B3C4", "ISO14443"): "Accepted"}
    with Store(path) as store:
        Csms(CsmsConfig(passwords={"CS001": Secret(OLD)}, tokens=tokens, store=store, log=lines.append))
        assert lines == []
        tokens = {("04A2B3C4", "ISO14443"): "Blocked"}
        csms = Csms(CsmsConfig(passwords={"CS001": Secret(NEW)}, tokens=tokens, store=store, log=lines.append))
    assert csms.token_status(CARD) == "Accepted"
    assert ["CS001 has another password" in lines[0], "04a2b3c4 (ISO14443) is Accepted" in lines[1]] == [True, True]


def test_group_that_a_token_lost_stays_lost(path):
    token = ("04A2B3C4", "ISO14443")
    configured = {"tokens": {token: "Accepted"}, "groups": {token: ("GROUP-1", "Central")}}
    with Store(path) as store:
        Csms(CsmsConfig(**configured, store=store)).set_token(*token, "Accepted")
        assert Csms(CsmsConfig(**configured, store=store)).token_info(CARD) == {"status": "Accepted"}


@pytest.fixture
def small(monkeypatch):
    """A CSMS that keeps three of each."""
    for module in ("stations", "transactions"):
        monkeypatch.setattr(f"ocpp_conformance.harness.csms.{module}.KEPT", 3)
    assert KEPT > 3


def told(csms, payload):
    assert isinstance(csms.reply(csms.stations["CS001"], Call("1", "TransactionEvent", payload)), CallResult)


def booted(store):
    csms = Csms(CsmsConfig(passwords={"CS001": Secret(OLD)}, store=store))
    csms.reply(csms.stations["CS001"], Call("1", "BootNotification", BOOT))
    return csms


def test_oldest_transactions_leave_the_file_too(path, small):
    with Store(path) as store:
        csms = booted(store)
        for number in range(5):
            told(csms, event("Started", 0, f"T{number}"))
        assert list(store.stations()["CS001"].transactions) == ["T2", "T3", "T4"]


def test_oldest_events_leave_the_file_too(path, small):
    with Store(path) as store:
        csms = booted(store)
        for number in range(5):
            told(csms, event("Updated", number))
        assert store.stations()["CS001"].transactions["T1"].seq_nos == [2, 3, 4]


def test_number_that_sqlite_can_not_hold_is_kept(path):
    with Store(path) as store:
        told(booted(store), event("Started", 2**64 - 1))
        assert store.stations()["CS001"].transactions["T1"].seq_nos == [2**64 - 1]


def test_file_is_for_its_owner_alone(path):
    with Store(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def of_another_version(path):
    with Store(path):
        pass
    made(path, "PRAGMA user_version = 99")


def a_folder(path):
    path.mkdir()


def nowhere(path):
    path.parent.rmdir()


UNUSABLE = [
    (no_database, "is no database"),
    (of_another_program, "is a database of another program"),
    (of_another_version, "is of version 99 of the format, this program knows 1"),
    (a_folder, "can't be written (Is a directory)"),
    (nowhere, "can't be written (No such file or directory)"),
]


@pytest.mark.parametrize(("prepare", "problem"), UNUSABLE, ids=lambda row: getattr(row, "__name__", ""))
def test_file_that_can_not_be_used_is_one_clear_message(path, prepare, problem):
    prepare(path)
    done = CliRunner().invoke(main, ["csms", "--port", "0", "--store", str(path)])
    assert done.exit_code == 4
    assert f"--store {path}: {problem}; " in done.output


def test_file_is_used_by_one_at_a_time(path):
    with Store(path), pytest.raises(StoreError, match="is in use by another program; stop that one"):
        Store(path)


def test_change_that_can_not_be_kept_is_an_error(path):
    with Store(path) as store:
        csms = booted(store)
        store._db.execute("PRAGMA query_only = ON")
        with pytest.raises(StoreError, match="can't be written"):
            told(csms, event("Started", 0))


def test_demo_password_in_the_store_is_for_loopback_only(path):
    with Store(path) as store:
        Csms(CsmsConfig(passwords={"CS001": Secret("open-conformance-demo")}, store=store))
    given = ["--register", "CS001:another-password-of-it"]
    done = CliRunner().invoke(main, ["csms", "--host", "0.0.0.0", "--port", "0", "--store", str(path), *given])
    assert done.exit_code == 4
    assert "another --store" in done.output
