"""Looks as features."""

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Hidden, HiddenKind, Language, Texture
from pratique.analysis.features.texture import FEATURES
from tests.analysis.features.viewing import value, view


def looking(texture: Texture) -> FileFacts:
    return FileFacts(language=Language.JAVASCRIPT, texture=texture)


def test_a_share_of_few_names_says_nothing() -> None:
    few, many = Texture(names=4, confusable_names=4), Texture(names=40, confusable_names=30)
    assert 0.0 == value(FEATURES, "look-confusable-names", view({"a.js": looking(few)})).value
    assert 0.75 == value(FEATURES, "look-confusable-names", view({"a.js": looking(many)})).value


def test_code_of_an_install_is_looked_at_apart() -> None:
    facts = {"a.js": looking(Texture(encoded_characters=9_999))}
    assert 0.0 == value(FEATURES, "install-look-encoded", view(facts)).value
    seen = view(facts, {"a.js": Context.INSTALL})
    assert 4.0 == value(FEATURES, "install-look-encoded", seen).value


def test_files_that_nothing_starts_are_not_looked_at() -> None:
    seen = view({"a.js": looking(Texture(escapes=999))}, {"a.js": Context.CALLED})
    assert 0.0 == value(FEATURES, "look-escapes", seen).value


def test_hidden_characters_and_code_out_of_sight_are_told_apart() -> None:
    def facts(kind: HiddenKind) -> FileFacts:
        return FileFacts(language=Language.PYTHON, hidden=(Hidden(kind, 2, 300, ""),))

    off, bidi = view({"a.py": facts(HiddenKind.OFF_SCREEN)}), view({"a.py": facts(HiddenKind.BIDI)})
    assert (3.0, 0.0) == tuple(
        value(FEATURES, id_, off).value for id_ in ("off-screen-code", "hidden-characters")
    )
    assert (0.0, 3.0) == tuple(
        value(FEATURES, id_, bidi).value for id_ in ("off-screen-code", "hidden-characters")
    )
