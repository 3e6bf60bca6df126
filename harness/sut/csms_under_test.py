"""The CSMS under test: the bundled one, started for one case, or the one at a URL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.csms import Csms, CsmsConfig, NotSentError
from ocpp_conformance.harness.evidence import HarnessError
from ocpp_conformance.harness.faults import break_it
from ocpp_conformance.harness.peer import CallFailedError
from ocpp_conformance.harness.probes import CsmsAddress
from ocpp_conformance.harness.sut.carriers import Carrier
from ocpp_conformance.harness.sut.certificates import SERIAL_NUMBER, Certificates
from ocpp_conformance.harness.sut.description import EMBEDDED_CALL_TIMEOUT, EMBEDDED_TOKENS, Description, fresh_identity
from ocpp_conformance.harness.sut.driver import DONE, Driver, Intent, Receipt, Result
from ocpp_conformance.harness.transport import Secret

PASSWORD = Secret("open-conformance-0001")
"""The password of every station that the embedded CSMS knows."""
OTHER_PASSWORD = Secret("open-conformance-0002")
"""The password of the second station that the embedded CSMS knows."""


@dataclass(frozen=True, slots=True)
class CsmsUnderTest:
    """How a case reaches the CSMS; `other` is a second known station where there is one, `driver` drives its side."""

    address: CsmsAddress
    driver: Driver | None
    other: CsmsAddress | None


class BundledCsmsDriver:
    """The in-process carrier of the driver contract for the bundled CSMS."""

    def __init__(self, csms: Csms, identity: str) -> None:
        self._csms, self._identity = csms, identity

    def describe(self) -> frozenset[str]:
        return frozenset({"setup", "trigger"})

    async def setup(self, state: Mapping[str, Any]) -> Receipt:
        if set(state) != {"registration"}:
            return Receipt(Result.UNSUPPORTED, f"state {sorted(state)}")
        self._csms.plan_registration(self._identity, *state["registration"])
        return DONE

    async def observe(self) -> Mapping[str, Any]:
        station = self._csms.stations[self._identity]
        running = [transaction.transaction_id for transaction in station.transactions.values() if not transaction.ended]
        return {"connected": station.connected, "registration": station.registration, "transactions": running}

    async def intend(self, intent: Intent) -> Receipt:
        if intent.name != "trigger":
            return Receipt(Result.UNSUPPORTED, intent.name)
        try:
            await self._csms.trigger(self._identity, **intent.arguments)
        except NotSentError as error:  # the CSMS has no connection for it: its own doing, whatever the reason
            return Receipt(Result.DECLINED, str(error))
        except CallFailedError:
            pass  # it was sent; what became of it shows on the wire
        return DONE


@asynccontextmanager
async def csms_under_test(
    sut: Description, n: int, certificates: Certificates | None = None, carrier: Carrier | None = None
) -> AsyncIterator[CsmsUnderTest]:
    """The CSMS for the n-th case, with an identity that it knows; the bundled one speaks TLS with certificates.

    An external one is driven by way of the carrier, where there is one.
    """
    if not sut.embedded:
        address = sut.address(n)
        yield CsmsUnderTest(address, None if carrier is None else carrier.facing(address.identity), None)
        return
    identity, other = fresh_identity(), fresh_identity()
    statuses = {"accepted": "Accepted", "blocked": "Blocked", "expired": "Expired", "invalid": "Invalid"}
    config = CsmsConfig(
        passwords={identity: PASSWORD, other: OTHER_PASSWORD},
        tokens={(token.text, token.kind): statuses[name] for name, token in EMBEDDED_TOKENS.items()},
        interval=10,
        time_scale=sut.patience.time_scale,
        call_timeout=EMBEDDED_CALL_TIMEOUT,
        tls=None if certificates is None else certificates.server(),
        serial_numbers=dict.fromkeys((identity, other), SERIAL_NUMBER),
    )
    csms = Csms(config)
    break_it(csms, sut.csms_fault)
    async with csms:
        tls = None if certificates is None else certificates.client()
        yield CsmsUnderTest(
            CsmsAddress(csms.url, identity, PASSWORD, tls=tls),
            BundledCsmsDriver(csms, identity),
            CsmsAddress(csms.url, other, OTHER_PASSWORD, tls=tls),
        )
    if csms.errors and sut.csms_fault is None:
        raise HarnessError(f"the bundled CSMS failed: {csms.errors[0]!r}")
