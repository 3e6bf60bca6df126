"""Generated frames that are wrong in one way: the CSMS answers as the error table allows, and goes on serving."""

from hypothesis import given

from ocpp_conformance.conformance.case import case
from ocpp_conformance.fixtures.frames import WrongFrame, wrong_frames
from ocpp_conformance.fixtures.fuzz import EXAMPLES, FuzzedCsms
from ocpp_conformance.harness.rpc import Role


@case(
    "FUZZ-CSMS-FRAME-01", "Wrong frames get an allowed answer, and service goes on", topics=("framing", "fuzz", "rpc")
)
def test_wrong_frames_are_survived(fuzzed_csms: FuzzedCsms) -> None:
    @EXAMPLES
    @given(wrong_frames(Role.STATION))
    def each(frame: WrongFrame) -> None:
        with fuzzed_csms.example(frame.wrong, frame.raw):
            fuzzed_csms.provoke(frame.raw).earns("J-4.1.2-02", frame.wrong, lenient=frame.free)

    each()
