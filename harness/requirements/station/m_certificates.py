"""Block M, certificates: what a charging station must answer."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

STATION = Role.STATION


@rule("M03.FR.02", "M03.FR.03", "M03.FR.04", judges=STATION, answers="GetInstalledCertificateIds")
def certificates_fit_the_status(exchange: Exchange, _context: Context) -> Answers:
    """Accepted comes with the hash data of certificates, NotFound without any."""
    found = bool(exchange.result.get("certificateHashDataChain"))
    accepted = exchange.result["status"] == "Accepted"
    if accepted:
        ids = ("M03.FR.04", "M03.FR.03")
        return HELD.of(*ids) if found else missed("Accepted without hash data", cause="none").of(*ids)
    return missed("NotFound with hash data", cause="some").of("M03.FR.02") if found else HELD.of("M03.FR.02")
