"""Samples of block E."""

from ..sample import held, idle, missed, station

CARD = {"idToken": {"idToken": "AA", "type": "ISO14443"}}
INFO = {"idTokenInfo": {"status": "Accepted"}}
BLOCKED = {"idTokenInfo": {"status": "Blocked"}}
OF_EVENTS = "Part 2, TransactionEventResponse"


def event(kind="Updated", reason="Authorized", card=CARD, answer=INFO, **more):
    return station("TransactionEvent", {"eventType": kind, "triggerReason": reason, **card}, answer=answer, **more)


CABLE = event("Started", "CablePluggedIn", {}, {})


def authorize(status):
    return station("Authorize", CARD, answer={"idTokenInfo": {"status": status}})


SAMPLES = {
    "a_card_is_answered_for": [
        held("a card in an event", event()),
        held("a card after the cable", CABLE, event()).about("E02.FR.02"),
        held("a card begins it", event("Started")).about("E03.FR.02"),
        held("a card ends it", event("Ended", "StopAuthorized")).about(OF_EVENTS),
        missed("no idTokenInfo", event(answer={})),
        missed("no idTokenInfo after the cable", CABLE, event(answer={})).about("E02.FR.02"),
        missed("no idTokenInfo at the start", event("Started", answer={})).about("E03.FR.02"),
        missed("no idTokenInfo at the stop", event("Ended", "StopAuthorized", answer={}))
        .about(OF_EVENTS)
        .mildly("must"),
        idle("a stop is no start", event("Ended", "StopAuthorized")),
        idle("the start isn't in the conversation", event()).about("E02.FR.02"),
        idle("no card", CABLE),
    ],
    "the_token_of_an_event_is_verified": [
        held("not accepted", event(answer=BLOCKED)),
        held("not accepted", event(answer=BLOCKED)).about("E05.FR.01"),
        held("not accepted after the cable", CABLE, event(answer=BLOCKED)).about("E02.FR.04"),
        held("not at this time", event(answer={"idTokenInfo": {"status": "NotAtThisTime"}})),
        missed("blocked, then accepted", authorize("Blocked"), event()),
        missed("blocked in an event, then accepted", event(answer=BLOCKED), event()).about("E05.FR.01"),
        idle("accepted", authorize("Accepted"), event()),
        idle("busy elsewhere, then accepted", authorize("ConcurrentTx"), event()),
        idle("an Authorize alone", authorize("Blocked")),
        idle("no card", CABLE),
        idle("the start isn't in the conversation", event(answer=BLOCKED)).about("E02.FR.04"),
    ],
}
