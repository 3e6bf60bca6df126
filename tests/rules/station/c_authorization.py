"""Samples of block C."""

from ..sample import held, held_only, idle, missed
from .moves import CARD, OTHER, asked, authorized, charging, event, moved, plugged, remote_start, stopped, variable

GUARDED = variable("AuthCtrlr", "Enabled", "true")
NO_LIST = variable("LocalAuthListCtrlr", "Available", "false"), variable("AuthCacheCtrlr", "Available", "false")
LOCAL = {"idToken": "1234", "type": "Local"}
RUNNING = asked(), plugged(), authorized(), charging()

SAMPLES = {
    "energy_flows_only_after_authorization": [
        held("after an accepted card", GUARDED, *RUNNING),
        held("a token of a list", GUARDED, plugged(), authorized(), charging()),
        held("a Local one", GUARDED, plugged(), authorized(idToken=LOCAL), charging()).about("C06.FR.01"),
        missed("nobody", GUARDED, plugged(), charging(1)),
        missed("a refused card", GUARDED, asked(status="Invalid"), plugged(), authorized(), charging()),
        idle(
            "refused in the answer to its own event",
            GUARDED,
            plugged(),
            authorized(how={"answer": {"idTokenInfo": {"status": "Invalid"}}}),
            charging(),
        ),
        idle("nobody needs to be authorized", variable("AuthCtrlr", "Enabled", "false"), plugged(), charging(1)),
        idle("not known who does", plugged(), charging(1)),
        idle("a token that was not told", GUARDED, asked(), plugged(), charging(1)),
        idle("an event of an outage", GUARDED, plugged(), charging(1, offline=True)),
        idle("a start that is not in the conversation", GUARDED, charging(3)),
        idle("events missing", GUARDED, plugged(), charging(3)),
    ],
    "a_token_is_asked_about": [
        held("no list, no cache", *NO_LIST, asked(), plugged(), authorized()),
        held_only("a list and a cache that aren't known", asked(), plugged(), authorized()),
        missed("not asked", *NO_LIST, plugged(), authorized()),
        missed("another card", *NO_LIST, asked(OTHER), plugged(), authorized()),
        missed("not asked", variable("AuthCtrlr", "LocalPreAuthorize", "false"), plugged(), authorized()).mildly(),
        idle("not asked, with a list or cache", plugged(), authorized()),
        idle("an event of an outage", *NO_LIST, plugged(), authorized(offline=True)),
        idle("a button", *NO_LIST, plugged(), authorized(idToken={"idToken": "", "type": "NoAuthorization"})),
        idle("after a remote start", *NO_LIST, remote_start(), plugged(), authorized()),
        idle("nobody needs to be", *NO_LIST, variable("AuthCtrlr", "Enabled", "false"), plugged(), authorized()),
        idle(
            "not at the CSMS",
            *NO_LIST,
            variable("AuthCtrlr", "DisableRemoteAuthorization", "true"),
            plugged(),
            authorized(),
        ),
        idle("another trigger", *NO_LIST, plugged(), moved(1, "RemoteStart", idToken=CARD)),
    ],
    "the_card_that_started_stops_unasked": [
        held("not asked again", *RUNNING, stopped()),
        held("not asked again", *RUNNING, stopped()).about("E07.FR.01"),
        missed("asked again", *RUNNING, asked(), stopped()),
        idle("another card", *RUNNING, asked(OTHER), stopped(idToken=OTHER)),
        held("asked long before", *RUNNING, asked(), stopped(how={"after": 60})),
        held("asked for a remote start", *RUNNING, remote_start(), asked(), stopped()),
        held("asked for another EVSE", *RUNNING, asked(), plugged(0, "T2", evse={"id": 2}), stopped()),
        idle("an event of an outage", *RUNNING, stopped(offline=True)),
        idle("no stop", *RUNNING, event(3)),
    ],
}
