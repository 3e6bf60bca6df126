"""N03: the CSMS chooses which monitors of the manufacturer are active."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.n_diagnostics.factory import based, factory, go_by
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import is_numeric

_TOPICS = ("variables",)
_NEEDS = (Need.ALLOW_MONITORS,)


@case("PART2-CS-N03-01", "Any base that is supported is accepted", topics=_TOPICS, needs=_NEEDS)
async def test_base_is_accepted(csms: CsmsProbe) -> None:
    async with based(csms) as monitors:
        for base in ("All", "FactoryDefault"):
            reply = await monitors.call("SetMonitoringBase", {"monitoringBase": base})
            if reply["status"] == "NotSupported":
                reply.expects(status="Accepted")
            reply.meets("N03.FR.01", status="Accepted")


@case("PART2-CS-N03-02", "All: preconfigured monitors are back, custom ones stay", topics=_TOPICS, needs=_NEEDS)
async def test_all_keeps_custom_monitors(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        await go_by(csms, "HardWiredOnly")
        item = made.monitors.find(is_numeric, "number")
        custom = await made.monitors.set(item, "Delta", 1000)
        await go_by(csms, "All")
        await made.monitors.is_listed("N03.FR.03", custom)
        for monitor in made.preconfigured.values():
            await made.monitors.has_like("N03.FR.03", monitor)


@case(
    "PART2-CS-N03-03", "FactoryDefault: custom monitors go, preconfigured ones are back", topics=_TOPICS, needs=_NEEDS
)
async def test_factory_default_removes_custom_monitors(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        await go_by(csms, "HardWiredOnly")
        item = made.monitors.find(is_numeric, "number")
        await made.monitors.set(item, "Delta", 1000)
        await go_by(csms, "FactoryDefault")
        await made.monitors.has_none_like("N03.FR.04", {"type": "Delta", "value": 1000, **item})
        for monitor in made.preconfigured.values():
            await made.monitors.has_like("N03.FR.04", monitor)


@case("PART2-CS-N03-04", "FactoryDefault undoes what overrules a preconfigured monitor", topics=_TOPICS, needs=_NEEDS)
async def test_factory_default_restores_a_monitor(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        monitor = made.some(made.preconfigured, "preconfigured", "UpperThreshold", "LowerThreshold")
        other = 0.5 * monitor["value"]
        reply = await made.monitors.asked(monitor, monitor["type"], other, monitor["severity"], id=monitor["id"])
        reply.expects(setMonitoringResult=[{"status": "Accepted"}])
        await go_by(csms, "FactoryDefault")
        await made.monitors.has_like("N03.FR.04", monitor)


@case("PART2-CS-N03-05", "HardWiredOnly: custom monitors go", topics=_TOPICS, needs=_NEEDS)
async def test_hard_wired_monitors_alone_remain(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        item = made.monitors.find(is_numeric, "number")
        await made.monitors.set(item, "Delta", 1000)
        await go_by(csms, "HardWiredOnly")
        await made.monitors.has_none_like("N03.FR.05", {"type": "Delta", "value": 1000, **item})
        for monitor in made.hard_wired.values():
            await made.monitors.has_like("N03.FR.05", monitor)


@case("PART2-CS-N03-06", "A base that is not supported is called so", topics=_TOPICS, needs=_NEEDS)
async def test_unsupported_base_is_called_so(csms: CsmsProbe) -> None:
    async with based(csms) as monitors:
        for base in ("All", "FactoryDefault", "HardWiredOnly"):
            reply = await monitors.call("SetMonitoringBase", {"monitoringBase": base})
            if reply["status"] != "Accepted":
                reply.meets("N03.FR.02", status="NotSupported")
                return
    raise csms.checklist.give_up("the station supports each base")
