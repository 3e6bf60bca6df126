"""Stand-ins for what tells who a station, its owner or its user is, so that a trace can be shown.

A stand-in has the length and the kinds of characters of what it stands for, and is the same wherever that stands (a
token also in other letter case), so what is valid stays so and what belongs together is still seen to. It can't be
undone: it depends on a number that nobody keeps. Vendor, model, versions, times and measured
values stay, and ids of messages and transactions but for an identity in them.
"""

from __future__ import annotations

import hmac
import json
import random
import re
import secrets
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_TOKENS = {"idToken", "additionalIdToken", "idTag", "parentIdTag"}
_NUMBERS = {
    *("serialNumber", "chargePointSerialNumber", "chargeBoxSerialNumber", "meterSerialNumber", "iccid", "imsi"),
    *("customerIdentifier", "evccId", "eMAID", "vatNumber", "chargePointId"),
}
_CERTIFICATES = {
    *("certificate", "certificateChain", "csr", "exiRequest", "exiResponse", "issuerKeyHash", "issuerNameHash"),
    *("ocspResult", "publicKey", "signature", "signedMeterData", "signingCertificate"),
}
_SECRETS = {"apnPassword", "apnUserName", "apn", "password", "user", "key", "basicAuthPassword", "group", "server"}
_TEXTS = {"additionalInfo", "content", "data", "filename", "info", "salesTariffDescription", "techInfo"}
_FIELDS = _TOKENS | _NUMBERS | _CERTIFICATES | _SECRETS | _TEXTS
_VARIABLES = {
    *("Identity", "BasicAuthPassword", "SerialNumber", "OrganizationName", "ICCID", "IMSI", "MasterPassGroupId"),
    *("NetworkAddress", "Address", "SeccId"),
}
"""Variables whose value is one of these things."""
_VALUES = {"value", "attributeValue", "actualValue"}
_URL = re.compile(r"^(https?|ftps?|sftp|wss?)://", re.IGNORECASE)
_PEM = re.compile(r"-----[A-Z ]+-----")
_LONG = 4
"""A value of so many characters is replaced in texts of ours too; a shorter one may be a common word there."""
_SAID = {"upgrade", "connection", "sec-websocket-version", "sec-websocket-protocol", "sec-websocket-extensions"}
"""Headers of an upgrade that say nothing of anybody."""
HIDDEN = "<not shown>"


class Anonymizer:
    """Replaces in records of a trace, one after the other: what stood for something in one does so in the next."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._known: dict[str, str] = {}
        self._identities = set[str]()

    def record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """A record of Open OCPP Trace without what tells who somebody is; its `raw` is made anew of what is left."""
        found = dict(record)
        if "chargePointId" in found:
            found["chargePointId"] = self._identity(str(found["chargePointId"]))
        if "messageId" in found:
            found["messageId"] = self.content(found["messageId"])
        for name in ("payload", "error"):
            if name in found:
                found[name] = self.content(found[name])
        if "raw" in found:
            found["raw"] = self._frame(found["raw"])
        if "meta" in found:
            found["meta"] = {name: self._meta(name, value) for name, value in found["meta"].items()}
        return found

    def content(self, value: Any, name: str = "", telling: bool = False) -> Any:
        """The same JSON value with stand-ins; `telling`: a value of a variable in it is one of those things."""
        match value:
            case dict():
                variable = value.get("variable")
                telling |= isinstance(variable, dict) and variable.get("name") in _VARIABLES
                own = name == "customData"
                return {
                    key: each if key == "vendorId" else self.content(each, "additionalInfo" if own else key, telling)
                    for key, each in value.items()
                }
            case list():
                return [self.content(each, name, telling) for each in value]
            case str() if value and (name in _FIELDS or (telling and name in _VALUES) or _URL.match(value)):
                return self.stand_in(value)
            case str():
                return self._known.get(value.casefold()) or self._named(value)
        return value

    def _named(self, text: str) -> str:
        """A text in which the identity of a station may stand, as in an id that it made."""
        for name in self._identities:
            text = _replaced(text, name, self._known[name])
        return text

    def _identity(self, name: str) -> str:
        if len(name) >= _LONG:
            self._identities.add(name.casefold())
        return self.stand_in(name)

    def stand_in(self, value: str) -> str:
        """What stands for this text."""
        key = value.casefold()
        chance = random.Random(hmac.digest(self._salt, key.encode("utf-8", "surrogatepass"), "sha256"))
        if (scheme := _URL.match(value)) is not None:
            made = scheme[0] + _alike(value[scheme.end() :], chance)
        elif _PEM.search(value):
            made = "".join(
                each if _PEM.fullmatch(each) else _alike(each, chance) for each in re.split(f"({_PEM.pattern})", value)
            )
        else:
            made = _alike(value, chance)
        self._known.setdefault(key, made)
        return made

    def _frame(self, raw: Any) -> str:
        try:
            frame = json.loads(raw)
        except (TypeError, ValueError, RecursionError):
            return HIDDEN
        if not isinstance(frame, list):
            return HIDDEN
        *head, last = frame or [None]
        head = [self.content(each) for each in head]
        if frame[:1] == [4] and len(frame) > 3:
            head[3] = self.content(head[3], "info")
        return json.dumps([*head, self.content(last)], separators=(",", ":"), ensure_ascii=False)

    def _meta(self, name: str, value: Any) -> Any:
        if name in ("before", "after"):
            return [dict(self._line(line)) for line in value]
        return value

    def _line(self, line: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """A line of results.jsonl: a message that is no frame, a handshake, a close, or a note of ours."""
        for name, value in line.items():
            match name:
                case "raw" | "binary":
                    yield name, self._frame(value)
                case "path":
                    place, _, _ = str(value).partition("?")
                    yield name, "/".join(each and self.stand_in(each) for each in place.split("/"))
                case "request" | "response":
                    yield name, [[key, text if key.lower() in _SAID else HIDDEN] for key, text in value]
                case "reason" | "text":
                    yield name, self._said(str(value))
                case _:
                    yield name, value

    def _said(self, text: str) -> str:
        """A text of ours, in which what is known may stand."""
        for key, made in sorted(self._known.items(), key=lambda each: len(each[0]), reverse=True):
            if len(key) >= _LONG:
                text = _replaced(text, key, made)
        return text


def _replaced(text: str, key: str, made: str) -> str:
    """The text with this where the key stood, in whatever letter case."""
    if key not in text.casefold():
        return text
    return re.sub(re.escape(key), lambda _: made, text, flags=re.IGNORECASE)


def anonymous(records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The records, one after the other, with stand-ins."""
    return map(Anonymizer().record, records)


def _alike(text: str, chance: random.Random) -> str:
    """Characters of the same kinds: of a hexadecimal text, hexadecimal ones; all but letters and digits stays."""
    letters = "abcdef" if all(each in string.hexdigits for each in text) else string.ascii_lowercase
    return "".join(_other(each, chance, letters) for each in text)


def _other(character: str, chance: random.Random, letters: str) -> str:
    if character.isdecimal():
        return chance.choice(string.digits)
    if character.isalpha():
        other = chance.choice(letters)
        return other.upper() if character.isupper() else other
    return character
