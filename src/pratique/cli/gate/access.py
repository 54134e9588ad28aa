"""Access to the gate and its monitoring: client tokens and health data."""

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
from pratique.store.home import Home, data_home
from pratique.store.soundness import Soundness


@dataclass(frozen=True, slots=True)
class Front:
    """Who may use a gate and for what, and where it counts."""

    settings: GateSettings = field(default_factory=GateSettings)
    metrics: Metrics | None = None
    """None: counters of its own."""
    descriptors: Descriptors | None = None
    """None: nobody is told of them."""
    bound: str = ""
    """The host that the gate listens on, as it was named."""


def tokens_path(settings: GateSettings) -> Path:
    """Return the path of the token file."""
    if settings.tokens_file is not None:
        return Path(settings.tokens_file).expanduser()
    return Home(data_home(os.environ)).gate_tokens


def admission_of(settings: GateSettings, contact: str) -> Admission:
    """Look at the tokens that there are. Raises ParseError and StoreError for a file that cannot be used."""
    return Admission(tokens_path(settings), named=settings.tokens_file is not None, contact=contact)


def moment_of(
    listings: Listings,
    artifacts: Artifacts,
    decisions: CountedDecisions,
    metrics: Metrics,
    descriptors: Descriptors | None,
) -> Moment:
    """Return the state for the metrics at each scrape."""
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
