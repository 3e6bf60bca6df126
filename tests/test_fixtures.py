"""The fixtures for other people's suites, used as they would use them."""

import subprocess
import sys
from textwrap import dedent


def test_a_foreign_project_uses_the_systems(tmp_path):
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["ocpp_conformance.fixtures.systems"]\n')
    (tmp_path / "test_mine.py").write_text(
        dedent(
            """
            import aiohttp
            import pytest

            @pytest.mark.asyncio
            async def test_the_station_is_accepted(bundled_csms, bundled_station):
                assert bundled_csms.stations["CS001"].registration == "Accepted"

            @pytest.mark.asyncio
            @pytest.mark.parametrize(("token", "status"), [("04A2B3C4", 200), ("04B1B2B3", 403), ("04A2B3C4FF", 400)])
            async def test_a_token_is_authorized(station_api, token, status):
                body = {"idToken": token, "type": "ISO14443"}
                url = f"{station_api}/authorize_rfid"
                async with aiohttp.ClientSession() as client, client.post(url, json=body) as answer:
                    assert answer.status == status
            """
        )
    )
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", str(tmp_path)]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "4 passed" in done.stdout, done.stdout + done.stderr
