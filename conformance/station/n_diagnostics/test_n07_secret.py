"""N07: a monitor watches the password of the station."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, a_list_with, case, step
from ocpp_conformance.conformance.station.a_security.credentials import changing_password, password_of, signs_in_anew
from ocpp_conformance.conformance.station.n_diagnostics.monitorable import is_write_only
from ocpp_conformance.conformance.station.n_diagnostics.monitors import monitoring
from ocpp_conformance.conformance.station.variables import DONE
from ocpp_conformance.harness.conversation import key_of
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.transport import Secret

_NEW = Secret("open-conformance-new-02")


@case("TC_N_48_CS", needs=(Need.PASSWORD,))
async def test_new_password_is_told_without_its_value(csms: CsmsProbe, sut: Description) -> None:
    old = password_of(sut)
    assert old is not None, "the need"
    async with monitoring(csms) as monitors:
        id = await monitors.set(monitors.find(_is_password, "password"), "Delta", 1)
        since = csms.mark
        async with changing_password(csms, _NEW, old) as reply:
            reply.meets(step(2), setVariableResult=[{"attributeStatus": DONE}])
            await signs_in_anew(csms, reply, reply.at)
            call = await monitors.event(step(4), id, since)
            call.meets("N07.FR.10", eventData=a_list_with({"variableMonitoringId": id, "actualValue": ""}))
            call.meets(step(4), eventData=a_list_with({"variableMonitoringId": id, "actualValue": ""}))


def _is_password(item: Payload) -> bool:
    return is_write_only(item) and key_of(item)[4] == "basicauthpassword"
