"""Block C, authorization: what a CSMS must do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.csms.languages import LANGUAGE_TAG
from ocpp_conformance.harness.requirements.rule import (
    HELD,
    HELD_ONLY,
    NOT_EXERCISED,
    Answers,
    Context,
    Rulings,
    missed,
    rule,
)
from ocpp_conformance.harness.rpc import ErrorCode, Role

CSMS = Role.CSMS

ASKS_FOR_TOKENS = ("Authorize", "TransactionEvent")
Told = Mapping[str, Any]
"""An IdTokenType, or an IdTokenInfoType."""


def infos(exchange: Exchange) -> Iterator[tuple[Told, Told]]:
    """What a CSMS says of id tokens in an answer, or in a local list: each idToken with its idTokenInfo."""
    if exchange.action == "SendLocalList":
        entries = exchange.request.get("localAuthorizationList", ())
        yield from ((entry["idToken"], entry["idTokenInfo"]) for entry in entries if "idTokenInfo" in entry)
    elif "idToken" in exchange.request and "idTokenInfo" in exchange.result:
        yield exchange.request["idToken"], exchange.result["idTokenInfo"]


def token_of(id_token: Told) -> tuple[str, str]:
    """What makes two id tokens the same: identifierString ignores letter case (Part 2, 2.1)."""
    return id_token["idToken"].casefold(), id_token["type"]


@rule("C02.FR.02", judges=CSMS, answers="TransactionEvent")
def a_start_without_token_is_accepted(exchange: Exchange, context: Context) -> Answers:
    """A TransactionEvent whose token is NoAuthorization, a button's, is answered with idTokenInfo Accepted."""
    if exchange.request.get("idToken", {}).get("type") != "NoAuthorization":
        return NOT_EXERCISED
    status = exchange.result.get("idTokenInfo", {}).get("status")
    if status == "Accepted":
        return HELD
    return missed(f"NoAuthorization gets {status or 'no idTokenInfo'}", cause=str(status))


_IDENTIFIER = re.compile(r"[A-Za-z0-9*\-_=:+|@.]+")
"""An identifierString (Part 2, 2.1.3)."""


@rule("C04.FR.01", judges=CSMS, about="Authorize")
def a_key_code_gets_a_status(context: Context) -> Rulings:
    """A KeyCode that is no good is answered with idTokenInfo Invalid, which proves it, and not with a CALLERROR that
    finds its value wrong.

    Not judged: what is no identifierString, so is wrong by the schema's words.
    """
    for exchange in context.window:
        if exchange.action != "Authorize" or exchange.sender is CSMS or not exchange.valid:
            continue
        token = exchange.request["idToken"]
        if token["type"] != "KeyCode" or not _IDENTIFIER.fullmatch(token["idToken"]):
            continue
        if exchange.error == ErrorCode.PROPERTY_CONSTRAINT_VIOLATION:
            text = "a KeyCode gets CALLERROR PropertyConstraintViolation; idTokenInfo with status Invalid is due"
            yield missed(text, cause="CALLERROR").at(exchange)
        elif exchange.succeeded and exchange.result["idTokenInfo"]["status"] == "Invalid":
            yield HELD


@rule("C01.FR.06", "C09.FR.09", "C09.FR.12", judges=CSMS, answers=ASKS_FOR_TOKENS)
def a_group_is_told_with_its_token(exchange: Exchange, context: Context) -> Answers:
    """The answer about an id token that belongs to a group has its groupIdToken; each that has one proves it.

    Not judged where the CSMS told no group of the token before in this case, nor where the token isn't accepted.
    """
    known, case = context.memory("groups"), context.conversation.case
    ids = ("C01.FR.06", "C09.FR.09") if exchange.action == "Authorize" else ("C09.FR.12",)
    for id_token, info in infos(exchange):
        key = (case, token_of(id_token))
        if "groupIdToken" in info:
            known[key] = info["groupIdToken"]["idToken"]
            return HELD.of(*ids)
        if known[key] is not None and info["status"] == "Accepted":
            text = f"no groupIdToken for {id_token['idToken']}, though it belongs to {known[key]}"
            return missed(text, cause="group").of(*ids)
    return NOT_EXERCISED


