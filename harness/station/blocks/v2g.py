"""Functional blocks A and M: the certificate that a station shows to EVs by ISO 15118 (A02, A03), and what OCSP says of
it (M06)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import security
from ocpp_conformance.harness.station.blocks.certificates import V2G_ROOT, Certificates
from ocpp_conformance.harness.station.blocks.ev_dialogue import COMPONENT
from ocpp_conformance.harness.station.blocks.renewal import CHAIN_SIZE, MONTH, Renewal, rejected
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

OF_V2G = "V2GCertificate"
WEEK = 7 * DAY
"""OCPP seconds after which what OCSP says is asked for again (M06.FR.10)."""


class V2gRenewal(Renewal):
    """What a station remembers of a V2G certificate that it waits for, and what OCSP says of the one that it has."""

    kind = OF_V2G

    def __init__(self, station: Core) -> None:
        super().__init__(station)
        self.statuses: dict[str, str] = {}
        """The ocspResult by the serial number of the certificate."""
        self.asked_at: float | None = None
        """When that was asked for, on the station's clock."""
        self.switched_off = False
        """Whether plug and charge is off until the next boot."""
        station.part(Renewal).signed[OF_V2G] = v2g_signed

    def begin(self) -> None:
        """Ask for a certificate."""
        self._station.decide(v2g_begun)

    def due(self) -> bool:
        """Whether the certificate that it has will soon expire."""
        from ocpp_conformance.harness.transport.certificates import days_left, der_of  # brings cryptography along

        if not enabled(self._station):
            return False
        chain = self._station.part(Certificates).v2g
        return chain is not None and days_left(der_of(chain)) <= MONTH

    def common_name(self) -> str:
        """The SeccId (A02, step 2.4 of its alternative scenario)."""
        return self._station.model.text(COMPONENT, "SeccId")

    def refused(self) -> None:
        """The CSMS signs no V2G certificate: no plug and charge until the next boot (A02.FR.21)."""
        self.switched_off = True
        self._station.decide(pnc_switched, False)


def enabled(station: Core) -> bool:
    """Whether the station may ask for V2G certificates."""
    return station.model.boolean(COMPONENT, "V2GCertificateInstallationEnabled")


def trigger_v2g(station: Core, _evse: Payload) -> Send | None:
    return None if not enabled(station) else lambda: station.decide(v2g_begun)


def v2g_begun(station: Core) -> None:
    """Ask for a V2G certificate (A02.FR.13, A03.FR.13)."""
    station.tasks.start(station.part(V2gRenewal).ask(), "V2G renewal")


def v2g_signed(station: Core, request: Payload) -> Payload:
    """CertificateSigned with a V2G certificate (A02.FR.06, A02.FR.07)."""
    from ocpp_conformance.harness.transport.certificates import chain_problem

    chain, renewal = request["certificateChain"], station.part(V2gRenewal)
    if len(chain) > CHAIN_SIZE:
        return rejected("TooLargeElement")
    asked = renewal.waits_for
    roots = station.part(Certificates).of_kind(V2G_ROOT)
    if asked is None or chain_problem(chain, asked[0], roots) is not None:
        renewal.forget()
        security.report(station, "InvalidChargingStationCertificate")
        return rejected("InvalidCertificate")
    renewal.taken()
    station.part(Certificates).v2g = chain
    station.connection.after(lambda: station.decide(statuses_refreshed))
    return {"status": "Accepted"}


def statuses_refreshed(station: Core) -> None:
    """Ask for what OCSP says of the V2G certificate and those above it (M06.FR.06, M06.FR.07)."""
    from ocpp_conformance.harness.transport.contracts import ocsp_data

    certificates, renewal = station.part(Certificates), station.part(V2gRenewal)
    chain, statuses = certificates.v2g, renewal.statuses
    if chain is None:
        return
    renewal.asked_at = station.clock.now()
    statuses.clear()
    for each in station.decide(statuses_due, ocsp_data(chain, certificates.root_of(chain))):
        number = each["serialNumber"]

        def answered(answer: Payload, number: str = number) -> None:
            if answer["status"] == "Accepted":
                statuses[number] = answer.get("ocspResult", "")

        station.outbox.post(Item("GetCertificateStatus", {"ocspRequestData": each}, answered=answered))


def statuses_due(_: Core, found: Sequence[Payload]) -> Sequence[Payload]:
    """The certificates about which OCSP is asked: the one of the station and those above it (M06.FR.07)."""
    return found


def pnc_switched(station: Core, on: bool) -> None:
    """Have plug and charge on or off."""
    station.model.write(COMPONENT, "PnCEnabled", str(on).lower())


async def v2g_watched(station: Core, _outage: float | None) -> None:
    """Renew the certificate in its last month (A03.FR.13), and what OCSP says every week (M06.FR.10)."""
    renewal = station.part(V2gRenewal)
    while True:
        await station.acceptance.wait()
        renewal.look()
        if renewal.asked_at is None or station.clock.now() - renewal.asked_at >= WEEK - DAY:  # it looks once a day
            station.decide(statuses_refreshed)
        await station.clock.wait(asyncio.Event(), DAY)


def boots(station: Core) -> None:
    """A new start: plug and charge is on again."""
    station.part(V2gRenewal).boots()
    if station.part(V2gRenewal).switched_off:
        station.part(V2gRenewal).switched_off = False
        station.decide(pnc_switched, True)


def variables(_: Core) -> list[Variable]:
    name = "V2GCertificateInstallationEnabled"
    return [Variable(component=COMPONENT, name=name, value="true", data_type="boolean", mutability=RW)]


BLOCK = Block(
    state=V2gRenewal,
    triggers={"SignV2GCertificate": trigger_v2g},
    variables=variables,
    seams=(v2g_begun, statuses_refreshed, statuses_due, pnc_switched),
    powered_off=lambda station: station.part(V2gRenewal).forget(),
    boots=boots,
    connected=v2g_watched,
)
