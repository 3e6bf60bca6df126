"""Samples of block L."""

from ..sample import csms, held, idle, missed, station


def update(location, **more):
    return csms("UpdateFirmware", {"firmware": {"location": location, **more}})


SIGNED = {"signingCertificate": "x"}

SAMPLES = {
    "firmware_travels_encrypted": [
        held("HTTPS", update("https://a/b", **SIGNED)),
        held("SFTP", update("SFTP://a/b", **SIGNED)),
        held("FTPS without a certificate", update("ftps://a/b")).about("L02.FR.05"),
        missed("HTTP", update("http://a/b", **SIGNED)).mildly("information"),
        missed("FTP without a certificate", update("ftp://a/b")).about("L02.FR.05").mildly("information"),
        idle("no update", station("Heartbeat")),
    ],
}
