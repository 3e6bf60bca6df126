"""Part 4, 5.3: a station that comes back, whatever the CSMS knows of its last connection.

No rule says how soon it may come, or what becomes of a connection that is older: being turned away is an advisory.
"""

from ocpp_conformance.conformance.case import StationProbe, case

TOPICS = ("rpc", "offline")


@case("RPC-CSMS-CONNECTION-01", "A station that comes back at once is served", topics=TOPICS)
async def test_comes_back_at_once(station: StationProbe) -> None:
    await station.booted()
    await station.drop()
    at_once = await station.attempt()
    at_once.let_in("LIVES-ON")

    await station.listen(station.patience.quiet)
    later = await station.attempt()
    later.let_in("LIVES-ON")


@case("RPC-CSMS-CONNECTION-02", "Two connections of one station are not mixed up", topics=TOPICS)
async def test_two_connections_at_once(station: StationProbe) -> None:
    await station.booted()
    await station.doubled("LIVES-ON")

    await station.away()
    later = await station.attempt()
    later.let_in("LIVES-ON")
