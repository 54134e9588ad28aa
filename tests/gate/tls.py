"""A certificate authority of the test's own, and the files of a gate's certificate."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography.x509 import load_pem_x509_certificate

from pratique.gate.server.certificate import CertificateFiles

NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Pki:
    """An authority that clients trust by `ca`, and where it writes the gate's certificate."""

    authority: trustme.CA
    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def files(self) -> CertificateFiles:
        return CertificateFiles(certificate=self.folder / "gate.pem", key=self.folder / "gate.key")

    @property
    def options(self) -> tuple[str, ...]:
        """The options of `gate serve`."""
        return "--tls-certificate", str(self.files.certificate), "--tls-key", str(self.files.key)

    def issue(
        self,
        *,
        begins: timedelta = -timedelta(days=1),
        ends: timedelta = timedelta(days=90),
        key: bool = True,
    ) -> int:
        """Write a new certificate for this machine: its serial number. Without `key`, the old key stays."""
        made = self.authority.issue_cert(
            "127.0.0.1", "localhost", not_before=NOW + begins, not_after=NOW + ends
        )
        chain = b"".join(one.bytes() for one in made.cert_chain_pems)
        if key:
            self.files.key.write_bytes(made.private_key_pem.bytes())
            self.files.key.chmod(0o600)
        self.files.certificate.write_bytes(chain)
        return load_pem_x509_certificate(chain).serial_number

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca)


def pki(folder: Path) -> Pki:
    """An authority with a certificate for the gate."""
    folder.mkdir(exist_ok=True)
    made = Pki(trustme.CA(), folder)
    made.authority.cert_pem.write_to_path(str(made.ca))
    made.issue()
    return made
