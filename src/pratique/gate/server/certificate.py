"""Loads the gate's TLS certificate, and loads it again when its files change. Open connections continue."""

import asyncio
import hashlib
import logging
import os
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pratique.errors import ParseError, Reference, UsageError
from pratique.net.configuration.config_file import read_config

_LOG = logging.getLogger(__name__)
SOON = timedelta(days=14)
"""The gate is degraded for this time before the end of its certificate, or for the last quarter of a shorter lifetime."""
_OTHERS = 0o007
_REPEAT_S = 60.0
_WORDS = {
    "HTTP_REQUEST": "a client sent plain HTTP; the client's URL must begin with https://",
    "TLSV1_ALERT_UNKNOWN_CA": "a client does not trust the certificate authority of the gate",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "a client does not trust the certificate of the gate",
    "SSLV3_ALERT_BAD_CERTIFICATE": "a client rejected the certificate of the gate",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "for a client, the certificate of the gate has expired",
    "UNSUPPORTED_PROTOCOL": "a client supports only versions of TLS before 1.2",
}
"""Explanations of the most frequent failures of a TLS handshake, by OpenSSL's reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFiles:
    """The PEM files of a certificate."""

    certificate: Path
    """The certificate, followed by its intermediate certificates."""
    key: Path
    """The private key, without a passphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    context: ssl.SSLContext
    begins_at: datetime
    ends_at: datetime
    digest: bytes

    @property
    def soon(self) -> timedelta:
        return min(SOON, (self.ends_at - self.begins_at) / 4)


