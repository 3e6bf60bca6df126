"""What came of a TLS handshake that the system under test must not let succeed."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.evidence import Docket, Miss, Source
from ocpp_conformance.harness.transport.hello import Ended, Ending


@dataclass(frozen=True)
class TlsEnd:
    """How it ended. `what` names our part, "a certificate that has expired"."""

    docket: Docket
    what: str
    ended: Ended

    def by_system(self, source: Source) -> None:
        """Check that the system ended it, by an alert or a close. Where our side did, nothing can be said."""
        if self.ended.ending is Ending.OURS:
            raise self.docket.give_up(f"{self.what}: {self.ended}")
        rejected = self.ended.ending in (Ending.ALERT, Ending.CLOSED)
        misses = () if rejected else (Miss("", f"{self.what} to end the connection", str(self.ended)),)
        self.docket.judge(source, misses, seen=f"{self.what}: {self.ended}")
