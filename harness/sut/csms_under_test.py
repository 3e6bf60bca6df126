"""The CSMS under test: the bundled one, started for one case, or the one at a URL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.csms import Csms, CsmsConfig, NotSentError
from ocpp_conformance.harness.csms.operations import OPERATIONS
from ocpp_conformance.harness.evidence import HarnessError
from ocpp_conformance.harness.peer import CallFailedError
from ocpp_conformance.harness.probes import CsmsAddress
from ocpp_conformance.harness.sut.carriers import Carrier
from ocpp_conformance.harness.sut.description import (
    EMBEDDED_CALL_TIMEOUT,
    EMBEDDED_TOKENS,
    SERIAL_NUMBER,
    Description,
    fresh_identity,
)
from ocpp_conformance.harness.sut.driver import DONE, Driver, Intent, Receipt, Result
from ocpp_conformance.harness.sut.intents import SETUP
from ocpp_conformance.harness.transport import Secret

if TYPE_CHECKING:
    from ocpp_conformance.harness.sut.certificates import Certificates
    from ocpp_conformance.harness.sut.plug_and_charge import PlugAndCharge

PASSWORD = Secret("open-conformance-0001")
"""The password of every station that the embedded CSMS knows."""
OTHER_PASSWORD = Secret("open-conformance-0002")
"""The password of the second station that the embedded CSMS knows."""


TOKEN_STATUSES = MappingProxyType(
    {
        "accepted": "Accepted",
        "blocked": "Blocked",
        "expired": "Expired",
        "invalid": "Invalid",
        "group": "Accepted",
        "master_pass": "Accepted",
        "no_credit": "NoCredit",
        "concurrent": "ConcurrentTx",
    }
)
"""What the embedded CSMS says of the id tokens that it knows, by name."""
TOKEN_GROUPS = MappingProxyType({"accepted": "group_id", "group": "group_id", "master_pass": "master_pass_id"})
"""Which of them are of a group, and the name of its groupIdToken."""


@dataclass(frozen=True, slots=True)
class CsmsUnderTest:
    """How a case reaches the CSMS; `other` is a second known station where there is one, `driver` drives its side.

    `higher` is where the same station connects with the next security profile; only where the case runs on profile 2
    and the CSMS is the bundled one. `uploads` is where the bundled one takes files, when it was asked to.
    """

    address: CsmsAddress
    driver: Driver | None
    other: CsmsAddress | None
    higher: CsmsAddress | None = None
    uploads: str | None = None


def _tokens(csms: Csms, _: str, tokens: list[Mapping[str, Any]]) -> None:
    for token in tokens:
        group = token.get("group")
        of = None if group is None else (group["id_token"], group["type"])
        csms.set_token(token["id_token"], token["type"], token["status"], of)


def _local_list(csms: Csms, identity: str, held: Mapping[str, Any]) -> None:
    csms.take_local_list(identity, held["version"], held["entries"])


def _price(csms: Csms, identity: str, price: float) -> None:
    station = csms.records.station(identity)
    station.price = price
    csms.keep(station)


_PREPARE: Mapping[str, Callable[[Csms, str, Any], None]] = {
    "registration": lambda csms, identity, statuses: csms.plan_registration(identity, *statuses),
    "tokens": _tokens,
    "local_list": _local_list,
    "price": _price,
    "password": lambda csms, identity, password: csms.register(identity, Secret(password)),
    "security_profile": lambda csms, identity, profile: csms.allow_security_profile(identity, profile),
}
"""How each of `intents.STATES` is brought about."""


class BundledCsmsDriver:
    """The in-process carrier of the driver contract for the bundled CSMS."""

    def __init__(self, csms: Csms, identity: str) -> None:
        self._csms, self._identity = csms, identity

    def describe(self) -> frozenset[str]:
        return frozenset({SETUP, *OPERATIONS})

    async def setup(self, state: Mapping[str, Any]) -> Receipt:
        if unknown := set(state) - set(_PREPARE):
            return Receipt(Result.UNSUPPORTED, f"state {sorted(unknown)}")
        for name, value in state.items():
            _PREPARE[name](self._csms, self._identity, value)
        return DONE

    async def observe(self) -> Mapping[str, Any]:
        station = self._csms.stations[self._identity]
        running = [transaction.transaction_id for transaction in station.transactions.values() if not transaction.ended]
        return {"connected": station.connected, "registration": station.registration, "transactions": running}

    async def intend(self, intent: Intent) -> Receipt:
        if intent.name not in OPERATIONS:
            return Receipt(Result.UNSUPPORTED, intent.name)
        try:
            await self._csms.operate(self._identity, intent.name, **intent.arguments)
        except NotSentError as error:  # the CSMS has no connection for it: its own doing, whatever the reason
            return Receipt(Result.DECLINED, str(error))
        except CallFailedError:
            pass  # it was sent; what became of it shows on the wire
        return DONE


def _key(name: str) -> tuple[str, str]:
    token = EMBEDDED_TOKENS[name]
    return token.text, token.kind


def _with_evs(config: CsmsConfig, known: PlugAndCharge) -> CsmsConfig:
    from ocpp_conformance.harness.sut.plug_and_charge import stand_in  # brings cryptography along

    return replace(
        config,
        tokens={**config.tokens, (known.emaid, "eMAID"): "Accepted"},
        contract_roots=() if known.operator is None else (known.operator.root,),
        contract_pool=stand_in,
        v2g_ca=known.v2g_ca,
    )


@asynccontextmanager
async def csms_under_test(
    sut: Description,
    n: int,
    certificates: Certificates | None = None,
    carrier: Carrier | None = None,
    plug_and_charge: PlugAndCharge | None = None,
    *,
    uploads: bool = False,
) -> AsyncIterator[CsmsUnderTest]:
    """The CSMS for the n-th case, with an identity that it knows; the bundled one speaks TLS with certificates.

    An external one is driven by way of the carrier, where there is one. The bundled one knows the EVs that
    `plug_and_charge` is about.
    """
    if not sut.embedded:
        address = sut.address(n)
        yield CsmsUnderTest(address, None if carrier is None else carrier.facing(address.identity), None)
        return
    identity, other = fresh_identity(), fresh_identity()
    higher = None if certificates is None or certificates.profile != 2 else 3
    config = CsmsConfig(
        passwords={identity: PASSWORD, other: OTHER_PASSWORD},
        tokens={_key(name): status for name, status in TOKEN_STATUSES.items()},
        groups={_key(name): _key(group) for name, group in TOKEN_GROUPS.items()},
        interval=10,
        time_scale=sut.patience.time_scale,
        call_timeout=EMBEDDED_CALL_TIMEOUT,
        tls=None if certificates is None else certificates.server(),
        higher_tls=None if certificates is None or higher is None else certificates.server(profile=higher),
        serial_numbers=dict.fromkeys((identity, other), SERIAL_NUMBER),
        ca=None if certificates is None else certificates.pki,
        upload_port=0 if uploads else None,
    )
    if plug_and_charge is not None:
        config = _with_evs(config, plug_and_charge)
    csms = Csms(config)
    if sut.csms_fault is not None:
        from ocpp_conformance.harness.faults import break_it  # many modules, needed by few runs

        break_it(csms, sut.csms_fault)
    async with csms:
        tls = None if certificates is None else certificates.client()
        above = None
        if certificates is not None and higher is not None:
            above = CsmsAddress(csms.higher_url, identity, None, tls=certificates.client(profile=higher))
        yield CsmsUnderTest(
            CsmsAddress(csms.url, identity, PASSWORD, tls=tls),
            BundledCsmsDriver(csms, identity),
            CsmsAddress(csms.url, other, OTHER_PASSWORD, tls=tls),
            above,
            csms.uploads.url if uploads else None,
        )
    if csms.errors and sut.csms_fault is None:
        raise HarnessError(f"the bundled CSMS failed: {csms.errors[0]!r}")