@rule("C01.FR.10", judges=CSMS, answers=ASKS_FOR_TOKENS, sends="SendLocalList")
def a_second_language_needs_a_first(exchange: Exchange, context: Context) -> Rulings:
    """`language2` comes only with `language1`. One-sided: an idTokenInfo without either proves nothing."""
    for _, info in infos(exchange):
        if "language1" in info:
            continue
        if "language2" in info:
            yield missed(f"language2 {info['language2']!r} without language1", cause="alone")
        else:
            yield HELD_ONLY


@rule("C01.FR.11", judges=CSMS, answers=ASKS_FOR_TOKENS, sends="SendLocalList")
def the_languages_differ(exchange: Exchange, context: Context) -> Rulings:
    """`language1` and `language2` are two languages; an idTokenInfo with both proves it.

    Not judged where one of them is absent.
    """
    for _, info in infos(exchange):
        if "language1" in info and "language2" in info:
            same = info["language1"].lower() == info["language2"].lower()
            yield missed(f"language1 and language2 are both {info['language1']!r}", cause="same") if same else HELD


_ALSO = {"KeyCode": "C04.FR.05", "Central": "C05.FR.04"}
"""Type of the id token → the requirement with the same words for it."""


@rule("C01.FR.17", "C04.FR.05", "C05.FR.04", judges=CSMS, answers=ASKS_FOR_TOKENS, sends="SendLocalList")
def languages_are_tags(exchange: Exchange, context: Context) -> Rulings:
    """Languages have the form of RFC 5646 (`en-US`); an idTokenInfo with one proves it, C04 of a KeyCode and C05 of a
    Central token.

    Not judged where there is none.
    """
    for id_token, info in infos(exchange):
        ids = [id for id in ("C01.FR.17", _ALSO.get(id_token["type"])) if id is not None]
        told = [info[name] for name in ("language1", "language2") if name in info]
        wrong = [language for language in told if LANGUAGE_TAG.fullmatch(language) is None]
        if wrong:
            yield missed(f"the language {wrong[0]!r} is no tag of RFC 5646", cause="tag").of(*ids)
        elif told:
            yield HELD.of(*ids)


_REFUSED = ("Blocked", "Expired", "Invalid", "Unknown")
_OF_CONTRACTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ContractCancelled": ("C07.FR.13", _REFUSED),
    "CertificateExpired": ("C07.FR.15", ("Expired",)),
    "CertificateRevoked": ("C07.FR.16", ("Invalid",)),
    "CertChainError": ("C07.FR.17", ("Invalid",)),
}
"""certificateStatus → the requirement, and what the token may be then."""


@rule("C07.FR.13", "C07.FR.14", "C07.FR.15", "C07.FR.16", "C07.FR.17", judges=CSMS, answers="Authorize")
def a_token_is_worth_what_its_certificate_is(exchange: Exchange, context: Context) -> Answers:
    """What is said of a contract certificate and of its id token fits together; each answer with both proves it, but
    for a certificate that is Accepted: whether it is good doesn't show.

    Not judged: answers without certificateStatus, and with one that Part 2 is silent about.
    """
    told, status = exchange.result.get("certificateStatus"), exchange.result["idTokenInfo"]["status"]
    if told == "Accepted":
        fits = status not in _REFUSED
        ruling = HELD_ONLY if fits else missed(f"Accepted with a token that is {status}", cause=status)
        return ruling.of("C07.FR.14")
    if told is None or told not in _OF_CONTRACTS:
        return NOT_EXERCISED
    id, allowed = _OF_CONTRACTS[told]
    return HELD.of(id) if status in allowed else missed(f"{told} with a token that is {status}", cause=told).of(id)
