"""The bundled station: what it knows of id tokens, from its cache and its list, and what it makes of a master pass."""

from __future__ import annotations

import pytest

from .test_station_csms import set_variable, system

pytestmark = pytest.mark.asyncio

CARD, OTHER = ("04A2B3C4", "ISO14443"), ("04FFFFFF", "ISO14443")
GROUP = {"groupIdToken": {"idToken": "G", "type": "Central"}}


def info(status="Accepted", **more):
    return {"idTokenInfo": {"status": status, **more}}


def entry(card, status="Accepted"):
    token = {"idToken": {"idToken": card[0], "type": card[1]}}
    return token if status is None else {**token, **info(status)}


def full(*entries, version=1, update="Full"):
    return {"updateType": update, "versionNumber": version, **({"localAuthorizationList": entries} if entries else {})}


async def use(csms, *components):
    for component in components:
        assert await set_variable(csms, component, "Enabled", "true") == "Accepted"
    assert await set_variable(csms, "AuthCtrlr", "LocalPreAuthorize", "true") == "Accepted"


async def version(csms):
    return (await csms.call("GetLocalListVersion", {}))["versionNumber"]


async def asked(csms, station, card=CARD):
    """Whether the station asks the CSMS about a card before it serves; the card is presented twice."""
    csms.calls.clear()
    await station.present_token(*card)
    await station.present_token(*card)
    return "Authorize" in csms.actions()


async def test_a_cached_card_is_not_asked_about_again():
    async with system() as (csms, station):
        await use(csms, "AuthCacheCtrlr")
        assert [await asked(csms, station) for _ in range(2)] == [True, False]


async def test_a_cache_that_is_off_keeps_nothing():
    async with system() as (csms, station):
        await use(csms)
        assert [await asked(csms, station) for _ in range(2)] == [True, True]


@pytest.mark.parametrize(("disabled", "asks"), [("false", True), ("true", False)])
async def test_a_card_that_was_refused_is_asked_about_unless_that_is_off(disabled, asks):
    async with system() as (csms, station):
        await use(csms, "AuthCacheCtrlr")
        assert await set_variable(csms, "AuthCacheCtrlr", "DisablePostAuthorize", disabled) == "Accepted"
        csms.answers("Authorize", info("Blocked"))
        await station.present_token(*CARD)
        assert await asked(csms, station) is asks


async def test_a_cached_card_is_forgotten_at_its_own_time():
    async with system() as (csms, station):
        await use(csms, "AuthCacheCtrlr")
        past = {"cacheExpiryDateTime": "2020-01-01T00:00:00Z"}
        csms.answers("Authorize", info(**past))
        csms.answers("TransactionEvent", info(**past))
        assert [await asked(csms, station) for _ in range(2)] == [True, True]


async def test_a_full_cache_lets_a_refused_card_go_first():
    async with system() as (csms, station):
        await use(csms, "AuthCacheCtrlr")
        await station.authorize(*CARD)
        csms.answers("Authorize", info("Invalid"), info())
        await station.authorize(*OTHER)
        for number in range(99):
            await station.authorize(f"{number:08X}", "ISO14443")
        assert not await asked(csms, station)


@pytest.mark.parametrize(("enabled", "status"), [("true", "Accepted"), ("false", "Rejected")])
async def test_only_a_cache_that_is_on_is_cleared(enabled, status):
    async with system() as (csms, station):
        await use(csms, "AuthCacheCtrlr")
        await station.authorize(*CARD)
        assert await set_variable(csms, "AuthCacheCtrlr", "Enabled", enabled) == "Accepted"
        assert await csms.call("ClearCache", {}) == {"status": status}


async def test_a_listed_card_is_not_asked_about():
    async with system() as (csms, station):
        await use(csms, "LocalAuthListCtrlr")
        assert await csms.call("SendLocalList", full(entry(CARD), version=7)) == {"status": "Accepted"}
        assert await version(csms) == 7
        assert not await asked(csms, station)


async def test_the_list_goes_before_the_cache():
    async with system() as (csms, station):
        await use(csms, "LocalAuthListCtrlr", "AuthCacheCtrlr")
        await station.authorize(*CARD)
        await csms.call("SendLocalList", full(entry(CARD, "Blocked")))
        assert await asked(csms, station)


async def test_a_difference_adds_and_deletes():
    async with system() as (csms, station):
        await use(csms, "LocalAuthListCtrlr")
        await csms.call("SendLocalList", full(entry(CARD)))
        change = full(entry(CARD, None), entry(OTHER), version=2, update="Differential")
        assert await csms.call("SendLocalList", change) == {"status": "Accepted"}
        assert await asked(csms, station, CARD)
        assert not await asked(csms, station, OTHER)
        assert station.model.text("LocalAuthListCtrlr", "Entries") == "1"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (full(entry(OTHER), version=3, update="Differential"), "VersionMismatch"),
        (full(version=4, update="Differential"), "Accepted"),
        (full(version=4), "Accepted"),
        (full(version=0), "Failed"),
        (full(entry(CARD), entry((CARD[0].lower(), CARD[1])), version=4), "Failed"),
        (full(entry(CARD, None), version=4), "Failed"),
        (full(*(entry((f"{n:08X}", "ISO14443")) for n in range(51)), version=4), "Failed"),
    ],
)
async def test_what_becomes_of_a_list(request_, status):
    async with system() as (csms, _):
        await use(csms, "LocalAuthListCtrlr")
        await csms.call("SendLocalList", full(entry(CARD), version=3))
        assert await csms.call("SendLocalList", request_) == {"status": status}
        assert await version(csms) == (4 if status == "Accepted" else 3)


