"""The bundled station: its meters sign what they read."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .test_station_csms import set_variable, system

pytestmark = pytest.mark.asyncio

CARD = ("04A2B3C4", "ISO14443")


async def signed(csms, station, *, keys="EveryMeterValue"):
    """The signed readings of a transaction, by context, each with what was signed."""
    await set_variable(csms, "SampledDataCtrlr", "SignReadings", "true")
    await set_variable(csms, "OCPPCommCtrlr", "PublicKeyWithSignedMeterValue", keys)
    await station.plug_in()
    await station.present_token(*CARD)
    await station.unplug()
    values = [value for event in csms.of("TransactionEvent") for value in event.get("meterValue", ())]
    return {sample["context"]: sample for value in values for sample in value["sampledValue"]}


async def test_readings_are_signed_with_the_key_that_is_told():
    async with system() as (csms, station):
        for sample in (await signed(csms, station)).values():
            told = sample["signedMeterValue"]
            form, data, signature = base64.b64decode(told["signedMeterData"]).decode().split("|")
            key = serialization.load_der_public_key(base64.b64decode(told["publicKey"]))
            key.verify(bytes.fromhex(json.loads(signature)["SD"]), data.encode(), ec.ECDSA(hashes.SHA256()))
            assert (form, json.loads(data)["RV"]) == (told["encodingMethod"], sample["value"])


@pytest.mark.parametrize(
    ("keys", "told"),
    [("Never", set()), ("OncePerTransaction", {"Transaction.Begin"})],
)
async def test_key_is_told_as_often_as_is_wanted(keys, told):
    async with system() as (csms, station):
        samples = await signed(csms, station, keys=keys)
        assert len(samples) == 2
        assert {context for context, sample in samples.items() if sample["signedMeterValue"]["publicKey"]} == told


@pytest.mark.parametrize(("signs", "first"), [("true", ["Started"]), ("false", [])])
async def test_transaction_starts_with_a_signed_reading(signs, first):
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStartPoint", "DataSigned")
        await set_variable(csms, "SampledDataCtrlr", "SignReadings", signs)
        await station.plug_in()
        await station.present_token(*CARD)
        assert [kind for kind, trigger, _ in csms.events() if trigger == "SignedDataReceived"] == first
