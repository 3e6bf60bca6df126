"""Samples of block M."""

from ..sample import OMIT, csms, held, idle, missed, station


def hashed(number, algorithm="SHA256"):
    names = {"issuerNameHash": "a", "issuerKeyHash": "b"}
    return {"hashAlgorithm": algorithm, "serialNumber": number, **names}


def lists(*hashes, **more):
    chains = [{"certificateType": "CSMSRootCertificate", "certificateHashData": hash, **more} for hash in hashes]
    return csms("GetInstalledCertificateIds", answer={"certificateHashDataChain": chains})


def deletes(hash):
    return csms("DeleteCertificate", {"certificateHashData": hash})


TRY_LATER = "MAMKAQM="
"""An OCSPResponse that says tryLater."""


def status(result, told="Accepted"):
    return station("GetCertificateStatus", answer={"status": told, "ocspResult": result})


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
    "a_status_comes_with_what_ocsp_says": [
        held("an OCSPResponse", status(TRY_LATER)),
        held("the same for M06.FR.08", status(TRY_LATER)).about("M06.FR.08"),
        held("the same for M06.FR.09", status(TRY_LATER)).about("M06.FR.09"),
        missed("it is not there", status(OMIT)),
        missed("it is empty", status("")),
        missed("no base64", status("?")).about("M06.FR.09"),
        missed("hexadecimal", status("30030a0103")).about("M06.FR.09"),
        missed("something else", status("bm8=")).about("M06.FR.08"),
        idle("Failed", status(OMIT, "Failed")),
    ],
}
