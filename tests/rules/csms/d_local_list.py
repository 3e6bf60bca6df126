"""Samples of block D."""

from ..sample import csms, held, idle, missed, station


def listed(*names, version=1):
    entries = [{"idToken": {"idToken": name, "type": "ISO14443"}} for name in names]
    return csms("SendLocalList", {"versionNumber": version, "localAuthorizationList": entries})


SAMPLES = {
    "a_list_has_a_version_above_0": [
        held("1", listed("AA")),
        missed("0", listed("AA", version=0)),
        missed("below 0", listed("AA", version=-1)),
        idle("no list", station("Heartbeat")),
    ],
    "no_token_is_listed_twice": [
        held("two tokens", listed("AA", "BB")),
        missed("the same twice", listed("AA", "BB", "aa")),
        idle("one token", listed("AA")),
    ],
}
