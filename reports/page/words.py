"""The page's words: verdicts and blocks with their signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ocpp_conformance.reports.page.record import RUNNING


@dataclass(frozen=True, slots=True)
class Word:
    """How a verdict or a state looks: a sign beside the word, so that colour is never alone, and the colour's tone."""

    sign: str
    tone: str
    meaning: str


VERDICTS: Mapping[str, Word] = MappingProxyType(
    {
        "failed": Word("✗", "red", "the system missed something that it must do"),
        "stale": Word("!", "red", "listed as a known failure, but it passes or fails otherwise"),
        "inconclusive": Word("?", "amber", "a precondition was not reached, so nothing can be said"),
        "harness error": Word("‼", "red", "our fault: nothing is said about the system"),
        RUNNING: Word("…", "amber", "under way when the run was cut"),
        "known": Word("≈", "amber", "fails, and is listed as known with a reason"),
        "advisory": Word("△", "blue", "passed, but missed something that it should do"),
        "passed": Word("✓", "green", "every check held"),
        "judged": Word("·", "grey", "recorded traffic, judged by the rules: what it breaks is told there"),
        "relayed": Word("⇄", "grey", "what the system is to send was only seen as the harness dictated it"),
        "not run": Word("○", "grey", "an input, an intent or a permission is missing"),
        "not applicable": Word("–", "grey", "the description of the system rules it out"),
    }
)
"""Every verdict, the worst first."""

RED = frozenset({"failed", "stale", "inconclusive", "harness error", RUNNING, "known"})
"""Cases whose evidence stands in the page unfolded."""

OTHER = Word("?", "amber", "a verdict that this version does not know")

BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "A": "Security",
        "B": "Provisioning",
        "C": "Authorization",
        "D": "Local authorization list",
        "E": "Transactions",
        "F": "Remote control",
        "G": "Availability",
        "H": "Reservation",
        "I": "Tariff and cost",
        "J": "Meter values",
        "K": "Smart charging",
        "L": "Firmware management",
        "M": "Certificates, ISO 15118",
        "N": "Diagnostics",
        "O": "Display messages",
        "P": "Data transfer",
        "RPC": "OCPP-J, Part 4",
        "RFID": "RFID through the REST API",
        "PART2": "Requirements of Part 2",
        "TLS": "Cipher suites, certificates",
        "TOKEN": "Id tokens",
        "PROFILE": "Charging profiles",
        "FUZZ": "Generated frames",
    }
)
"""Functional blocks of Part 2, then the families of our own cases."""

ROLES: Mapping[str, str] = MappingProxyType({"csms": "CSMS", "station": "charging station"})


def word(verdict: str) -> Word:
    """How a verdict looks, also one of a later version."""
    return VERDICTS.get(verdict, OTHER)


def block_name(block: str) -> str:
    """The name of a functional block; empty for one that we don't know."""
    return BLOCKS.get(block, "")


def role_name(role: str) -> str:
    """The role for people."""
    return ROLES.get(role, role)
