"""The table of features."""

from pratique.analysis.features import FEATURES, measure
from tests.analysis.features.viewing import view


def test_every_feature_has_an_id_of_its_own_and_words() -> None:
    assert len(FEATURES) == len({feature.id for feature in FEATURES})
    assert all(feature.words and not feature.words.endswith(".") for feature in FEATURES)


def test_an_empty_artifact_has_no_feature() -> None:
    assert {0.0} == {measured.value for measured in measure(view()).values()}
