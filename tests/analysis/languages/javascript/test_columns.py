"""Text literals in columns."""

from pratique.analysis.languages.javascript.columns import Texts
from tests.analysis.languages.javascript.reading import indexed


def test_texts_come_in_the_order_they_were_kept_and_as_often_as_asked() -> None:
    scope = indexed("").scope
    texts = Texts()
    assert [] == list(texts)
    texts.add(b"'second'", 16_000_000, scope)
    texts.add(b"'first'", 2, scope)

    expected = [(b"'second'", 16_000_000, scope), (b"'first'", 2, scope)]
    assert expected == list(texts)
    assert expected == list(texts)
