"""Functional block K: the charging profiles that a station holds (K01, K09, K10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Core

MAXIMUM = 20
"""Profiles that are held at a time."""
EXTERNAL, STATION_MAX, DEFAULT, TRANSACTION = (
    "ChargingStationExternalConstraints",
    "ChargingStationMaxProfile",
    "TxDefaultProfile",
    "TxProfile",
)


@dataclass(frozen=True, slots=True)
class Installed:
    """A profile, the EVSE that it was set for (0: the station, None: not known yet), and who set it."""

    evse: int | None
    profile: Payload
    source: str = "CSO"

    @property
    def id(self) -> int:
        """The id of the profile."""
        id: int = self.profile["id"]
        return id

    @property
    def purpose(self) -> str:
        """Its chargingProfilePurpose."""
        return str(self.profile["chargingProfilePurpose"])

    @property
    def level(self) -> int:
        """Its stackLevel."""
        level: int = self.profile["stackLevel"]
        return level

    def like(self, other: Installed) -> bool:
        """Whether both are of one purpose and stackLevel."""
        return (self.purpose, self.level) == (other.purpose, other.level)


class Profiles:
    """The profiles, persistent across reboots (K01.FR.27); those of a transaction go with it (K02.FR.05).

    `changed` is told when there are others than before. `chosen` is by EVSE what its EV has chosen to take of what it
    was offered, `negotiated` are the transactions whose EV has told what it needs (K15), `unasked` the EVSEs
    whose EV is about to.
    """

    def __init__(self, station: Core) -> None:
        self._station, self._transactions = station, station.part(Transactions)
        self._installed: list[Installed] = []
        self.chosen: dict[int, Installed] = {}
        self.negotiated: set[str] = set()
        self.unasked: set[int] = set()
        self.changed: list[Callable[[], object]] = []
        self._transactions.ended.append(self._drop_ended)

    def all(self) -> list[Installed]:
        """What is installed, the oldest first."""
        return list(self._installed)

    def named(self, id: int) -> Installed | None:
        """The profile with this id."""
        return next((each for each in self._installed if each.id == id), None)

    def put(self, new: Installed) -> None:
        """Install a profile, in the place of the one with its id (K01.FR.05)."""
        self.keep([*(each for each in self._installed if each.id != new.id), new])

    def drop(self, gone: list[Installed]) -> None:
        """Remove these."""
        self.keep([each for each in self._installed if each not in gone])

    def keep(self, installed: list[Installed]) -> None:
        """Hold these and no others."""
        self._installed = installed
        for told in self.changed:
            told()

    def choose(self, evse: int, chosen: Installed | None) -> None:
        """The EV at an EVSE takes this and no more; None for what it is offered."""
        if chosen is not None:
            self.chosen[evse] = chosen
        elif self.chosen.pop(evse, None) is None:
            return
        self.keep(self._installed)

    def chosen_at(self, evse: int) -> list[Installed]:
        """What the EV at an EVSE has chosen, if it has."""
        return [self.chosen[evse]] if evse in self.chosen else []

    def place(self, each: Installed) -> int | None:
        """The EVSE of a profile: a transaction takes its own along; None while that has no EVSE."""
        if each.purpose != TRANSACTION or "transactionId" not in each.profile:
            return each.evse
        session = self._transactions.session(each.profile["transactionId"])
        return each.evse if session is None else session.evse

    def _drop_ended(self) -> None:
        ended = [each for each in self._installed if self._station.decide(profile_is_over, each)]
        if ended:
            self.drop(ended)
        for evse, each in list(self.chosen.items()):
            if self._station.decide(profile_is_over, each):
                self.choose(evse, None)


def profile_is_over(station: Core, each: Installed) -> bool:
    """Whether a profile was for a transaction that is there no more (K02.FR.05)."""
    id = each.profile.get("transactionId")
    return each.purpose == TRANSACTION and id is not None and station.part(Transactions).session(id) is None


def profile_kept(station: Core, new: Installed) -> None:
    """Keep a profile that was accepted, for the one place that it was set for (K01.FR.14, K01.FR.15)."""
    station.part(Profiles).put(new)


def profiles_after_boot(_: Core, installed: list[Installed]) -> list[Installed]:
    """What a boot leaves of the profiles (K01.FR.27)."""
    return installed


def boots(station: Core) -> None:
    """The station boots, for whatever reason."""
    profiles = station.part(Profiles)
    profiles.keep(station.decide(profiles_after_boot, profiles.all()))


SEAMS = (profile_is_over, profile_kept, profiles_after_boot)