async def test_a_list_that_would_be_too_long_fails():
    async with system() as (csms, _):
        await use(csms, "LocalAuthListCtrlr")
        statuses = []
        for part in range(5):
            entries = [entry((f"{part:04X}{n:04X}", "ISO14443")) for n in range(50)]
            answer = await csms.call("SendLocalList", full(*entries, version=part + 1, update="Differential"))
            statuses.append(answer["status"])
        assert statuses == ["Accepted"] * 4 + ["Failed"]


async def test_a_list_that_is_off_has_no_version_and_takes_nothing():
    async with system() as (csms, _):
        assert await csms.call("SendLocalList", full(entry(CARD))) == {"status": "Failed"}
        assert await version(csms) == 0


@pytest.mark.parametrize(
    ("setting", "value", "starts"),
    [
        ("LocalAuthorizeOffline", "true", True),
        ("LocalAuthorizeOffline", "false", False),
    ],
)
async def test_a_known_card_starts_offline_where_it_may(setting, value, starts):
    async with system() as (csms, station):
        await use(csms, "AuthCacheCtrlr")
        await set_variable(csms, "AuthCtrlr", setting, value)
        await station.authorize(*CARD)
        station.network_down()
        decision = await station.present_token(*CARD)
        assert (decision is not None and decision.accepted) is starts


@pytest.mark.parametrize(("enabled", "starts"), [("true", True), ("false", False)])
async def test_an_unknown_card_starts_offline_where_it_may(enabled, starts):
    async with system() as (csms, station):
        await set_variable(csms, "AuthCtrlr", "OfflineTxForUnknownIdEnabled", enabled)
        station.network_down()
        decision = await station.present_token(*CARD)
        assert (decision is not None and decision.accepted) is starts


async def test_a_card_that_was_let_in_unknown_stays_out_of_the_cache():
    async with system() as (csms, station):
        await use(csms, "AuthCacheCtrlr")
        await set_variable(csms, "AuthCtrlr", "OfflineTxForUnknownIdEnabled", "true")
        csms.answers("TransactionEvent", info())
        station.network_down()
        await station.present_token(*CARD)
        await station.present_token(*CARD)
        station.network_up()
        await csms.seen("TransactionEvent")
        await station.wait_idle()
        assert await asked(csms, station)


async def test_energy_for_an_invalid_card_ends_at_its_limit():
    async with system() as (csms, station):
        for name, value in (("StopTxOnInvalidId", "false"), ("MaxEnergyOnInvalidId", "5")):
            assert await set_variable(csms, "TxCtrlr", name, value) == "Accepted"
        csms.answers("TransactionEvent", info("Invalid"))
        await station.plug_in()
        await station.present_token(*CARD)
        assert csms.events()[-1] == ("Updated", "ChargingStateChanged", "Charging")
        await csms.until(lambda: csms.events()[-1] == ("Updated", "ChargingStateChanged", "SuspendedEVSE"))


async def test_no_energy_flows_for_a_card_that_was_refused_before_the_cable():
    async with system() as (csms, station):
        assert await set_variable(csms, "TxCtrlr", "StopTxOnInvalidId", "false") == "Accepted"
        csms.answers("TransactionEvent", info("Invalid"))
        await station.present_token(*CARD)
        await station.plug_in()
        assert csms.events()[-1] == ("Updated", "CablePluggedIn", "EVConnected")


@pytest.mark.parametrize("evse", [None, 2])
async def test_the_menu_of_a_master_pass_stops_what_is_chosen(evse):
    async with system(evses=(1, 1), master_pass_menu=True) as (csms, station):
        await _charges_twice(csms, station)
        csms.answers("Authorize", info(**GROUP))
        await station.present_token("PASS", "Central")
        assert csms.events() == []
        await station.choose_to_stop(evse)
        stopped = [event for event in csms.events() if event[1] == "StopAuthorized"]
        assert len(stopped) == (2 if evse is None else 1)


async def test_a_menu_that_is_not_shown_stops_nothing():
    async with system(evses=(1, 1), master_pass_menu=True) as (csms, station):
        await _charges_twice(csms, station)
        await station.choose_to_stop()
        assert "StopAuthorized" not in [event[1] for event in csms.events()]


async def test_without_a_menu_a_master_pass_stops_all_and_starts_nothing():
    async with system(evses=(1, 1)) as (csms, station):
        await _charges_twice(csms, station)
        csms.answers("Authorize", info(**GROUP))
        await station.present_token("PASS", "Central")
        await station.unplug(1)
        await station.unplug(2)
        reasons = [event["transactionInfo"].get("stoppedReason") for event in csms.of("TransactionEvent")]
        assert reasons.count("MasterPass") == 2
        csms.calls.clear()
        await station.present_token("PASS", "Central")
        assert csms.events() == []


async def _charges_twice(csms, station):
    assert await set_variable(csms, "AuthCtrlr", "MasterPassGroupId", "g") == "Accepted"
    for evse, card in enumerate((CARD, OTHER), start=1):
        await station.plug_in(evse)
        await station.present_token(*card)
    csms.calls.clear()
