"""Samples of block C."""

from ..sample import OMIT, csms, held, held_only, idle, missed, station

GROUP = {"groupIdToken": {"idToken": "G", "type": "Central"}}


def card(name="AA", kind="ISO14443"):
    return {"idToken": {"idToken": name, "type": kind}}


def authorize(info, *about):
    return station("Authorize", card(*about), answer={"idTokenInfo": {"status": "Accepted", **info}})


def unfit(*about, error="PropertyConstraintViolation"):
    return station("Authorize", card(*about), error=error)


def event(info, *about):
    return station("TransactionEvent", card(*about), answer={"idTokenInfo": {"status": "Accepted", **info}})


def listed(**info):
    entry = {**card(), "idTokenInfo": {"status": "Accepted", **info}}
    return csms("SendLocalList", {"localAuthorizationList": [entry]})


BOTH = {"language1": "en-US", "language2": "nl"}

BUTTON = ("", "NoAuthorization")


def by_contract(certificate, token):
    answer = {"idTokenInfo": {"status": token}, "certificateStatus": certificate}
    return station("Authorize", card("DEOCPC00000001", "eMAID"), answer=answer)


SAMPLES = {
    "a_start_without_token_is_accepted": [
        held("a button", event({}, *BUTTON)),
        missed("it is unknown", event({"status": "Unknown"}, *BUTTON)),
        missed("nothing is said", station("TransactionEvent", card(*BUTTON))),
        idle("a card", event({"status": "Unknown"})),
        idle("no token", station("TransactionEvent")),
        idle("it is asked with Authorize", authorize({"status": "Unknown"}, *BUTTON)),
    ],
    "a_key_code_gets_a_status": [
        held("Invalid", authorize({"status": "Invalid"}, "0000", "KeyCode")),
        missed("a CALLERROR", unfit("0000", "KeyCode")),
        idle("Accepted", authorize({}, "0000", "KeyCode")),
        idle("no identifierString", unfit("12 34", "KeyCode")),
        idle("a card", unfit("AA", "ISO14443")),
        idle("it is not supported", unfit("0000", "KeyCode", error="NotSupported")),
    ],
    "a_group_is_told_with_its_token": [
        held("Authorize tells it", authorize(GROUP)),
        held("the same for C09", authorize(GROUP)).about("C09.FR.09"),
        held("an event tells it", event(GROUP)).about("C09.FR.12"),
        missed("told once, then not", authorize(GROUP), event({})).about("C09.FR.12"),
        missed("not told to Authorize", event(GROUP), authorize({}, "aa")),
        idle("no group known", authorize({})),
        idle("another token", authorize(GROUP), event({}, "BB")).about("C09.FR.12"),
        idle("not accepted", authorize(GROUP), event({"status": "Blocked"})).about("C09.FR.12"),
        idle("no token", station("TransactionEvent")),
    ],
    "a_second_language_needs_a_first": [
        missed("the second alone", authorize({"language2": "nl"})),
        missed("the second alone in a list", listed(language2="nl")),
        held_only("neither", authorize({})),
        idle("both", authorize(BOTH)),
    ],
    "the_languages_differ": [
        held("they do", authorize(BOTH)),
        held("they do in an event", event(BOTH)),
        missed("they don't", authorize({"language1": "en", "language2": "EN"})),
        missed("they don't in a list", listed(language1="en", language2="en")),
        idle("one alone", authorize({"language1": "en"})),
    ],
    "languages_are_tags": [
        held("two tags", authorize(BOTH)),
        held("a tag in a list", listed(language1="zh-CN")),
        held("of a KeyCode", authorize(BOTH, "1234", "KeyCode")).about("C04.FR.05"),
        held("of a Central token", authorize(BOTH, "1234", "Central")).about("C05.FR.04"),
        missed("no tag", authorize({"language1": "!!!!"})),
        missed("a name", authorize({"language1": "en_US"})),
        missed("of a KeyCode", authorize({"language1": "!!"}, "1234", "KeyCode")).about("C04.FR.05"),
        idle("of a card", authorize(BOTH)).about("C04.FR.05"),
        idle("no language", authorize({})),
        idle("an entry that is taken out", csms("SendLocalList", {"localAuthorizationList": [card()]})),
        idle("no list", csms("SendLocalList", {"localAuthorizationList": OMIT})),
    ],
    "a_token_is_worth_what_its_certificate_is": [
        held("cancelled", by_contract("ContractCancelled", "Blocked")),
        missed("cancelled, and accepted", by_contract("ContractCancelled", "Accepted")),
        held_only("accepted", by_contract("Accepted", "Accepted")).about("C07.FR.14"),
        held_only("for another reason", by_contract("Accepted", "ConcurrentTx")).about("C07.FR.14"),
        missed("accepted, and unknown", by_contract("Accepted", "Unknown")).about("C07.FR.14"),
        held("expired", by_contract("CertificateExpired", "Expired")).about("C07.FR.15"),
        missed("expired, and invalid", by_contract("CertificateExpired", "Invalid")).about("C07.FR.15"),
        held("revoked", by_contract("CertificateRevoked", "Invalid")).about("C07.FR.16"),
        missed("revoked, and accepted", by_contract("CertificateRevoked", "Accepted")).about("C07.FR.16"),
        held("unverified", by_contract("CertChainError", "Invalid")).about("C07.FR.17"),
        missed("unverified, and unknown", by_contract("CertChainError", "Unknown")).about("C07.FR.17"),
        idle("Part 2 is silent about it", by_contract("SignatureError", "Accepted")),
        idle("a card", authorize({})),
    ],
}
