"""What the CSMS knows of its stations and their users, in memory and, where there is one, in the store."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.harness.csms.authorization import status_of, token_key
from ocpp_conformance.harness.csms.config import CsmsConfig
from ocpp_conformance.harness.csms.errors import NotConnectedError, StationRejectedError
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.csms.store import Store, TokenKey
from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.transport import Secret


class Records:
    """The passwords of the identities, the tokens, a record per station.

    Starts with what is configured; where the store says otherwise, the store holds, and `say` is told. Every change is
    in the store when its method returns. The methods that change something raise `StoreError`.
    """

    def __init__(self, config: CsmsConfig, say: Callable[[str], None]) -> None:
        self._store = config.store
        self.passwords = dict(config.passwords)
        self.tokens = {token_key(*token): status for token, status in config.tokens.items()}
        self.groups = {token_key(*token): group for token, group in config.groups.items()}
        self.stations = {identity: StationRecord(identity) for identity in config.passwords}
        if config.store is not None:
            self._merge_passwords(config.store, say)
            self._merge_tokens(config.store, say)
            self.stations = config.store.stations()

    def station(self, identity: str) -> StationRecord:
        """The record of this identity, made where there is none yet."""
        return self.stations.setdefault(identity, StationRecord(identity))

    def reached(self, identity: str, action: str) -> tuple[StationRecord, Peer]:
        """A station to which this CALL may be sent now, and its connection. Raises `NotConnectedError` and
        `StationRejectedError`."""
        station = self.stations.get(identity)
        if station is None or station.peer is None:
            raise NotConnectedError(identity)
        if station.registration == "Rejected":
            raise StationRejectedError(identity, action)
        return station, station.peer

    def register(self, identity: str, password: Secret) -> None:
        """Make a station known, or give a known one another password."""
        self.passwords[identity] = password
        self.station(identity)
        if self._store is not None:
            self._store.keep_password(identity, password)

    def forget(self, identity: str) -> StationRecord | None:
        """Make a station unknown; what was known of it."""
        self.passwords.pop(identity, None)
        if self._store is not None:
            self._store.drop(identity)
        return self.stations.pop(identity, None)

    def keep(self, station: StationRecord, call: Call | None = None) -> None:
        """Write what is new of a station, which has sent this CALL, into the store."""
        if self._store is not None and self.stations.get(station.identity) is station:
            self._store.keep(station, call)

    def set_token(self, key: TokenKey, status: str, group: tuple[str, str] | None) -> None:
        """Give a token this status and this groupIdToken (idToken, type), or none."""
        self.tokens[key] = status
        self.groups.pop(key, None)
        if group is not None:
            self.groups[key] = group
        if self._store is not None:
            self._store.keep_token(key, status, group)

    def token_status(self, id_token: Payload) -> str:
        """The AuthorizationStatus of an IdTokenType."""
        return status_of(self.tokens, id_token)

    def group_of(self, id_token: Payload) -> tuple[str, str] | None:
        """The groupIdToken (idToken, type) of an IdTokenType."""
        return self.groups.get(token_key(id_token["idToken"], id_token["type"]))

    def _merge_passwords(self, store: Store, say: Callable[[str], None]) -> None:
        kept = store.passwords()
        for identity, password in self.passwords.items():
            if identity not in kept:
                store.keep_password(identity, password)
            elif password != kept[identity]:
                say(f"{identity} has another password than the configured one: the store's holds")
        self.passwords = store.passwords()

    def _merge_tokens(self, store: Store, say: Callable[[str], None]) -> None:
        kept = store.tokens()
        for key in {**self.tokens, **self.groups}:
            configured = self.tokens.get(key), self.groups.get(key)
            if key not in kept:
                store.keep_token(key, *configured)
            elif configured != kept[key]:
                say(f"idToken {key[0]} ({key[1]}) is {kept[key][0]}, not as configured: the store's holds")
        kept = store.tokens()
        self.tokens = {key: status for key, (status, _) in kept.items() if status is not None}
        self.groups = {key: group for key, (_, group) in kept.items() if group is not None}
