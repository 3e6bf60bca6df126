"""N06: the CSMS removes monitors."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, dial
from ocpp_conformance.conformance.station.n_diagnostics.factory import factory
from ocpp_conformance.conformance.station.n_diagnostics.monitors import monitoring

_TOPICS = ("variables",)
_NO_SUCH_ID = 2_000_000_000


@case("PART2-CS-N06-01", "A monitor of the CSMS is removed", topics=_TOPICS)
async def test_monitor_is_removed(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        monitor = await value.monitor("UpperThreshold", HIGH)
        reply = await value.monitors.call("ClearVariableMonitoring", {"id": [monitor]})
        reply.meets("N06.FR.01", clearMonitoringResult=[{"status": "Accepted", "id": monitor}])
        await value.monitors.is_gone("N06.FR.01", monitor)


@case("PART2-CS-N06-02", "A monitor that does not exist is not found", topics=_TOPICS)
async def test_unknown_monitor_is_not_found(csms: CsmsProbe) -> None:
    async with monitoring(csms) as monitors:
        reply = await monitors.call("ClearVariableMonitoring", {"id": [_NO_SUCH_ID]})
        reply.meets("N06.FR.02", clearMonitoringResult=[{"status": "NotFound", "id": _NO_SUCH_ID}])


@case("PART2-CS-N06-03", "A hard-wired monitor is not removed", topics=_TOPICS, needs=(Need.ALLOW_MONITORS,))
async def test_hard_wired_monitor_is_not_removed(csms: CsmsProbe) -> None:
    async with factory(csms) as made:
        fixed = made.some(made.hard_wired, "hard-wired")
        reply = await made.monitors.call("ClearVariableMonitoring", {"id": [fixed["id"]]})
        reply.meets("N06.FR.03", clearMonitoringResult=[{"status": "Rejected", "id": fixed["id"]}])
        await made.monitors.is_listed("N06.FR.03", fixed["id"])


@case("PART2-CS-N06-04", "Several ids: a result each", topics=_TOPICS, subject=("N06.FR.05",))
async def test_each_id_has_a_result(csms: CsmsProbe) -> None:
    async with dial(csms) as value:
        upper = await value.monitor("UpperThreshold", HIGH)
        change = await value.monitor("Delta", HIGH)
        reply = await value.monitors.call("ClearVariableMonitoring", {"id": [upper, _NO_SUCH_ID, change]})
        reply.meets("N06.FR.05")
