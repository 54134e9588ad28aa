"""What a feature is."""

from pratique.analysis.features.feature import ABSENT, Feature
from tests.analysis.features.viewing import view


def test_a_feature_rises_unless_it_says_otherwise() -> None:
    feature = Feature(id="x", words="does x", measure=lambda _: ABSENT)
    assert (True, 0.0) == (feature.rising, feature.measure(view()).value)
