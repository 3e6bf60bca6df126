"""What came of a TLS handshake that shows what the system under test takes and what it must end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ocpp_conformance.harness.evidence import Checklist, Miss, Source
from ocpp_conformance.harness.transport.cipher_suites import WEAK, Suite
from ocpp_conformance.harness.transport.client_hello import Ended, Ending


@dataclass(frozen=True)
class TlsEnd:
    """How it ended. `what` names our part, "a certificate that has expired"; `offered` are the codes of the cipher
    suites that a station offered, `compressions` those of the methods of compression (RFC 3749)."""

    checklist: Checklist
    what: str
    ended: Ended
    offered: frozenset[int] = frozenset()
    compressions: frozenset[int] = frozenset()

    def by_system(self, source: Source) -> None:
        """Check that the system ended it, by an alert or a close. Where our side did, nothing can be said."""
        rejected = self._ending() in (Ending.ALERT, Ending.CLOSED)
        misses = () if rejected else (Miss("", f"{self.what} to end the connection", str(self.ended)),)
        self.checklist.book(source, misses, seen=f"{self.what}: {self.ended}")

    def not_at_all(self, source: Source) -> None:
        """Check that the system went along. Where our side ended it, nothing can be said."""
        went_on = self._ending() is Ending.WENT_ON
        misses = () if went_on else (Miss("", f"{self.what} to be taken", str(self.ended)),)
        self.checklist.book(source, misses, seen=f"{self.what}: {self.ended}")

    def offers_one_of(self, source: Source, *groups: Iterable[Suite]) -> None:
        """Check that the station offered all cipher suites of one of these groups."""
        lacking = [[suite.name for suite in group if suite.code not in self.offered] for group in groups]
        missed = "no " + ", no ".join(" and no ".join(names) for names in lacking)
        misses = () if [] in lacking else (Miss("", "the suites of one group", missed),)
        self.checklist.book(source, misses)

    def offers_no_weak_suite(self, source: Source) -> None:
        """Check that none of the suites that aren't fit for anything is among those that the station offered."""
        weak = [f"0x{code:04X}" for code in WEAK if code in self.offered]
        misses = (Miss("", "no weak cipher suite in the ClientHello", ", ".join(weak)),) if weak else ()
        self.checklist.book(source, misses)

    def offers_no_compression(self, source: Source) -> None:
        """Check that the station offered to leave everything uncompressed, and nothing else."""
        others = ", ".join(f"method {code}" for code in sorted(self.compressions - {0}))
        misses = (Miss("", "no compression method but null in the ClientHello", others),) if others else ()
        self.checklist.book(source, misses)

    def _ending(self) -> Ending:
        if self.ended.ending is Ending.OURS:
            raise self.checklist.give_up(f"{self.what}: {self.ended}")
        return self.ended.ending
