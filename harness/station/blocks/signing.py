"""Functional block J: the meters sign what they read."""

from __future__ import annotations

import base64
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.transport import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

METHOD = "ECDSA-secp256r1-SHA256"
KEYS_SENT = ("Never", "OncePerTransaction", "EveryMeterValue")
"""The values of PublicKeyWithSignedMeterValue."""


class Signer:
    """The key of the meters; it is made when they first sign."""

    @cached_property
    def _key(self) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives.asymmetric import ec  # few runs sign anything

        return ec.generate_private_key(ec.SECP256R1())

    @property
    def private_key(self) -> Secret | None:
        """The key as PEM; None before it is made."""
        if "_key" not in vars(self):
            return None
        from cryptography.hazmat.primitives import serialization

        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return Secret(self._key.private_bytes(*form).decode())

    @private_key.setter
    def private_key(self, key: Secret) -> None:
        from cryptography.hazmat.primitives import serialization

        vars(self)["_key"] = serialization.load_pem_private_key(key.reveal().encode(), None)

    @property
    def public_key(self) -> str:
        """The public key as base64 of its DER."""
        from cryptography.hazmat.primitives import serialization

        form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return base64.b64encode(self._key.public_key().public_bytes(*form)).decode()

    def sign(self, reading: dict[str, Any]) -> str:
        """The reading and its signature in the form of OCMF, as base64."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        data = json.dumps(reading)
        signature = self._key.sign(data.encode(), ec.ECDSA(hashes.SHA256())).hex()
        return base64.b64encode(f"OCMF|{data}|{json.dumps({'SA': METHOD, 'SD': signature})}".encode()).decode()


def signed_values(station: Core, values: list[dict[str, Any]], context: str) -> list[dict[str, Any]]:
    """The same readings, signed where the station is told to sign such ones (J01.FR.21, J02.FR.21)."""
    if not signs(station, "AlignedDataCtrlr" if context == "Sample.Clock" else "SampledDataCtrlr"):
        return values
    return [
        {**value, "sampledValue": [_signed(station, each, value["timestamp"]) for each in value["sampledValue"]]}
        for value in values
    ]


def signs(station: Core, component: str) -> bool:
    """Whether the readings of this component are signed."""
    return station.model.boolean(component, "SignReadings")


def _signed(station: Core, sample: dict[str, Any], timestamp: str) -> dict[str, Any]:
    signer, sent = station.part(Signer), station.model.text("OCPPCommCtrlr", "PublicKeyWithSignedMeterValue")
    told = sent == "EveryMeterValue" or (sent == "OncePerTransaction" and sample["context"] == "Transaction.Begin")
    reading = {"TM": timestamp, "RV": sample["value"], "RI": sample["measurand"], "RU": sample["unitOfMeasure"]["unit"]}
    signed = {
        "signedMeterData": signer.sign(reading),
        "signingMethod": METHOD,
        "encodingMethod": "OCMF",
        "publicKey": signer.public_key if told else "",
    }
    return {**sample, "signedMeterValue": signed}


def variables(_: Core) -> list[Variable]:
    flags = (
        Variable(component=component, name="SignReadings", value="false", data_type="boolean", mutability=RW)
        for component in ("SampledDataCtrlr", "AlignedDataCtrlr")
    )
    key = Variable(
        component="OCPPCommCtrlr",
        name="PublicKeyWithSignedMeterValue",
        value="EveryMeterValue",
        data_type="OptionList",
        values=KEYS_SENT,
        mutability=RW,
    )
    return [*flags, key]


BLOCK = Block(state=lambda _: Signer(), keeps=("private_key",), variables=variables, seams=(signed_values,))
