"""What an install starts, and what could not be read."""

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language, problem_only
from pratique.analysis.features import FEATURES as ALL
from pratique.analysis.features.shape import FEATURES
from tests.analysis.features.viewing import value, view


def test_files_of_an_install_are_counted() -> None:
    facts = {f"{n}.js": FileFacts(language=Language.JAVASCRIPT) for n in range(9)}
    seen = view(facts, dict.fromkeys(facts, Context.INSTALL))
    assert 1.0 == value(FEATURES, "hook-files", seen).value


def test_code_of_an_install_that_was_not_read_counts_more() -> None:
    facts = {"a.js": problem_only(Language.JAVASCRIPT, "too large")}
    assert 1.0 == value(FEATURES, "unread-code", view(facts)).value
    assert 2.0 == value(FEATURES, "unread-code", view(facts, {"a.js": Context.INSTALL})).value


def test_no_feature_makes_an_artifact_look_better() -> None:
    assert all(feature.rising for feature in ALL)
