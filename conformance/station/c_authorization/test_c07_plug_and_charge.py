"""C07: plug and charge, as Part 6 tries it: with and without a connection, by the station's own roots and without."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, CsmsProbe, Need, absent_or, case, step
from ocpp_conformance.conformance.station.c_authorization.contracts import (
    PLUG_AND_CHARGE,
    plugged_in_offline,
    plugging_in,
)
from ocpp_conformance.conformance.station.c_authorization.outdated import OFFLINE, UNKNOWN
from ocpp_conformance.conformance.station.c_authorization.plug_and_charge import (
    ACCEPTED,
    connected_offline,
    contract_asked,
    contract_authorized,
    contract_known,
    equipped,
    never_charges,
)
from ocpp_conformance.conformance.station.connectors import connector_reported
from ocpp_conformance.conformance.station.iso15118 import setting
from ocpp_conformance.conformance.station.m_certificates.certificates import MO_ROOT, V2G_ROOT
from ocpp_conformance.conformance.station.states import energy_transfer_started, event_told
from ocpp_conformance.conformance.station.variables import configured

_TOPICS, _NEEDS = ("iso15118",), (Need.ALLOW_CERTIFICATES,)
_OFFLINE = (Need.BOOT_SCALE, Need.ALLOW_CERTIFICATES, Need.ALLOW_CACHE, Need.ALLOW_LISTS)
_CENTRAL = "CentralContractValidationAllowed"
_CANCELLED = {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "ContractCancelled"}
_REVOKED = {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertificateRevoked"}
_STRANGERS = {**UNKNOWN, "attributeValue": "false"}


@case("TC_C_50_CS", topics=_TOPICS, needs=_NEEDS, intents=PLUG_AND_CHARGE)
async def test_good_contract_charges(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    csms.answers("Authorize", ACCEPTED)
    alone = configured(csms, setting(_CENTRAL, False), if_implemented=True)
    async with equipped(csms, V2G_ROOT, MO_ROOT), alone, plugging_in(csms, station_driver) as visit:
        ask = await contract_asked(visit, step(1), iso15118CertificateHashData=NOT_EMPTY)
        await contract_authorized(visit, ask, step(3))
        await energy_transfer_started(visit, step(5))


@case("TC_C_51_CS", topics=_TOPICS, needs=_NEEDS, intents=PLUG_AND_CHARGE)
async def test_cancelled_contract_charges_not(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    csms.answers("Authorize", _CANCELLED)
    alone = configured(csms, setting(_CENTRAL, False), if_implemented=True)
    async with equipped(csms, V2G_ROOT, MO_ROOT), alone, plugging_in(csms, station_driver) as visit:
        ask = await contract_asked(visit, step(1), iso15118CertificateHashData=NOT_EMPTY)
        await never_charges(visit, step(2), "Authorized", since=ask.frame)


@case("TC_C_52_CS", topics=_TOPICS, needs=_NEEDS, intents=PLUG_AND_CHARGE)
async def test_contract_that_the_csms_finds_good_charges(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    csms.answers("Authorize", ACCEPTED)
    asking = plugging_in(csms, station_driver, setting(_CENTRAL, True), root_known=False)
    async with equipped(csms, V2G_ROOT), asking as visit:
        ask = await contract_asked(
            visit, step(1), certificate=NOT_EMPTY, iso15118CertificateHashData=absent_or(NOT_EMPTY)
        )
        await contract_authorized(visit, ask, step(3))
        await energy_transfer_started(visit, step(5))


@case("TC_C_53_CS", topics=_TOPICS, needs=_NEEDS, intents=PLUG_AND_CHARGE)
async def test_contract_that_the_csms_finds_revoked_charges_not(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    csms.answers("Authorize", _REVOKED)
    asking = plugging_in(csms, station_driver, setting(_CENTRAL, True), root_known=False)
    async with equipped(csms, V2G_ROOT), asking as visit:
        ask = await contract_asked(
            visit, step(1), certificate=NOT_EMPTY, iso15118CertificateHashData=absent_or(NOT_EMPTY)
        )
        await never_charges(visit, step(2), "Authorized", since=ask.frame)


@case("TC_C_54_CS", topics=(*_TOPICS, "offline"), needs=_OFFLINE, intents=PLUG_AND_CHARGE)
async def test_contract_charges_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """C07.FR.09 asks for LocalAuthorizeOffline, which Part 6 does not name."""
    known = equipped(csms, V2G_ROOT, MO_ROOT), contract_known(csms, station_driver)
    trust = configured(csms, OFFLINE, UNKNOWN, if_implemented=True)
    plugs_in = plugging_in(csms, station_driver, setting("ContractValidationOffline", True))
    async with known[0], known[1], trust, plugs_in as visit:
        gap = await plugged_in_offline(visit)
        visit.authorized = visit.plugged
        await connector_reported(csms, step(3), "Occupied", visit.place, since=gap.since)
        await connected_offline(visit, step(5), since=gap.since)
        if visit.starts & {"Authorized", "EVConnected"}:
            event = await event_told(visit, step(7), gap.since, "Authorized")
            event.meets(step(7), triggerReason="Authorized", offline=True)
        await energy_transfer_started(visit, step(9))


@case("TC_C_55_CS", topics=(*_TOPICS, "offline"), needs=_OFFLINE, intents=PLUG_AND_CHARGE)
async def test_contract_charges_not_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """A station that asks about the contract once it is back is told that it is cancelled."""
    known = equipped(csms, V2G_ROOT, MO_ROOT), contract_known(csms, station_driver)
    trust = configured(csms, OFFLINE, _STRANGERS, if_implemented=True)
    plugs_in = plugging_in(csms, station_driver, setting("ContractValidationOffline", False))
    async with known[0], known[1], trust, plugs_in as visit:
        csms.answers("Authorize", _CANCELLED)
        gap = await plugged_in_offline(visit)
        await connector_reported(csms, step(3), "Occupied", visit.place, since=gap.since)
        await connected_offline(visit, step(5), since=gap.since)
        await never_charges(visit, step(7), "Authorized", "ChargingStateChanged", since=gap.since)
