"""Which version of OCPP was spoken, as far as a recording tells; and who sends what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from ocpp_conformance.harness.evidence import Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.rpc import AnyFrame, Call, CallError, ErrorCode, Malformed, Role, Send
from ocpp_conformance.harness.rpc.protocol import OCPP_16, OCPP_21, OCPP_201, PROTOCOLS, Protocol, of_subprotocol
from ocpp_conformance.harness.validation import judge_call

LOOKED_AT = 500
"""CALLs whose payloads are held against the schemas of two versions."""


def sender_of(action: str) -> Role | None:
    """Who sends CALLs or SENDs with this action, in any version; None where both do, or nobody."""
    tables = [table for each in PROTOCOLS.values() for table in (each.actions, each.unasked)]
    by = {role for table in tables for role, actions in table.items() if action in actions}
    return by.pop() if len(by) == 1 else None


def version_of(action: str, payload: Mapping[str, Any]) -> Protocol | None:
    """The version that a CALL is of, where it tells; of what 2.0.1 and 2.1 share, 2.0.1."""
    if action == "BootNotification":
        return OCPP_16 if "chargePointVendor" in payload else OCPP_201 if "chargingStation" in payload else None
    having = [each for each in PROTOCOLS.values() if each.has(action)]
    if OCPP_16 in having:
        return OCPP_16 if len(having) == 1 else None
    return having[0] if having else None


def spoken(entries: Iterable[FrameEntry]) -> Protocol | None:
    """The version of OCPP that the boots are of, or else the most CALLs which tell; None where nothing does. Of 2.0.1
    and 2.1 it is 2.1 where something came that this alone has, and was not refused as unknown. Where no action tells,
    payloads do: those that are valid in 1.6 alone, or in 2.0.1 alone."""
    frames = [(entry.sender, entry.frame) for entry in entries if not _is_result(entry.raw)]
    calls = [(sender, frame) for sender, frame in frames if isinstance(frame, Call)]
    refused = {(sender.other, frame.message_id) for sender, frame in frames if _is_unknown(frame)}
    known = [call for sender, call in calls if (sender, call.message_id) not in refused]
    boots = Counter(version_of(call.action, call.payload) for call in known if call.action == "BootNotification")
    told = Counter(version_of(call.action, call.payload) for call in known)
    told[OCPP_21] += sum(_is_send(frame) for _, frame in frames)
    if not (told[OCPP_16] or told[OCPP_201] or told[OCPP_21]):
        told = Counter(_fitting(sender, call) for sender, call in islice(calls, LOOKED_AT))
    by = told if boots[OCPP_16] == boots[OCPP_201] else boots
    if by[OCPP_16] > by[OCPP_201] + by[OCPP_21]:
        return OCPP_16
    return OCPP_21 if told[OCPP_21] else OCPP_201 if told[OCPP_201] else None


def _is_result(raw: str | bytes) -> bool:
    """Whether a message is a CALLRESULT, of which all versions have the same; most of a log needn't be parsed."""
    return isinstance(raw, str) and raw.startswith("[3,")


def _is_unknown(frame: AnyFrame) -> bool:
    return isinstance(frame, CallError) and frame.code in (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED)


def _is_send(frame: AnyFrame) -> bool:
    return isinstance(frame, Malformed) and isinstance(OCPP_21.parse(frame.raw), Send)


def _fitting(sender: Role, call: Call) -> Protocol | None:
    fits = [each for each in (OCPP_16, OCPP_201) if judge_call(call, sender, each) is None]
    return fits[0] if len(fits) == 1 else None


def by_version(entries: Sequence[Entry], given: Protocol | None = None) -> Mapping[Protocol | str, list[Entry]]:
    """The entries by the version that is spoken on their connection: by its subprotocol, else by what a log calls them,
    or by what is said on all connections without one, 2.0.1 where nothing tells. A subprotocol stands for a version
    that is not judged. Notes are of each. Where a version is given, all is of that."""
    agreed = {each.connection: each.subprotocol for each in entries if isinstance(each, HandshakeEntry)}
    frames = [each for each in entries if isinstance(each, FrameEntry) and not agreed.get(each.connection)]
    named = Counter(each.protocol for each in frames if each.protocol is not OCPP_201)
    told = given or next(iter(named), None) or spoken(frames) or OCPP_201
    for frame in frames:
        frame.forget()  # of a long log the parsed are many times as large
    of = {
        number: given or of_subprotocol(subprotocol) or subprotocol
        for number, subprotocol in agreed.items()
        if subprotocol
    }
    versions: dict[Protocol | str, list[Entry]] = {
        of.get(each.connection, told): [] for each in entries if not isinstance(each, NoteEntry)
    }
    for each in entries:
        for version in versions if isinstance(each, NoteEntry) else (of.get(each.connection, told),):
            versions[version].append(_read_as(each, version))
    return versions


def _read_as(entry: Entry, version: Protocol | str) -> Entry:
    if not isinstance(entry, FrameEntry) or not isinstance(version, Protocol) or entry.protocol is version:
        return entry
    return replace(entry, protocol=version)
