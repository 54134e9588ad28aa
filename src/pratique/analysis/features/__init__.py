"""Features: an artifact as a row of numbers. A new group is one module and one line in `FEATURES`."""

from collections.abc import Mapping

from pratique.analysis.features import behaviour, capabilities, data, hosts, shape, texture
from pratique.analysis.features.feature import Feature, Measured
from pratique.analysis.features.view import View

FEATURES: tuple[Feature, ...] = (
    *capabilities.FEATURES,
    *data.FEATURES,
    *behaviour.FEATURES,
    *hosts.FEATURES,
    *texture.FEATURES,
    *shape.FEATURES,
)
"""Every feature, in the order in which tables and models name them."""


def measure(view: View) -> Mapping[str, Measured]:
    """Measure every feature of an artifact."""
    return {feature.id: feature.measure(view) for feature in FEATURES}
