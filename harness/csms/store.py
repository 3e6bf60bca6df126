"""The state of the CSMS in a file, so that a restart keeps it: SQLite, a table per thing, a commit per change."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.csms.stations import Asked, LocalList, Reservation, StationRecord, Transaction
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.state_file import CSMS, StateFile
from ocpp_conformance.harness.transport import Secret

VERSION = 1
"""The version of the tables."""

TokenKey = tuple[str, str]
"""As `authorization.token_key` makes it."""
TokenRow = tuple[str | None, tuple[str, str] | None]
"""The AuthorizationStatus of a token, and its groupIdToken (idToken, type)."""

_TABLES = """
CREATE TABLE stations (identity TEXT PRIMARY KEY, password TEXT, state TEXT);
CREATE TABLE variables (
    identity TEXT REFERENCES stations ON DELETE CASCADE, attribute TEXT, value TEXT, PRIMARY KEY (identity, attribute)
);
CREATE TABLE transactions (
    identity TEXT REFERENCES stations ON DELETE CASCADE, id TEXT, state TEXT, PRIMARY KEY (identity, id)
);
CREATE TABLE events (
    identity TEXT, id TEXT, seq_no REAL, payload TEXT, PRIMARY KEY (identity, id, seq_no),
    FOREIGN KEY (identity, id) REFERENCES transactions ON DELETE CASCADE
);
CREATE TABLE tokens (id_token TEXT, type TEXT, status TEXT, in_group TEXT, PRIMARY KEY (id_token, type));
"""
# seq_no is REAL because OCPP's integers have no end and those of SQLite do


class Store(StateFile):
    """A file with what a CSMS knows: `with Store(path) as store: Csms(CsmsConfig(store=store))`.

    Raises `StoreError` for a file that can't be used, also later when a change can't be kept. What was kept survives
    the end of the process, however that comes.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, CSMS, VERSION, _TABLES)
        self._states: dict[str, str] = {}  # as they are in the file, so that only what is new is written

    # what is known

    def passwords(self) -> dict[str, Secret]:
        """The password of each identity that has one."""
        with self._readable():
            rows = self._db.execute("SELECT identity, password FROM stations WHERE password IS NOT NULL ORDER BY rowid")
            return {identity: Secret(password) for identity, password in rows}

    def tokens(self) -> dict[TokenKey, TokenRow]:
        """What is known of each id token."""
        with self._readable():
            rows = self._db.execute("SELECT id_token, type, status, in_group FROM tokens ORDER BY rowid")
            return {(text, kind): (status, _pair(json.loads(group))) for text, kind, status, group in rows}

    def stations(self) -> dict[str, StationRecord]:
        """The record of each identity, not connected. Reports, meter values, events and logs are not kept."""
        found = {}
        with self._readable():
            for identity, state in self._db.execute("SELECT identity, state FROM stations ORDER BY rowid").fetchall():
                found[identity] = station = StationRecord(identity)
                if state is not None:
                    _restore(station, json.loads(state))
                    self._states[identity] = state
                self._restore_variables(station)
                self._restore_transactions(station)
        return found

    # what changes; each returns when it is in the file

    def keep_password(self, identity: str, password: Secret) -> None:
        """Make the station known, with this password."""
        row = "INSERT INTO stations (identity, password) VALUES (?, ?)"
        with self._change():
            self._db.execute(
                f"{row} ON CONFLICT DO UPDATE SET password = excluded.password", (identity, password.reveal())
            )

    def keep_token(self, key: TokenKey, status: str | None, group: tuple[str, str] | None) -> None:
        """Keep what is known of an id token."""
        with self._change():
            self._db.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)", (*key, status, json.dumps(group)))

    def keep(self, station: StationRecord, call: Call | None = None) -> None:
        """Keep what is new of the station, which has sent this CALL."""
        state, told = json.dumps(_state(station)), station.device_model.unsaved()
        with self._change():
            if self._states.get(station.identity) != state:
                row = "INSERT INTO stations (identity, state) VALUES (?, ?)"
                self._db.execute(f"{row} ON CONFLICT DO UPDATE SET state = excluded.state", (station.identity, state))
            rows = [(station.identity, json.dumps(key), value) for key, value in told.items()]
            self._db.executemany("INSERT OR REPLACE INTO variables VALUES (?, ?, ?)", rows)
            if call is not None and call.action == "TransactionEvent":
                self._keep_event(station, call.payload)
        self._states[station.identity] = state
        station.device_model.saved()

    def drop(self, identity: str) -> None:
        """Forget a station and all that is known of it."""
        with self._change():
            self._db.execute("DELETE FROM stations WHERE identity = ?", (identity,))
        self._states.pop(identity, None)

    # the parts of a station

    def _keep_event(self, station: StationRecord, event: Payload) -> None:
        """The event and what it makes of the transaction; what memory has let go of goes here too."""
        transaction = station.transactions.get(event["transactionInfo"]["transactionId"])
        if transaction is None:  # a CSMS that is broken on purpose forgets it at once
            return
        identity, oldest = station.identity, next(iter(station.transactions))
        key = (identity, transaction.transaction_id)
        state = {each.name: getattr(transaction, each.name) for each in fields(Transaction) if each.name != "events"}
        row = "INSERT INTO transactions VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state"
        self._db.execute(row, (*key, json.dumps(state)))
        told = (float(event["seqNo"]), json.dumps(event))
        self._db.execute("INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?)", (*key, *told))
        older = "DELETE FROM events WHERE identity = ? AND id = ? AND seq_no < ?"
        self._db.execute(older, (*key, float(min(transaction.events))))
        older = "rowid < (SELECT rowid FROM transactions WHERE identity = ? AND id = ?)"
        self._db.execute(f"DELETE FROM transactions WHERE identity = ? AND {older}", (identity, identity, oldest))

    def _restore_variables(self, station: StationRecord) -> None:
        rows = "SELECT attribute, value FROM variables WHERE identity = ? ORDER BY rowid"
        told = {tuple(json.loads(key)): value for key, value in self._db.execute(rows, (station.identity,))}
        station.device_model.restore(told)

    def _restore_transactions(self, station: StationRecord) -> None:
        rows = "SELECT state FROM transactions WHERE identity = ? ORDER BY rowid"
        for (state,) in self._db.execute(rows, (station.identity,)):
            transaction = Transaction(**json.loads(state))
            station.transactions[transaction.transaction_id] = transaction
        rows = "SELECT id, payload FROM events WHERE identity = ? ORDER BY rowid"
        for transaction_id, payload in self._db.execute(rows, (station.identity,)):
            event = json.loads(payload)
            station.transactions[transaction_id].events[event["seqNo"]] = event


