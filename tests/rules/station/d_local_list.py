"""Samples of the Local Authorization List."""

from ..sample import csms, held, idle, missed


def sent(version, kind="Full", status="Accepted", **more):
    return csms("SendLocalList", {"versionNumber": version, "updateType": kind}, answer={"status": status}, **more)


def version(number):
    return csms("GetLocalListVersion", answer={"versionNumber": number})


ABOUT = {"component": {"name": "LocalAuthListCtrlr"}, "variable": {"name": "Enabled"}}
RESULT = {"attributeStatus": "Accepted", "attributeValue": "true", **ABOUT}
ENABLED = csms("GetVariables", {"getVariableData": [ABOUT]}, answer={"getVariableResult": [RESULT]})

SAMPLES = {
    "the_list_has_the_version_it_was_given": [
        held("the same", ENABLED, sent(3), version(3)),
        missed("another", ENABLED, sent(3), version(2)),
        idle("nothing was sent", ENABLED, version(2)),
        idle("not told to be enabled", sent(3), version(0)),
        idle("one that wasn't accepted", ENABLED, sent(3), sent(4, status="Failed"), version(2)),
        idle("one without an answer", ENABLED, csms("SendLocalList", answer=None), version(2)),
    ],
    "an_old_difference_is_a_mismatch": [
        held("VersionMismatch", sent(3), sent(3, "Differential", "VersionMismatch")),
        missed("Accepted", sent(3), sent(2, "Differential")),
        idle("Failed", sent(3), sent(2, "Differential", "Failed")),
        idle("a newer one", sent(3), sent(4, "Differential")),
        idle("a full one", sent(3), sent(2)),
        idle("the version isn't known", sent(2, "Differential")),
        idle("the last one failed", sent(3, status="Failed"), sent(2, "Differential")),
    ],
}
