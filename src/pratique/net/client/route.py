"""Describes how to reach a registry: proxies and trusted certificates."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from yarl import URL

from pratique.errors import Reference, RegistryError
from pratique.net.client.proxies import Proxies


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The trusted certificate authorities. The default is the system's authorities and those in SSL_CERT_FILE."""

    ca_files: tuple[str, ...] = ()
    """PEM files that replace the system's authorities."""
    ca_pems: tuple[str, ...] = ()
    """PEM texts that replace the system's authorities."""
    extra_ca_files: tuple[str, ...] = ()
    """PEM files that are trusted in addition to the other authorities."""
    verify: bool = True
    """False if the user's own configuration disables the verification of certificates."""
    unverified_hosts: tuple[str, ...] = ()
    """Hosts without verification, as `host` or `host:port` in lower case."""
    origin: str = ""
    """The file or variable that contains the setting for certificates."""

    def verifies(self, url: URL) -> bool:
        """Return True if the certificate of a URL's host is verified."""
        host = (url.host or "").lower()
        return self.verify and not {host, f"{host}:{url.port}"} & {*self.unverified_hosts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The proxies and the trusted certificates for a registry."""

    proxies: Proxies = field(default_factory=Proxies)
    trust: Trust = field(default_factory=Trust)


def tls_context(trust: Trust, *, verify: bool) -> ssl.SSLContext:
    """Return the TLS settings for a `Trust`, with or without verification. Raises RegistryError for a bad certificate file."""
    context = ssl.create_default_context() if not (trust.ca_files or trust.ca_pems) else _empty_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    for file in (*trust.ca_files, *trust.extra_ca_files):
        try:
            path = Path(file).expanduser()
            if path.is_dir():
                context.load_verify_locations(capath=path)
            else:
                context.load_verify_locations(cafile=path)
        except (OSError, ValueError) as error:
            why = (
                error.strerror
                if isinstance(error, OSError) and error.strerror
                else "the file contains no PEM certificates"
            )
            raise _unusable(f"the certificate file {file} cannot be used: {why}", trust) from None
    for pem in trust.ca_pems:
        try:
            context.load_verify_locations(cadata=pem)
        except (OSError, ValueError):
            raise _unusable("the certificates in `ca` cannot be used", trust) from None
    return context


def _empty_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _unusable(message: str, trust: Trust) -> RegistryError:
    return RegistryError(
        Reference.REGISTRY_UNREACHABLE,
        message,
        hint=f"the certificates are set in {trust.origin}"
        if trust.origin
        else "check the setting that contains the certificates",
    )
