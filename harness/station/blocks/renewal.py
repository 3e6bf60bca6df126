"""Functional block A: another certificate of the station, by a CSR, when it is told to (A02) and by itself (A03)."""

from __future__ import annotations

import asyncio
from functools import partial

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import security
from ocpp_conformance.harness.station.blocks.certificates import CSMS_ROOT, Certificates
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core, Handler, Send
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.transport import Secret

OF_STATION = "ChargingStationCertificate"
MONTH = 30.0
"""Days before the end of its certificate from when on a station asks for another one (A03.FR.02)."""
CHAIN_SIZE = 5600
"""Characters of a certificateChain."""


class Renewal:
    """What a station remembers of a certificate that it waits for.

    `signed` are by certificateType those who take other certificates than this.
    """

    kind = OF_STATION

    def __init__(self, station: Core) -> None:
        self._station = station
        self._over = asyncio.Event()
        self._by_itself = False
        self._next_look = 0.0
        self.signed: dict[str, Handler] = {}
        self.waits_for: tuple[str, Secret] | None = None
        """The CSR in PEM, and the private key in PEM, which never leaves the station (A02.FR.05)."""

    def forget(self) -> None:
        """Wait for no certificate any more."""
        self._over.set()
        self.waits_for = None

    def boots(self) -> None:
        """A new start: nothing has been asked for since."""
        self.forget()
        self._by_itself, self._next_look = False, 0.0

    def taken(self) -> None:
        """A certificate has come: the station may ask by itself for the one after it, but not before tomorrow."""
        self.forget()
        self._by_itself = False

    def look(self) -> None:
        """Ask for a certificate where the one that the station signs in with will soon expire (A03.FR.02): once, as it
        asks again after that when it is told to (A03.FR.19)."""
        now, waits = self._station.clock.now(), self.waits_for is not None
        if not (self._by_itself or waits or now < self._next_look) and self.due():
            self._by_itself, self._next_look = True, now + DAY
            self.begin()

    def due(self) -> bool:
        """Whether the certificate that the station signs in with will soon expire."""
        return self._station.security_profile == 3 and self._station.decide(own_days_left) <= MONTH

    def begin(self) -> None:
        """Ask for a certificate."""
        self._station.decide(renewal_begun)

    def common_name(self) -> str:
        """Whom the certificate is to name (A00.FR.511)."""
        return self._station.config.told_serial_number or self._station.config.identity

    def refused(self) -> None:
        """The CSMS signs none."""

    async def ask(self) -> None:
        """Ask for a certificate until one comes: again after CertSigningWaitMinimum, each wait twice as long as the
        one before (A02.FR.17, A02.FR.18), CertSigningRepeatTimes doublings (A02.FR.19)."""
        from ocpp_conformance.harness.transport.certificates import new_request  # brings cryptography along

        self.forget()
        station, over = self._station, asyncio.Event()
        self._over = over
        organization = station.model.text("SecurityCtrlr", "OrganizationName")
        self.waits_for = new_request(self.common_name(), organization)  # A02.FR.02
        attempt = 0
        while await self._sent(self.waits_for[0]):
            wait = station.decide(signing_wait, attempt)
            if wait is None or await station.clock.wait(over, wait):
                return
            attempt += 1

    async def _sent(self, csr: str) -> bool:
        """Send the CSR; whether the CSMS accepted it."""
        said: list[Payload] = []
        payload = self._station.decide(signing_request, {"csr": csr, "certificateType": self.kind})
        item = Item("SignCertificate", dict(payload), requested=True, answered=said.append)
        self._station.outbox.post(item)
        await item.settled.wait()
        if any(answer["status"] == "Rejected" for answer in said):
            self.refused()
        return any(answer["status"] == "Accepted" for answer in said)


def trigger_renewal(station: Core, _evse: Payload) -> Send | None:
    return lambda: station.decide(renewal_begun)


