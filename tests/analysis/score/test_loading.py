"""The models that ship."""

import hashlib

from pratique.analysis.features import FEATURES
from pratique.analysis.score.identity import MODELS
from pratique.analysis.score.loading import FILE, shipped_models


def test_the_shipped_models_are_those_that_the_ruleset_names() -> None:
    assert MODELS == hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]


def test_the_shipped_models_ask_for_features_that_exist() -> None:
    known = {feature.id for feature in FEATURES}
    for model in (shipped_models().alone, shipped_models().apart, shipped_models().beyond):
        assert known == set(model.features)
        assert model.trees


def test_nothing_that_is_added_makes_a_package_look_better() -> None:
    """Every split on a rising feature gives no less on its greater side, whatever else is known."""
    rising = {feature.id for feature in FEATURES if feature.rising}
    for model in (shipped_models().alone, shipped_models().apart, shipped_models().beyond):
        for tree in model.trees:
            for node, feature in enumerate(tree.feature):
                if feature >= 0 and model.features[feature] in rising:
                    low = [tree.value[leaf] for leaf in leaves(tree, tree.left[node])]
                    high = [tree.value[leaf] for leaf in leaves(tree, tree.right[node])]
                    assert min(high) >= min(low)
                    assert max(high) >= max(low)


def leaves(tree: object, node: int) -> list[int]:
    feature, left, right = tree.feature, tree.left, tree.right  # type: ignore[attr-defined]
    if feature[node] < 0:
        return [node]
    return leaves(tree, left[node]) + leaves(tree, right[node])
