"""The cipher suites of TLS that OCPP names, and those that nobody may use any more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher suite of TLS 1.2: its code in a hello, its name at IANA and in OpenSSL."""

    code: int
    name: str
    openssl: str


ECDSA_PAIR = (
    Suite(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
    Suite(0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
)
RSA_PAIR = (
    Suite(0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256"),
    Suite(0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384"),
)
"""The CSMS must know both pairs (A00.FR.318), the station one of them (A00.FR.319)."""

WEAK = (
    *(0xC006, 0xC010, 0x003B, 0x0002, 0x0001),  # nothing is encrypted
    *(0xC007, 0xC011, 0x0005, 0x0004),  # RC4
    *(0x0009, 0x0015),  # DES
    *(0x0003, 0x0006, 0x0008, 0x0014),  # keys of 40 bits, once for export
)
"""Codes of suites on primitives that aren't fit even for legacy use (A00.FR.320)."""


class NoSuiteError(Exception):
    """The OpenSSL of this machine can't do what the text names."""