class Certificate:
    """The certificate of a listening gate. A background task of the gate loads changed files."""

    def __init__(self, files: CertificateFiles, now: Callable[[], datetime]) -> None:
        """Load the files. Raises UsageError if the files are unusable.

        A certificate that has expired is loaded, too, because clients and `/healthz` then report the cause.
        """
        self._now = now
        self._files = files
        self._loaded = _load(files)
        self._trouble = ""
        _warn_of_mode(files.key)
        self.context = _context()
        """The TLS settings of the listening socket. Each new connection uses the current certificate."""
        self.context.sslobject_class = _Handshake
        # OpenSSL calls this for every handshake, also for those without a server name.
        self.context.sni_callback = self._choose

    def _choose(self, connection: Any, _name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = self._loaded.context

    def use(self, files: CertificateFiles) -> None:
        """Use these files from now on.

        Raises UsageError if other files than before are unusable. If the new files are unusable, the previous
        certificate stays active.
        """
        if files == self._files:
            self.look()
        else:
            self._replace(files)

    def _replace(self, files: CertificateFiles) -> None:
        loaded, now = _load(files), self._now()
        if not loaded.begins_at <= now < loaded.ends_at:
            begins, ends = _minute(loaded.begins_at), _minute(loaded.ends_at)
            raise _unusable(
                f"gate.tls_certificate: {files.certificate} "
                + (f"ended at {ends}" if now >= loaded.ends_at else f"is valid only from {begins}"),
                "renew the certificate, and check the clock of this machine",
            )
        self._loaded, self._files, self._trouble = loaded, files, ""
        _warn_of_mode(files.key)
        _LOG.warning("the TLS certificate was replaced; the new one ends at %s", _minute(loaded.ends_at))

    def look(self) -> None:
        """Load the files again if they changed. If the new certificate is unusable, keep the previous one, and log why."""
        try:
            if _digest(self._files) == self._loaded.digest:
                self._trouble = ""
                return
            self._replace(self._files)
        except UsageError as error:
            if error.message != self._trouble:
                self._trouble = error.message
                _LOG.error(
                    "the new TLS certificate cannot be used, and the previous one stays active: %s (%s)",
                    error.message,
                    error.hint,
                )

    async def run(self, every_s: float) -> None:
        """Look for changed files every `every_s` seconds."""
        while True:
            await asyncio.sleep(every_s)
            await asyncio.to_thread(self.look)

    @property
    def ends_at(self) -> datetime:
        """Return the time at which the current certificate ends."""
        return self._loaded.ends_at

    def left_s(self) -> float:
        """Return the time until the current certificate ends, in seconds; negative after the end."""
        return (self.ends_at - self._now()).total_seconds()

    def health(self) -> Mapping[str, object]:
        """Return the end of the current certificate."""
        return {"certificate": {"ends_at": self.ends_at.isoformat()}}

    def problems(self) -> Sequence[str]:
        """Return one sentence for an unusable new certificate, and one for a certificate that ends soon."""
        found = [f"the new TLS certificate cannot be used: {self._trouble}"] if self._trouble else []
        left = self.ends_at - self._now()
        if left <= self._loaded.soon:
            verb = "ends" if left > timedelta(0) else "ended"
            found.append(f"the TLS certificate {verb} at {_minute(self.ends_at)}")
        return found


def mode_for_others(key: Path) -> int | None:
    """Return the mode of a key file that every user of this machine can read, otherwise None."""
    try:
        mode = key.stat().st_mode & 0o777
    except OSError:
        return None
    return mode if os.name == "posix" and mode & _OTHERS else None


def _warn_of_mode(key: Path) -> None:
    mode = mode_for_others(key)
    if mode is not None:
        _LOG.warning("every user of this machine can read the TLS key (mode %o): chmod 600 %s", mode, key)


def _load(files: CertificateFiles) -> _Loaded:
    """Load the files. Raises UsageError."""
    digest, pem = _digest(files), _read("gate.tls_certificate", files.certificate)
    begins_at, ends_at = _validity(files.certificate, pem)
    context = _context()
    try:
        context.load_cert_chain(files.certificate, files.key, password=_no_passphrase)
    except _PassphraseError:
        raise _unusable(
            f"gate.tls_key: {files.key} has a passphrase",
            f"the gate needs a key without a passphrase: openssl pkey -in {files.key} -out NEW",
        ) from None
    except ssl.SSLError as error:
        raise _refused(files, error) from None
    except OSError as error:
        raise _unusable(f"gate.tls_key: {files.key} cannot be read: {error.strerror}", _READABLE) from None
    return _Loaded(context=context, begins_at=begins_at, ends_at=ends_at, digest=digest)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A refusal's reason is in the status line of HTTP/1.1, which HTTP/2 does not have.
    context.set_alpn_protocols(["http/1.1"])
    return context


class _PassphraseError(Exception):
    """OpenSSL asked for a passphrase, which it would otherwise read from the terminal."""


def _no_passphrase() -> str:
    raise _PassphraseError


_READABLE = "the user of the gate must be able to read the file"


def _refused(files: CertificateFiles, error: ssl.SSLError) -> UsageError:
    if error.reason == "KEY_VALUES_MISMATCH":
        return _unusable(
            f"gate.tls_key: {files.key} is not the key of {files.certificate}",
            "the first certificate in the file must be that of the gate",
        )
    why = (error.reason or "unknown error").replace("_", " ").lower()
    return _unusable(
        f"gate.tls_certificate and gate.tls_key: {files.certificate} and {files.key} cannot be used: {why}",
        "both files must be PEM files, and the key must be strong enough for this system",
    )


def _validity(path: Path, pem: bytes) -> tuple[datetime, datetime]:
    """Return the first and the last time at which the first certificate of a file is valid. Raises UsageError."""
    from cryptography.x509 import (  # noqa: PLC0415 - only a gate with TLS needs it
        InvalidVersion,
        load_pem_x509_certificate,
    )

    try:
        found = load_pem_x509_certificate(pem)
        return found.not_valid_before_utc, found.not_valid_after_utc
    except (ValueError, InvalidVersion):
        raise _unusable(
            f"gate.tls_certificate: {path} contains no PEM certificate",
            "the file must begin with the certificate of the gate, followed by its intermediate certificates",
        ) from None


def _digest(files: CertificateFiles) -> bytes:
    """Return a digest of both files. Raises UsageError if a file is unreadable."""
    found = hashlib.sha256()
    for data in (_read("gate.tls_certificate", files.certificate), _read("gate.tls_key", files.key)):
        found.update(hashlib.sha256(data).digest())
    return found.digest()


def _read(setting: str, path: Path) -> bytes:
    try:
        data = read_config(path)
    except ParseError as error:
        raise _unusable(f"{setting}: {error.message}", _READABLE) from error
    if data is None:
        raise _unusable(f"{setting}: {path} does not exist", "check the path")
    return data


def _unusable(message: str, hint: str) -> UsageError:
    return UsageError(Reference.CONFIG_INVALID, message, hint=hint)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


class _Handshake(ssl.SSLObject):
    """Logs why a handshake failed, because asyncio only closes the connection."""

    def do_handshake(self) -> None:
        """Continue the handshake."""
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as error:
            reason = error.reason or "unknown error"
            _handshakes().warning(
                "a TLS handshake failed: %s", _WORDS.get(reason, reason.replace("_", " ").lower())
            )
            raise


class Seldom(logging.Filter):
    """A log filter that keeps the first of the same messages within a minute, so that clients cannot fill the log."""

    def __init__(self) -> None:
        super().__init__()
        self._at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if the record should be logged."""
        text = record.getMessage()
        if record.created - self._at.get(text, -_REPEAT_S) < _REPEAT_S:
            return False
        self._at[text] = record.created
        return True


def _handshakes() -> logging.Logger:
    """Return the logger of failed handshakes."""
    log = logging.getLogger("pratique.gate.tls")
    if not any(isinstance(one, Seldom) for one in log.filters):
        log.addFilter(Seldom())
    return log
