"""A PKI that is made before a run: what has to be in the station beforehand, and what a run then shows.

Not imported by the package: it brings cryptography along, which only TLS needs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from ocpp_conformance.harness.transport.authority import authority
from ocpp_conformance.harness.transport.pki import HOSTS, Certificate, Pki
from ocpp_conformance.harness.transport.tls import ServerTls, TlsSettingError

DAYS = 365
"""How long certificates of a folder are good."""
ROOT, ROOT_KEY = "root.pem", "root.key"

_README = """\
# Certificates for a run of the conformance suite

Made for a CSMS at the host `{host}`, good for {days} days. The run is started on that host:

    ocpp-conformance run --listen 0.0.0.0:9000 --pki {folder}

and the station connects to `wss://{host}:9000/ocpp/<identity>`.

Into the station, before the run:

- `root.pem`, as CSMSRootCertificate: the root of all the others;
- for security profile 3 (`--security-profile 3`), `station.pem` and `station.key`: the chain and the private key of the
  station with serial number `{serial_number}`.

These stay here, and the run uses them:

- `csms.pem` and `csms.key`, chain and private key of the CSMS, elliptic; `csms-rsa.pem` and `csms-rsa.key` for stations
  that only do RSA;
- `root.key`, the private key of the root: it issues bad certificates, and signs what the station asks to have signed.

Whoever holds `root.key` can be any CSMS to a station that trusts `root.pem`: take the root out of it afterwards.
"""


@dataclass(frozen=True, slots=True)
class PkiFolder:
    """The files of a folder that `write` has made. `host` is the one that its CSMS is certified for."""

    path: Path
    host: str

    @property
    def root_key(self) -> Path:
        """The private key of the root."""
        return self.path / ROOT_KEY

    def server(self, security_profile: int) -> ServerTls:
        """TLS as the CSMS of this folder does it."""
        rsa = self.path / "csms-rsa.pem", self.path / "csms-rsa.key"
        client_ca = self.path / ROOT if security_profile == 3 else None
        return ServerTls(self.path / "csms.pem", self.path / "csms.key", client_ca, rsa=rsa)

    def pki(self, folder: Path) -> Pki:
        """The same root, for more certificates; their files are in another folder."""
        hosts = (self.host, *(host for host in HOSTS if host != self.host))
        own = (self.path / ROOT).read_bytes(), (self.path / ROOT_KEY).read_bytes()
        return Pki(folder, own, hosts)


def write(path: Path, host: str, serial_number: str) -> PkiFolder:
    """Make a PKI for a CSMS at this host and a station with this serial number. Raises `OSError`."""
    path.mkdir(parents=True, exist_ok=True)
    hosts = (host, *(each for each in HOSTS if each != host))
    with TemporaryDirectory(prefix="ocpp-pki-") as made:
        pki = Pki(Path(made), None, hosts, DAYS)
        key = pki.authority().key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _keep(pki.root, path / ROOT)
        (Path(made) / ROOT_KEY).write_bytes(key)
        _keep(Path(made) / ROOT_KEY, path / ROOT_KEY, secret=True)
        for name, each in (
            ("csms", pki.csms()),
            ("csms-rsa", pki.csms(rsa=True)),
            ("station", pki.station(serial_number)),
        ):
            _keep_pair(each, path, name)
    readme = _README.format(host=host, days=DAYS, folder=path, serial_number=serial_number)
    (path / "README.md").write_text(readme, "utf-8")
    return PkiFolder(path, host)


def read(path: Path) -> PkiFolder:
    """The PKI of a folder. Raises `TlsSettingError` for one that `write` hasn't made, or that is over."""
    step = "make one with: ocpp-conformance pki FOLDER --advertise-host NAME"
    try:
        authority(path / ROOT, path / ROOT_KEY)
        certificate = x509.load_pem_x509_certificate((path / "csms.pem").read_bytes())
    except (OSError, ValueError) as error:
        raise TlsSettingError(f"{path} is no PKI ({error}); {step}") from None
    over = certificate.not_valid_after_utc
    if over < datetime.now(UTC):
        raise TlsSettingError(f"{path}: the certificate of the CSMS has expired ({over:%Y-%m-%d}); {step} --force")
    name = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return PkiFolder(path, str(name))


def _keep_pair(made: Certificate, folder: Path, name: str) -> None:
    _keep(made.chain, folder / f"{name}.pem")
    _keep(made.key, folder / f"{name}.key", secret=True)


def _keep(made: Path, kept: Path, *, secret: bool = False) -> None:
    """Copy a file; a secret one is readable for its owner alone."""
    kept.unlink(missing_ok=True)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644), "wb") as file:
        file.write(made.read_bytes())