def renewal_begun(station: Core) -> None:
    """Ask for a certificate."""
    station.tasks.start(station.part(Renewal).ask(), "renewal")


async def renewal_watched(station: Core, _outage: float | None) -> None:
    """Renew the certificate in its last month: look at it when a connection is accepted, and every day (A03.FR.02)."""
    renewal = station.part(Renewal)
    while True:
        await station.acceptance.wait()
        renewal.look()
        await station.clock.wait(asyncio.Event(), DAY)


def own_days_left(station: Core) -> float:
    """Days until the certificate that it signs in with expires."""
    from ocpp_conformance.harness.transport.certificates import days_left, der_of

    chain = station.part(Certificates).own_chain
    return MONTH + 1 if chain is None else days_left(der_of(chain))


def signing_request(_: Core, payload: Payload) -> Payload:
    """What is sent as SignCertificate."""
    return payload


def signing_wait(station: Core, attempt: int) -> float | None:
    """OCPP seconds to wait for a certificate after this attempt, counted from 0; None sends no CSR after it."""
    model = station.model
    if attempt > model.integer("SecurityCtrlr", "CertSigningRepeatTimes"):
        return None
    return float(model.integer("SecurityCtrlr", "CertSigningWaitMinimum") * 2**attempt)


def certificate_signed(station: Core, request: Payload) -> Payload:
    """CertificateSigned: take a good certificate into use, or discard a bad one and say so (A02.FR.06, A02.FR.07)."""
    chain, renewal = request["certificateChain"], station.part(Renewal)
    kind = request.get("certificateType", OF_STATION)
    if kind != OF_STATION:
        other = renewal.signed.get(kind)
        return rejected("UnsupportedRequest") if other is None else other(station, request)
    if len(chain) > CHAIN_SIZE:
        return rejected("TooLargeElement")  # A02.FR.16
    asked = renewal.waits_for
    if station.decide(chain_objection, chain) is not None or asked is None:
        renewal.forget()  # A02.FR.20
        security.report(station, "InvalidChargingStationCertificate")
        return rejected("InvalidCertificate")
    renewal.taken()
    station.connection.after(lambda: station.decide(certificate_taken, chain, asked[1]))
    return {"status": "Accepted"}


def chain_objection(station: Core, chain: str) -> str | None:
    """What is wrong with a certificate chain; None where it is good."""
    from ocpp_conformance.harness.transport.certificates import chain_problem

    asked = station.part(Renewal).waits_for
    roots = [each.pem for each in station.part(Certificates).all if each.kind == CSMS_ROOT]
    return "a certificate that nobody asked for" if asked is None else chain_problem(chain, asked[0], roots)


def certificate_taken(station: Core, chain: str, key: Secret) -> None:
    """Sign in with another certificate, at once where certificates are what the station signs in with (A02.FR.08)."""
    station.part(Certificates).own = (chain, key)
    if station.security_profile == 3:
        station.tasks.start(security.reconnect(station), "new certificate")


def variables(_: Core) -> list[Variable]:
    make = partial(Variable, component="SecurityCtrlr", data_type="integer")
    number = partial(make, mutability=RW, minimum=0)
    return [
        make(name="MaxCertificateChainSize", value=str(CHAIN_SIZE), maximum=10000),
        number(name="CertSigningWaitMinimum", value="60", unit="s", maximum=DAY),
        number(name="CertSigningRepeatTimes", value="3", maximum=20),
    ]


def rejected(reason: str) -> Payload:
    """The answer to a certificate that is not taken."""
    return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}


BLOCK = Block(
    state=Renewal,
    handlers={"CertificateSigned": certificate_signed},
    triggers={"SignChargingStationCertificate": trigger_renewal},
    variables=variables,
    seams=(renewal_begun, own_days_left, signing_request, signing_wait, chain_objection, certificate_taken),
    powered_off=lambda station: station.part(Renewal).forget(),
    boots=lambda station: station.part(Renewal).boots(),
    connected=renewal_watched,
)
