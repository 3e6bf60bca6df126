"""The bundled systems on security profiles 2 and 3, facing each other."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from click.testing import CliRunner

from ocpp_conformance.harness.cli import main
from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.probes import pause
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.transport import Dial, RefusedError, Secret, dial
from ocpp_conformance.harness.transport.pki import Flaw, new_pki

PASSWORD = Secret("a-good-password-of-CS001")


@pytest.fixture(scope="module")
def pki():
    with new_pki() as pki:
        yield pki


def csms_with(tls, **settings):
    return Csms(CsmsConfig(passwords={"CS001": PASSWORD}, tls=tls, **settings))


@asynccontextmanager
async def station_at(csms, tls, **settings):
    lines = []
    quick = {"time_scale": 0.01, "retry_random_range": 0, "call_timeout": 2, "log": lines.append}
    config = StationConfig(**{"csms_url": csms.url, "password": PASSWORD, "tls": tls, **quick, **settings})
    async with Station(config) as station:
        station.lines = lines
        yield station


async def until(holds):
    async with asyncio.timeout(5):
        while not holds():
            await pause(0.01)


@pytest.mark.asyncio
@pytest.mark.parametrize("profile", [2, 3])
async def test_a_station_boots_over_tls(pki, profile):
    third = profile == 3
    client = pki.client("CS001" if third else None)
    async with csms_with(pki.server(demand_client=third)) as csms, station_at(csms, client) as station:
        await station.wait_accepted(5)
        assert csms.url.startswith("wss://")
        assert (station.config.security_profile, csms.config.security_profile) == (profile, profile)
        assert station.model.text("SecurityCtrlr", "SecurityProfile") == str(profile)


@pytest.mark.asyncio
async def test_a_password_is_still_checked_in_profile_2(pki):
    async with csms_with(pki.server()) as csms:
        with pytest.raises(RefusedError) as caught:
            await dial(Dial(f"{csms.url}/CS001", (OCPP_201.subprotocol,), tls=pki.client()))
    assert caught.value.status == 401


@pytest.mark.asyncio
async def test_the_certificate_of_another_station_is_refused(pki):
    async with csms_with(pki.server(demand_client=True)) as csms:
        with pytest.raises(RefusedError) as caught:
            await dial(Dial(f"{csms.url}/CS001", (OCPP_201.subprotocol,), tls=pki.client("CS001", Flaw.OTHER_NAME)))
    assert caught.value.status == 403


@pytest.mark.asyncio
async def test_the_serial_number_may_differ_from_the_identity(pki):
    async with csms_with(pki.server(demand_client=True), serial_numbers={"CS001": "SN-7"}) as csms:
        socket = await dial(Dial(f"{csms.url}/CS001", (OCPP_201.subprotocol,), tls=pki.client("SN-7")))
        await socket.close()
    assert socket.handshake.status == 101


@pytest.mark.asyncio
@pytest.mark.parametrize("flaw", Flaw)
async def test_the_station_reports_a_bad_certificate_once_it_can(pki, flaw):
    async with csms_with(pki.server(flaw)) as bad, station_at(bad, pki.client()) as station:
        await until(lambda: sum("is refused" in line for line in station.lines) >= 2)
        await bad.stop()
        async with Csms(replace(bad.config, port=bad.port, tls=pki.server())) as good:
            await station.wait_accepted(5)
            record = good.stations["CS001"]
            await until(lambda: len(record.security_events) == 2)
    kinds = [event["type"] for event in record.security_events]
    assert kinds == ["InvalidCsmsCertificate", "StartupOfTheDevice"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["csms", "--client-ca", "x.pem"], "no certificate of the server"),
        (["csms", "--tls-cert", "missing.pem"], "missing.pem: can't be used"),
        (["station", "--client-key", "x.pem"], "a private key without its certificate"),
        (["station", "--ca", "missing.pem"], "missing.pem: can't be used"),
    ],
)
def test_what_can_not_be_used_is_said_at_once(words, says):
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 4
    assert says in " ".join(done.output.split())
