"""Block L, firmware: what a CSMS must do."""

from __future__ import annotations

from urllib.parse import urlsplit

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, Answers, Context, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS
_SECURE = ("https", "sftp", "ftps")


@rule("L01.FR.08", "L02.FR.05", judges=CSMS, sends="UpdateFirmware")
def firmware_travels_encrypted(call: Exchange, context: Context) -> Answers:
    """Firmware is fetched over HTTPS, SFTP or FTPS; each such location proves it, L01 with a signing certificate, L02
    without. Another one is told as an information: the file itself may be encrypted, which no frame shows."""
    firmware = call.request["firmware"]
    id = "L01.FR.08" if "signingCertificate" in firmware else "L02.FR.05"
    scheme = urlsplit(firmware["location"]).scheme.lower()
    if scheme in _SECURE:
        return HELD.of(id)
    text = f"firmware is fetched over {scheme or 'no protocol'}; is the file itself encrypted?"
    return missed(text, cause=scheme).of(id).as_information()
