"""Sets up access control and monitoring of a gate: client tokens and metrics."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from pratique.config.settings import GateSettings
from pratique.gate.access.authentication import Admission
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.listings.serving import Listings
from pratique.gate.monitoring.current_state import Moment, Sizes
from pratique.gate.monitoring.decision_counts import CountedDecisions
from pratique.gate.monitoring.metrics import Metrics
from pratique.gate.server.file_descriptors import Descriptors
from pratique.store.folder.health import Soundness
from pratique.store.folder.home import Home, data_home


@dataclass(frozen=True, slots=True)
class Front:
    """The gate's access settings, metrics and listening host."""

    settings: GateSettings = field(default_factory=GateSettings)
    metrics: Metrics | None = None
    """The metrics to update; None to create new metrics."""
    descriptors: Descriptors | None = None
    """The file descriptors to report in the metrics; None to omit them."""
    bound: str = ""
    """The configured host on which the gate listens."""


def tokens_path(settings: GateSettings) -> Path:
    """Return the path of the token file."""
    if settings.tokens_file is not None:
        return Path(settings.tokens_file).expanduser()
    return Home(data_home(os.environ)).gate_tokens


def admission_of(settings: GateSettings, contact: str) -> Admission:
    """Return the token checker of a gate. Raise ParseError or StoreError for an unusable token file."""
    return Admission(tokens_path(settings), named=settings.tokens_file is not None, contact=contact)


def moment_of(
    listings: Listings,
    artifacts: Artifacts,
    decisions: CountedDecisions,
    metrics: Metrics,
    descriptors: Descriptors | None,
) -> Moment:
    """Return the object that provides the current state of the gate when its metrics are requested."""
    home = Home(data_home(os.environ))
    moment = Moment(
        law=listings.law,
        listings=listings,
        artifacts=artifacts,
        decisions=decisions,
        sizes=Sizes(database=home.database, artifacts=home.artifacts),
        descriptors=descriptors,
        soundness=Soundness(home=home),
    )
    metrics.watch(moment.snapshot)
    return moment
