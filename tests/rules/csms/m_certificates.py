"""Samples of block M."""

from ..sample import csms, held, idle, missed


def hashed(number, algorithm="SHA256"):
    names = {"issuerNameHash": "a", "issuerKeyHash": "b"}
    return {"hashAlgorithm": algorithm, "serialNumber": number, **names}


def lists(*hashes, **more):
    chains = [{"certificateType": "CSMSRootCertificate", "certificateHashData": hash, **more} for hash in hashes]
    return csms("GetInstalledCertificateIds", answer={"certificateHashDataChain": chains})


def deletes(hash):
    return csms("DeleteCertificate", {"certificateHashData": hash})


SAMPLES = {
    "a_certificate_is_deleted_by_the_hash_that_was_told": [
        held("as listed", lists(hashed("1", "SHA512")), deletes(hashed("1", "SHA512"))),
        held(
            "as listed under another", lists(hashed("1"), childCertificateHashData=[hashed("2")]), deletes(hashed("2"))
        ),
        missed("by another algorithm", lists(hashed("1", "SHA512")), deletes(hashed("1"))),
        idle("listed nowhere", lists(hashed("1", "SHA512")), deletes(hashed("2"))),
        idle("no list", deletes(hashed("1"))),
    ],
}
