"""What OCSP responders say of certificates: asked for before a CALL about them is answered (C07.FR.05, M06)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ocpp_conformance.harness.csms.stations import kept
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import wall

if TYPE_CHECKING:
    from cryptography import x509

    from ocpp_conformance.harness.transport.ocsp import CertId, Said

PATIENCE = 3.0
"""Real seconds that a responder may take: an EV waits 5 s for what becomes of its contract (C07, remarks)."""
LIMIT = 64 * 2**10
"""Bytes of an answer."""


class Responders:
    """Asks the responders at these `hosts`, and no others: the URLs come from whoever connects. `roots` (PEM) are whose
    answers are trusted. Keeps what they say as long as they allow, at least until the CALL is answered."""

    def __init__(self, hosts: Collection[str], roots: Sequence[str]) -> None:
        self._hosts, self._roots = frozenset(host.lower() for host in hosts), tuple(roots)
        self._said: dict[CertId, Said] = {}

    def lookup(
        self, wanted: Sequence[Payload], chain: Sequence[x509.Certificate] = ()
    ) -> Coroutine[Any, Any, object] | None:
        """What has to be waited for before something can be said of these certificates (OCSPRequestDataType); None
        where nobody is to be asked. The `chain` is theirs, where it is known."""
        due = []
        for data in wanted:
            id = _id_of(data)
            if id is None or self._is_fresh(id):
                continue
            if self.may_ask(data["responderURL"]):
                due.append(self._ask(id, data["responderURL"], chain))
            else:
                self._said.pop(id, None)
        return asyncio.wait_for(_all_of(due), PATIENCE) if due else None

    def said(self, data: Payload) -> Said | None:
        """What was said of a certificate (OCSPRequestDataType)."""
        id = _id_of(data)
        return None if id is None else self._said.get(id)

    def may_ask(self, url: str) -> bool:
        """Whether this is the URL of a responder that may be asked."""
        try:
            parts = urlsplit(url)
            return parts.scheme in ("http", "https") and (parts.hostname or "").lower() in self._hosts
        except ValueError:
            return False

    def _is_fresh(self, id: CertId) -> bool:
        said = self._said.get(id)
        return said is not None and said.until is not None and said.until > wall()

    async def _ask(self, id: CertId, url: str, chain: Sequence[x509.Certificate]) -> None:
        """Keep what a responder says in place of what was said before, which others may still be reading."""
        said = None
        try:
            said = await self._answer(id, url, chain)
        finally:
            self._said.pop(id, None)
            if said is not None:
                kept(self._said, id, said)

    async def _answer(self, id: CertId, url: str, chain: Sequence[x509.Certificate]) -> Said | None:
        from aiohttp import ClientError, ClientSession, InvalidURL  # a slow import, needed by few systems

        from ocpp_conformance.harness.transport.ocsp import read_answer, request_for

        headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
        try:
            content = request_for(id)
            async with (
                ClientSession() as session,
                session.post(url, data=content, headers=headers, allow_redirects=False) as response,
            ):
                answer = bytearray()
                async for part in response.content.iter_any():
                    answer += part
                    if len(answer) > LIMIT or response.status != 200:
                        return None
            return read_answer(bytes(answer), id, self._roots, chain)
        except (ClientError, InvalidURL, OSError, ValueError):
            return None


async def _all_of(due: Sequence[Coroutine[Any, Any, None]]) -> None:
    await asyncio.gather(*due)


def _id_of(data: Payload) -> CertId | None:
    from ocpp_conformance.harness.transport.ocsp import id_of  # brings cryptography along

    try:
        return id_of(data)
    except ValueError:
        return None