def _state(station: StationRecord) -> dict[str, Any]:
    """What is kept of a station beside its variables and transactions, as JSON takes it: dictionaries as pairs."""
    return {
        "registration": station.registration,
        "planned": list(station.planned),
        "boot": station.boot,
        "asked": [astuple(asked) for asked in station.asked],
        "connectors": list(station.connectors.items()),
        "security_profile": station.security_profile,
        "network_profiles": list(station.network_profiles.items()),
        "local_list": [station.local_list.version, list(station.local_list.entries.items())],
        "reservations": [(id, [each.request, each.status]) for id, each in station.reservations.items()],
        "profiles": list(station.profiles.items()),
        "messages": list(station.messages.items()),
        "monitors": list(station.monitors.items()),
        "price": station.price,
        "certificates": station.certificates,
    }


def _restore(station: StationRecord, state: Mapping[str, Any]) -> None:
    version, entries = state["local_list"]
    station.registration, station.boot = state["registration"], state["boot"]
    station.planned = deque(state["planned"])
    station.asked = [Asked(*asked) for asked in state["asked"]]
    station.connectors = {(evse_id, connector_id): status for (evse_id, connector_id), status in state["connectors"]}
    station.security_profile = state["security_profile"]
    station.network_profiles = dict(state["network_profiles"])
    station.local_list = LocalList(version, {(text, kind): info for (text, kind), info in entries})
    station.reservations = {id: Reservation(*each) for id, each in state["reservations"]}
    station.profiles = dict(state["profiles"])
    station.messages = dict(state.get("messages", ()))  # a file of an earlier version has none of these
    station.monitors = dict(state.get("monitors", ()))
    station.price = state.get("price")
    station.certificates = state["certificates"]


def _pair(listed: list[str] | None) -> tuple[str, str] | None:
    return None if listed is None else (listed[0], listed[1])
