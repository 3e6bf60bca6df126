"""Part 4, 5.3: the connection is lost, the station comes back."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.b_provisioning.boots import not_before
from ocpp_conformance.conformance.station.rpc.line import variables
from ocpp_conformance.harness import times

_WAIT = 10
"""RetryBackOffWaitMinimum, in OCPP seconds."""


# Step 7 says doubled, its validation three times: that counts from the close, once the wait and then its double
@case("TC_B_57_CS", topics=("offline",), needs=(Need.BOOT_SCALE,))
async def test_station_waits_before_it_reconnects_and_longer_when_refused(csms: CsmsProbe) -> None:
    await csms.booted()
    async with variables(csms, RetryBackOffRepeatTimes=2, RetryBackOffRandomRange=0, RetryBackOffWaitMinimum=_WAIT):
        await lost_and_back(csms, accepting=True)
        refused = await lost_and_back(csms, accepting=False)

        csms.accepting = True
        late = csms.patience.too_late(2 * _WAIT)
        again = await csms.must_connect("J-5.3-01", late, after=refused)
        not_before(csms, "J-5.3-04", refused, again.at, 2 * _WAIT)


async def lost_and_back(csms: CsmsProbe, *, accepting: bool) -> float:
    """Close the connection; returns when (monotonic) the station tried to come back, not before the minimum."""
    csms.accepting = accepting
    lost = times.monotonic()  # before the close: the station may notice it before we know that it has ended
    await csms.disconnect()
    back = await csms.must_connect("J-5.3-01", csms.patience.too_late(_WAIT), after=lost)
    not_before(csms, "J-5.3-03", lost, back.at, _WAIT)
    return back.at
