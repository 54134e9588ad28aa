"""Sets up access control and monitoring of a gate: client tokens and metrics."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pratique.cli.run.clock import now
from pratique.config.settings import GateSettings
from pratique.errors import Reference, UsageError
from pratique.gate.access.authentication import Admission
from pratique.gate.access.ci_token import CiTokens
from pratique.gate.access.ci_token_key import read_key
from pratique.gate.access.issuer_keys import IssuerKeys
from pratique.gate.api.ci_token import Exchange
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.listings.serving import Listings
from pratique.gate.monitoring.current_state import Moment, Sizes
from pratique.gate.monitoring.decision_counts import CountedDecisions
from pratique.gate.monitoring.metrics import Metrics
from pratique.gate.server.certificate import Certificate, CertificateFiles
from pratique.gate.server.file_descriptors import Descriptors
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route
from pratique.store.folder.health import Soundness
from pratique.store.folder.home import Home, data_home
from pratique.store.interface import TokenRequirement


@dataclass(frozen=True, slots=True)
class Front:
    """The gate's access settings, metrics and listening host."""

    settings: GateSettings = field(default_factory=GateSettings)
    metrics: Metrics | None = None
    """The metrics to update; None to create new metrics."""
    descriptors: Descriptors | None = None
    """The file descriptors to report in the metrics; None to omit them."""
    certificate: Certificate | None = None
    """The TLS certificate of the gate; None for a gate without TLS."""
    bound: str = ""
    """The configured host on which the gate listens."""


def tokens_path(settings: GateSettings) -> Path:
    """Return the path of the token file."""
    if settings.tokens_file is not None:
        return Path(settings.tokens_file).expanduser()
    return Home(data_home(os.environ)).gate_tokens


def admission_of(
    settings: GateSettings, contact: str, requirement: TokenRequirement, ci_tokens: CiTokens | None = None
) -> Admission:
    """Return the token checker of a gate.

    Tokens are required if the settings specify a token file, or if a gate with this state folder has had one.

    Raise ParseError or StoreError for an unusable token file.
    """
    return Admission(
        tokens_path(settings),
        now=now,
        required=settings.tokens_file is not None or requirement.get(),
        remember=requirement.put,
        contact=contact,
        ci_tokens=ci_tokens,
    )


def exchange_of(settings: GateSettings, now: Callable[[], datetime]) -> Exchange | None:
    """Return the exchange of ID tokens for tokens of the gate; None if the settings contain no issuer.

    Raise StoreError if the key of the tokens cannot be read or created.
    """
    if not settings.oidc:
        return None
    key = read_key(Home(data_home(os.environ)).gate_ci_key)
    issuers = frozenset(one.issuer for one in settings.oidc)
    notes: list[str] = []
    return Exchange(
        settings=settings.oidc,
        keys=IssuerKeys(Route(proxies=from_environment(os.environ, notes))),
        tokens=CiTokens(key, issuers, now),
    )


def certificate_files(settings: GateSettings) -> CertificateFiles | None:
    """Return the files of the gate's TLS certificate; None without TLS.

    Raise UsageError if only the certificate or only the key is set.
    """
    if settings.tls_certificate is None and settings.tls_key is None:
        return None
    if settings.tls_certificate is None or settings.tls_key is None:
        named, missing = ("gate.tls_certificate", "gate.tls_key")[:: 1 if settings.tls_key is None else -1]
        raise UsageError(
            Reference.CONFIG_INVALID,
            f"{named} is set, but {missing} is missing",
            hint="TLS needs the certificate and its key: set both, or neither",
        )
    return CertificateFiles(
        certificate=Path(settings.tls_certificate).expanduser(), key=Path(settings.tls_key).expanduser()
    )


def certificate_of(settings: GateSettings) -> Certificate | None:
    """Return the TLS certificate of a gate; None without TLS. Raise UsageError if the certificate is unusable."""
    files = certificate_files(settings)
    return None if files is None else Certificate(files, now)


def follow(certificate: Certificate | None, settings: GateSettings) -> None:
    """Apply new settings to the certificate of a running gate.

    Raise UsageError if the new settings cannot be applied.
    """
    files = certificate_files(settings)
    if certificate is not None and files is not None:
        certificate.use(files)
    elif (certificate is None) != (files is None):
        raise UsageError(
            Reference.CONFIG_INVALID,
            f"gate.tls_certificate cannot be {'removed from' if files is None else 'added to'} a running gate",
            hint="restart the gate to change between http and https",
        )


def moment_of(
    listings: Listings,
    artifacts: Artifacts,
    decisions: CountedDecisions,
    metrics: Metrics,
    front: Front,
) -> Moment:
    """Return the object that provides the current state of the gate when its metrics are requested."""
    home = Home(data_home(os.environ))
    moment = Moment(
        law=listings.law,
        listings=listings,
        artifacts=artifacts,
        decisions=decisions,
        sizes=Sizes(database=home.database, artifacts=home.artifacts),
        descriptors=front.descriptors,
        certificate=front.certificate,
        soundness=Soundness(home=home),
    )
    metrics.watch(moment.snapshot)
    return moment
