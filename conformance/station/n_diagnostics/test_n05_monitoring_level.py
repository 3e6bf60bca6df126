"""N05: the CSMS chooses how severe an event must be to be told."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.n_diagnostics.dials import HIGH, MIDDLE, dial
from ocpp_conformance.conformance.station.n_diagnostics.factory import level_kept

_TOPICS = ("variables",)
_NEEDS = (Need.ALLOW_MONITORS,)
_LEVEL, _ABOVE, _BELOW = 4, 6, 2
"""A level, and the numbers of a severity that it silences and of one that it lets through."""


@case("PART2-CS-N05-01", "A level in the range of severities is accepted", topics=_TOPICS, needs=_NEEDS)
async def test_level_is_accepted(csms: CsmsProbe) -> None:
    async with level_kept(csms) as monitors:
        for severity in (0, 9):
            reply = await monitors.call("SetMonitoringLevel", {"severity": severity})
            reply.meets("N05.FR.01", status="Accepted")


@case("PART2-CS-N05-02", "A level beyond the severities is rejected", topics=_TOPICS, needs=_NEEDS)
async def test_level_out_of_range_is_rejected(csms: CsmsProbe) -> None:
    async with level_kept(csms) as monitors:
        for severity in (10, -1):
            reply = await monitors.call("SetMonitoringLevel", {"severity": severity})
            reply.meets("N05.FR.02", status="Rejected")


@case("PART2-CS-N05-03", "Of two changes, the more severe one alone is told", topics=_TOPICS, needs=_NEEDS)
async def test_level_restricts_what_is_told(csms: CsmsProbe) -> None:
    async with level_kept(csms), dial(csms) as value:
        severe = await value.monitor("Delta", 20, severity=_BELOW)
        level = value.monitors.severity
        minor = await value.monitor("Delta", 20, severity=_ABOVE)
        reply = await csms.call("SetMonitoringLevel", {"severity": level})
        reply.expects(status="Accepted")
        since = await value.turn(HIGH)
        await value.told("N07.FR.18", severe, since, trigger="Delta")
        await value.silent("N05.FR.03", minor, since)


@case("PART2-CS-N05-04", "Of two alerts, the more severe one alone is told", topics=_TOPICS, needs=_NEEDS)
async def test_level_silences_alerts(csms: CsmsProbe) -> None:
    async with level_kept(csms), dial(csms) as value:
        severe = await value.monitor("UpperThreshold", MIDDLE + 20, severity=_BELOW)
        minor = await value.monitor("UpperThreshold", MIDDLE + 20, severity=_ABOVE)
        reply = await csms.call("SetMonitoringLevel", {"severity": _LEVEL})
        reply.expects(status="Accepted")
        since = await value.turn(HIGH)
        await value.told("N07.FR.16", severe, since, trigger="Alerting")
        await value.silent("N07.FR.15", minor, since)
