"""Samples of certificates."""

from ..sample import csms, held, idle, missed

HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "x", "issuerKeyHash": "x", "serialNumber": "1"}
SOME = {"certificateHashDataChain": [{"certificateType": "V2GRootCertificate", "certificateHashData": HASH}]}


def installed(status, **more):
    return csms("GetInstalledCertificateIds", answer={"status": status, **more})


SAMPLES = {
    "certificates_fit_the_status": [
        held("some", installed("Accepted", **SOME)).about("M03.FR.04"),
        held("none", installed("NotFound")),
        missed("Accepted without any", installed("Accepted")).about("M03.FR.04"),
        missed("NotFound with some", installed("NotFound", **SOME)),
        idle("another action", csms("ClearCache")),
    ],
}
