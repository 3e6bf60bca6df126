"""One try to connect to a CSMS: what came of the upgrade request."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.evidence import Docket, Miss, Source
from ocpp_conformance.harness.transport import Handshake


@dataclass(frozen=True)
class Attempt:
    """How an upgrade went and whether service was given afterwards.

    `status` is the HTTP status, None when the server gave none; `problem` says why there was no proper handshake;
    `served` tells that a BootNotification sent on the connection was answered with Accepted, `after` what came instead.
    """

    docket: Docket
    status: int | None
    handshake: Handshake | None
    problem: str
    served: bool
    after: str

    @property
    def seen(self) -> str:
        """What was seen, in a few words."""
        if self.status is None:
            return self.problem
        if self.status != 101:
            return f"HTTP status {self.status}"
        return f"101, then {'service' if self.served else self.after}"

    def turned_away(self, source: Source, *, with_status: tuple[int, ...] = ()) -> None:
        """Check that no service was given; other statuses than `with_status` are an advisory, like letting the client
        in and closing or rejecting the boot afterwards."""
        if self.served:
            miss = Miss("", "the connection attempt to be refused", self.seen)
            self.docket.judge(source, (miss,), seen=self.seen)
        elif self.status is None:
            miss = Miss("", "an answer to the upgrade request", self.seen)
            self.docket.judge(source, (miss,), seen=self.seen)
        elif with_status and self.status not in with_status:
            miss = Miss("", f"HTTP status {' or '.join(map(str, with_status))}", self.seen)
            self.docket.judge(source, (miss,), mild=True, seen=self.seen)
        else:
            self.docket.judge(source, (), seen=self.seen)
