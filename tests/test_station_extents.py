"""A station that can do less: what it lacks it says, and nothing of the suite calls it wrong for that."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from ocpp_conformance.harness.rpc import CallError
from ocpp_conformance.harness.station import BLOCKS, Station, StationConfig
from ocpp_conformance.harness.station.config import Extent
from ocpp_conformance.harness.station.core.core import Block
from ocpp_conformance.harness.station.core.device_model import Variable
from ocpp_conformance.harness.station.station import EXTENTS

from .different.processes import ours
from .different.verdicts import alarms, judged
from .test_station_csms import data, system

LACKED = {
    "AuthCacheCtrlr": ("ClearCache", {}),
    "LocalAuthListCtrlr": ("GetLocalListVersion", {}),
    "ReservationCtrlr": ("CancelReservation", {"reservationId": 1}),
    "SmartChargingCtrlr": ("ClearChargingProfile", {"chargingProfileId": 1}),
    "MonitoringCtrlr": ("SetMonitoringLevel", {"severity": 3}),
    "DisplayMessageCtrlr": ("ClearDisplayMessage", {"id": 1}),
}
"""A component that the smallest station lacks → a CALL that it doesn't serve."""


# a part of the suite, how many of its cases are judged at least, and whether others may ask for more than this one has
PARTS = {
    "published": (("--edition", "2", "-k", "TC_C or TC_F or TC_J or TC_M or TC_N or TC_A_1"), 50, False),
    "newer": (("-k", "TC_B_1 or TC_C_2 or TC_H or TC_K_0 or TC_N_0 or TC_O_0"), 0, True),
    "others": (("--block", "PART2", "-k", "N04 or O02 or D01 or H01 or K02 or C10"), 0, True),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("component", LACKED)
async def test_what_it_lacks_is_neither_told_nor_served(component):
    action, payload = LACKED[component]
    async with system(extent=Extent.MINIMAL) as (csms, _):
        answer = await csms.call(action, payload)
        asked = await csms.call("GetVariables", {"getVariableData": [data(component, "Available")]})
        await csms.call("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"})
        await csms.until(lambda: any(not report.get("tbc") for report in csms.of("NotifyReport")))
        told = [each["component"]["name"] for report in csms.of("NotifyReport") for each in report["reportData"]]
    assert isinstance(answer, CallError)
    assert answer.code == "NotSupported"
    assert asked["getVariableResult"][0]["attributeStatus"] == "UnknownComponent"
    assert "OCPPCommCtrlr" in told
    assert component not in told


@pytest.mark.asyncio
async def test_it_charges_all_the_same():
    async with system(extent=Extent.MINIMAL) as (csms, station):
        await station.plug_in()
        await station.present_token("04A2B3C4", "ISO14443")
        await station.wait_idle()
        assert csms.events()[-1][2] == "Charging"


def test_options_of_core_are_there_in_core():
    config = {"csms_url": "ws://h"}
    smallest, core, full = (Station(StationConfig(**config, extent=extent)) for extent in Extent)
    assert set(smallest.handlers) < set(core.handlers) < set(full.handlers)
    assert core.model.boolean("AuthCacheCtrlr", "Available")
    everything = Station(StationConfig(**config, iso15118=True, local_controller=True))
    assert full.blocks == tuple(block for block in BLOCKS if block in full.blocks)
    assert set(full.handlers) < set(everything.handlers)
    assert everything.blocks == BLOCKS


def test_each_extent_is_made_of_known_blocks():
    assert all(block in BLOCKS for blocks in EXTENTS.values() for block in blocks or ())


def test_new_block_is_one_of_a_full_station_alone():
    row = Variable(component="Fountain", name="Enabled", value="true", data_type="boolean")
    new = Block(handlers={"PublishFirmware": lambda *_: {"status": "Accepted"}}, variables=lambda _: [row])
    known = {
        extent: Station(StationConfig(csms_url="ws://h", extent=extent), blocks=(*BLOCKS, new)) for extent in Extent
    }
    assert [extent for extent, station in known.items() if "PublishFirmware" in station.handlers] == [Extent.FULL]
    assert [station.model.boolean("Fountain", "Enabled") for station in known.values()] == [False, False, True]


def test_no_alarm(tmp_path):
    """Runs of the suite, side by side."""
    runs = {}
    with ExitStack() as stack:
        for part, (selection, *_) in PARTS.items():
            (tmp_path / part).mkdir()
            arguments = ("run", "--station-blocks", "minimal", *selection)
            runs[part] = stack.enter_context(ours(*arguments, cwd=tmp_path / part))
        for run in runs.values():
            run.wait(300)
    output = "\n".join(run.output for run in runs.values())
    assert [alarm for part, (*_, grey) in PARTS.items() for alarm in _red(tmp_path / part, grey)] == [], output
    assert all(judged(tmp_path / part) >= least for part, (_, least, _) in PARTS.items()), output


def _red(folder, grey):
    """What is red; where preconditions may be missed, what is grey is not."""
    return [alarm for alarm in alarms(folder) if not (grey and alarm.startswith("inconclusive: "))]
