"""What came of an upgrade request: a connection that was opened, or a try with something changed."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.evidence import Checklist, Miss, Source
from ocpp_conformance.harness.evidence.matchers import mismatches
from ocpp_conformance.harness.transport import Handshake


@dataclass(frozen=True)
class Opened:
    """An upgrade that was answered with 101; `frame` is its place in the recording."""

    checklist: Checklist
    handshake: Handshake
    frame: int

    def meets(self, source: Source, **fields: object) -> None:
        """Check the `status`, the `path` that was asked for, and the answer's headers: `upgrade`, `subprotocol`,
        `extensions` (nothing where the header is missing, several values joined by commas)."""
        answered = self.handshake.answered
        actual = {
            "status": self.handshake.status,
            "path": self.handshake.path,
            "upgrade": ", ".join(answered("Upgrade")) or None,
            "subprotocol": ", ".join(answered("Sec-WebSocket-Protocol")) or None,
            "extensions": ", ".join(answered("Sec-WebSocket-Extensions")) or None,
        }
        self.checklist.book(source, mismatches(fields, actual), frame=self.frame)


@dataclass(frozen=True)
class Attempt:
    """How an upgrade went and whether service was given afterwards.

    `status` is the HTTP status, None when the server gave none; `problem` says why there was no proper handshake;
    `served` tells that a BootNotification sent on the connection was answered with Accepted, `after` what came instead,
    `left_open` that the server had not closed the connection even then, `lost` that it crashed or gave no answer.
    """

    checklist: Checklist
    status: int | None
    handshake: Handshake | None
    problem: str
    served: bool
    after: str
    left_open: bool = False
    lost: bool = False

    @property
    def seen(self) -> str:
        """What was seen, in a few words."""
        if self.status is None:
            return self.problem
        if self.status != 101:
            return f"HTTP status {self.status}"
        return f"101, then {'service' if self.served else self.after}"

    def let_in(self, source: Source) -> None:
        """Check that service was given; a client that is turned away, by a status, a close frame or an answer, is an
        advisory, a server that is not there, crashed or mute a miss."""
        misses = () if self.served else (Miss("", "the station to be let in and served", self.seen),)
        turned_away = self.status is not None and not self.lost
        self.checklist.book(source, misses, mild=turned_away, seen=self.seen)

    def turned_away(self, source: Source, *, with_status: tuple[int, ...] = (), may_stay_open: bool = True) -> None:
        """Check that no service was given; other statuses than `with_status` are an advisory, like letting the client
        in and closing or rejecting the boot afterwards. With `may_stay_open` off, a client let in must be closed."""
        if self.served:
            miss = Miss("", "the connection attempt to be refused", self.seen)
            self.checklist.book(source, (miss,), seen=self.seen)
        elif self.status is None:
            miss = Miss("", "an answer to the upgrade request", self.seen)
            self.checklist.book(source, (miss,), seen=self.seen)
        elif self.left_open and not may_stay_open:
            miss = Miss("", "the connection to be closed at once", self.seen)
            self.checklist.book(source, (miss,), seen=self.seen)
        elif with_status and self.status not in with_status:
            miss = Miss("", f"HTTP status {' or '.join(map(str, with_status))}", self.seen)
            self.checklist.book(source, (miss,), mild=True, seen=self.seen)
        else:
            self.checklist.book(source, (), seen=self.seen)
