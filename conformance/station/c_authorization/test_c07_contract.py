"""C07, C08: an EV authorizes itself by its contract certificate, or its driver by a card."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, CsmsProbe, Need, case, text_like
from ocpp_conformance.conformance.station.c_authorization.contracts import (
    EMAID,
    PLUG_AND_CHARGE,
    charged_not,
    charged_offline,
    plugged_in_offline,
    plugging_in,
)
from ocpp_conformance.conformance.station.c_authorization.outdated import OFFLINE, UNKNOWN
from ocpp_conformance.conformance.station.iso15118 import setting
from ocpp_conformance.conformance.station.memory import cache_in_use, id_token_on_local_list
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting

_TOPICS = ("auth", "iso15118")
_OFFLINE, _SLOW = (*_TOPICS, "offline"), (Need.BOOT_SCALE,)
_ITSELF = setting("ContractValidationOffline", True)
_STRANGERS = {**UNKNOWN, "attributeValue": "false"}
_PEM = text_like(r"\s*-----BEGIN CERTIFICATE-----[\s\S]+", "certificates in PEM")


@case("PART2-CS-C07-01", "The contract of an EV is asked about", topics=_TOPICS, intents=PLUG_AND_CHARGE)
async def test_contract_is_asked_about(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with plugging_in(csms, station_driver) as visit:
        since = await visit.plug_in()
        ask = await csms.must_send("C07.FR.01", "Authorize", since=since, within=csms.patience.boot)
        ask.meets("C07.FR.02", idToken={"type": "eMAID"}, iso15118CertificateHashData=NOT_EMPTY)


@case("PART2-CS-C07-02", "A contract of an unknown root is sent along", topics=_TOPICS, intents=PLUG_AND_CHARGE)
async def test_contract_of_an_unknown_root(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    allowed = setting("CentralContractValidationAllowed", True)
    async with plugging_in(csms, station_driver, allowed, root_known=False) as visit:
        since = await visit.plug_in()
        ask = await csms.must_send("C07.FR.06", "Authorize", since=since, within=csms.patience.boot)
        ask.meets("C07.FR.06", idToken={"type": "eMAID"}, certificate=_PEM)


@case(
    "PART2-CS-C07-03",
    "Offline no contract does where the station may look at none",
    topics=_OFFLINE,
    needs=_SLOW,
    intents=PLUG_AND_CHARGE,
)
async def test_no_contract_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    never = setting("ContractValidationOffline", False)
    async with plugging_in(csms, station_driver, never, OFFLINE, UNKNOWN) as visit:
        gap = await plugged_in_offline(visit)
        await charged_not(visit, gap, "C07.FR.07")


@case("PART2-CS-C07-04", "Offline a contract that has expired", topics=_OFFLINE, needs=_SLOW, intents=PLUG_AND_CHARGE)
async def test_expired_contract_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with plugging_in(csms, station_driver, _ITSELF, OFFLINE, UNKNOWN) as visit:
        gap = await plugged_in_offline(visit)
        await charged_offline(visit, gap)
        await visit.unplug()
        await csms.settled()
    async with plugging_in(csms, station_driver, _ITSELF, OFFLINE, UNKNOWN, valid=False) as visit:
        gap = await plugged_in_offline(visit)
        await charged_not(visit, gap, "C07.FR.08")


@case(
    "PART2-CS-C07-05",
    "Offline a contract that is listed",
    topics=_OFFLINE,
    needs=(*_SLOW, Need.ALLOW_LISTS),
    intents=PLUG_AND_CHARGE,
)
async def test_listed_contract_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await csms.booted()
    listed = id_token_on_local_list(csms, EMAID)
    async with listed, plugging_in(csms, station_driver, _ITSELF, OFFLINE, _STRANGERS) as visit:
        gap = await plugged_in_offline(visit)
        await charged_offline(visit, gap, "C07.FR.09", "C07.FR.10")


@case(
    "PART2-CS-C07-06",
    "Offline a contract that is cached",
    topics=_OFFLINE,
    needs=(*_SLOW, Need.ALLOW_CACHE),
    intents=PLUG_AND_CHARGE,
)
async def test_cached_contract_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with cache_in_use(csms), plugging_in(csms, station_driver, _ITSELF, OFFLINE, _STRANGERS) as visit:
        since = await visit.plug_in()
        await csms.next_call("Authorize", since=since, within=csms.patience.boot)
        await csms.settled()
        await visit.unplug()
        await csms.settled()
        visit.begin_again()
        gap = await plugged_in_offline(visit)
        await charged_offline(visit, gap, "C07.FR.09", "C07.FR.11")


@case(
    "PART2-CS-C07-07",
    "Offline a contract that nobody knows",
    topics=_OFFLINE,
    needs=_SLOW,
    intents=PLUG_AND_CHARGE,
)
async def test_unknown_contract_offline(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with plugging_in(csms, station_driver, _ITSELF, OFFLINE, UNKNOWN) as visit:
        gap = await plugged_in_offline(visit)
        await charged_offline(visit, gap, "C07.FR.12")


@case(
    "PART2-CS-C08-01",
    "The driver of an EV that speaks ISO 15118 presents a card",
    topics=_TOPICS,
    intents=("plug_in_15118", "present_token", "unplug"),
)
async def test_card_at_an_ev_is_asked_about(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    csms.answers("NotifyEVChargingNeeds", {"status": "Rejected"})
    async with visiting(csms, station_driver) as visit:
        visit.ev = {}
        await ev_connected(visit)
        await authorized(visit, "C08.FR.01")
        await energy_transfer_started(visit)
