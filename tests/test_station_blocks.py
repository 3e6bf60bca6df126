"""The functional blocks of the bundled station: what one gives, and that each stands on the core and those below it."""

from __future__ import annotations

from importlib import import_module

import pytest

from ocpp_conformance.harness.station import BLOCKS, Station, StationConfig
from ocpp_conformance.harness.station.blocks import heartbeat, reset
from ocpp_conformance.harness.station.core.core import Block, sends
from ocpp_conformance.harness.station.core.device_model import Variable
from ocpp_conformance.harness.station.core.outbox import Item

from .test_house import PREFIX, ROOT, module_of, modules_in
from .test_station_csms import ScriptedCsms, data, system

CONFIG = StationConfig(csms_url="ws://h")
STATUS = "PublishFirmwareStatusNotification"
ROOM = "harness.station."


class Published:
    """What the block remembers of a station: the firmware that it has published."""

    def __init__(self, station):
        self.checksums = ["a", "b"]


def unpublish_firmware(station, request):
    known = request["checksum"] in station.part(Published).checksums
    return {"status": station.decide(unpublished, known)}


def unpublished(_, known):
    return "Unpublished" if known else "NoFirmware"


def variables(station):
    return [Variable(component="Publisher", name="Count", value=lambda: str(len(station.part(Published).checksums)))]


BLOCK = Block(
    state=Published,
    handlers={"UnpublishFirmware": unpublish_firmware},
    triggers={STATUS: sends(STATUS, {"status": "Published", "requestId": 7})},
    variables=variables,
    seams=(unpublished,),
    accepted=lambda station: station.outbox.post(Item(STATUS, {"status": "Idle"})),
)
"""A block with one of everything."""


def with_it(**how):
    return system(blocks=(*BLOCKS, BLOCK), **how)


@pytest.mark.asyncio
@pytest.mark.parametrize(("checksum", "status"), [("a", "Unpublished"), ("c", "NoFirmware")])
async def test_a_block_answers(checksum, status):
    async with with_it() as (csms, _):
        assert await csms.call("UnpublishFirmware", {"checksum": checksum}) == {"status": status}


@pytest.mark.asyncio
async def test_a_block_sends_what_a_trigger_asks_for():
    async with with_it() as (csms, _):
        answer = await csms.call("TriggerMessage", {"requestedMessage": STATUS})
        await csms.until(lambda: {"status": "Published", "requestId": 7} in csms.of(STATUS))
        assert answer == {"status": "Accepted"}


@pytest.mark.asyncio
async def test_a_block_reports_its_variables():
    async with with_it() as (csms, _):
        asked = {"requestId": 1, "componentVariable": [{"component": {"name": "Publisher"}}]}
        await csms.call("GetReport", asked)
        (item,) = (await csms.seen("NotifyReport"))["reportData"]
        assert (item["variable"], item["variableAttribute"][0]["value"]) == ({"name": "Count"}, "2")


@pytest.mark.asyncio
async def test_a_block_starts_when_the_boot_is_accepted():
    csms = ScriptedCsms()
    async with with_it(csms=csms, accepted=False):
        assert await csms.seen(STATUS) == {"status": "Idle"}


@pytest.mark.asyncio
async def test_a_decision_of_a_block_can_be_replaced_on_a_station():
    async with with_it() as (csms, station):
        station.unpublished = lambda known: "DownloadOngoing"
        assert await csms.call("UnpublishFirmware", {"checksum": "a"}) == {"status": "DownloadOngoing"}


@pytest.mark.asyncio
async def test_without_the_block_nothing_of_it_is_there():
    async with system() as (csms, _):
        item = data("Publisher", "Count")
        answer = await csms.call("GetVariables", {"getVariableData": [item]})
        assert (await csms.call("UnpublishFirmware", {"checksum": "a"})).code == "NotSupported"
        assert (await csms.call("TriggerMessage", {"requestedMessage": STATUS}))["status"] == "NotImplemented"
        assert answer["getVariableResult"][0]["attributeStatus"] == "UnknownComponent"


@pytest.mark.parametrize(
    "twice",
    [
        Block(handlers=reset.BLOCK.handlers),
        Block(triggers=heartbeat.BLOCK.triggers),
        Block(variables=heartbeat.BLOCK.variables),
        Block(seams=(unpublished, unpublished)),
        Block(seams=(Station.encode,)),
    ],
)
def test_what_two_blocks_give_is_refused(twice):
    with pytest.raises(ValueError, match="twice"):
        Station(CONFIG, blocks=(*BLOCKS, BLOCK, twice))


def test_a_block_without_those_that_it_uses_is_refused():
    with pytest.raises(LookupError, match="no Transactions yet"):
        Station(CONFIG, blocks=(reset.BLOCK,))


def files(folder):
    return {module_of(path): path for path in (ROOT / "harness" / "station" / folder).glob("*.py")}


@pytest.mark.parametrize(("module", "path"), files("core").items(), ids=lambda value: getattr(value, "name", value))
def test_the_core_knows_no_block(module, path):
    ours = {name for name in modules_in(path) if name.startswith(ROOM)}
    assert {name for name in ours if not name.startswith(f"{ROOM}core")} <= {f"{ROOM}config"}


def test_each_block_is_listed_below_those_that_use_it():
    found = {module: import_module(f"{PREFIX}{module}") for module in files("blocks")}
    place = {module: BLOCKS.index(each.BLOCK) for module, each in found.items() if hasattr(each, "BLOCK")}
    used = {(place[module], place.get(name, -1)) for module in place for name in modules_in(files("blocks")[module])}
    assert sorted(place.values()) == list(range(len(BLOCKS)))
    assert all(upper > lower for upper, lower in used)


@pytest.mark.parametrize(("module", "path"), files("blocks").items(), ids=lambda value: getattr(value, "name", value))
def test_a_block_knows_only_core_and_blocks(module, path):
    ours = {name for name in modules_in(path) if name.startswith(ROOM)}
    assert all(name.startswith((f"{ROOM}core", f"{ROOM}blocks")) for name in ours)
