"""Block M: how a CSMS installs, lists and deletes certificates of a station."""

from __future__ import annotations

from ocpp_conformance.harness.faults.fault import of_csms
from ocpp_conformance.harness.faults.own_calls import asks, falls_over, having, inside, without

_ANOTHER = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

FAULTS = (
    of_csms(
        "certificate-type-v2g",
        "installs each root as that of a V2G",
        "M05.FR.01",
        call=asks("InstallCertificate", having(certificateType="V2GRootCertificate")),
    ),
    of_csms(
        "certificate-type-csms",
        "installs each root as that of the CSMS",
        "M05.FR.01",
        call=asks("InstallCertificate", having(certificateType="CSMSRootCertificate")),
    ),
    of_csms(
        "certificate-swapped",
        "installs another certificate than the configured one",
        "M05.FR.01",
        call=asks("InstallCertificate", having(certificate=_ANOTHER)),
    ),
    of_csms(
        "certificate-failure-fatal",
        "closes the connection when a certificate could not be installed",
        "M05.FR.03",
        call=falls_over("InstallCertificate", "Failed"),
    ),
    of_csms(
        "certificates-all-listed",
        "asks for certificates of all uses where one was wanted",
        "M03.FR.01",
        call=asks("GetInstalledCertificateIds", without("certificateType")),
    ),
    of_csms(
        "certificates-one-use-listed",
        "asks for the roots of the CSMS alone, whatever was wanted",
        "M03.FR.01",
        call=asks("GetInstalledCertificateIds", having(certificateType=["CSMSRootCertificate"])),
    ),
    of_csms(
        "certificates-not-found-fatal",
        "closes the connection when a station has no certificate of a use",
        "M03.FR.02",
        call=falls_over("GetInstalledCertificateIds", "NotFound"),
    ),
    of_csms(
        "delete-by-sha256",
        "deletes certificates by SHA256, whatever the station told",
        "M04.FR.07",
        call=asks("DeleteCertificate", inside("certificateHashData", having(hashAlgorithm="SHA256"))),
    ),
    of_csms(
        "delete-another-certificate",
        "deletes a certificate that the station has not listed",
        "M04.FR.01",
        call=asks("DeleteCertificate", inside("certificateHashData", having(serialNumber="1"))),
    ),
    of_csms(
        "delete-failure-fatal",
        "closes the connection when a certificate could not be deleted",
        "M04.FR.03",
        call=falls_over("DeleteCertificate", "Failed"),
    ),
    of_csms(
        "certificate-success-fatal",
        "closes the connection when a certificate was installed",
        "M05.FR.01",
        call=falls_over("InstallCertificate", "Accepted"),
    ),
    of_csms(
        "certificates-found-fatal",
        "closes the connection when a station has listed its certificates",
        "M03.FR.01",
        call=falls_over("GetInstalledCertificateIds", "Accepted"),
    ),
    of_csms(
        "delete-success-fatal",
        "closes the connection when a certificate was deleted",
        "M04.FR.01",
        call=falls_over("DeleteCertificate", "Accepted"),
    ),
)
