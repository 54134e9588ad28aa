"""Equal items become one, which names each origin."""

from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.texts import read_text
from tests.respond.wanted.asking import context


def test_an_item_of_two_lists_names_both() -> None:
    found = joined(
        read_text("axios@1.14.1", context(origin=origin)) for origin in ("a.csv:2", "b.txt:9", "a.csv:2")
    )
    assert ["a.csv:2; b.txt:9"] == [item.origin for item in found.releases]


def test_many_origins_are_counted() -> None:
    found = joined(read_text("evil[.]invalid", context(origin=f"a:{n}")) for n in range(8))
    assert ["a:0; a:1; a:2; a:3; a:4; and 3 more"] == [item.origin for item in found.indicators]


def test_nothing_is_lost() -> None:
    texts = ("axios@1.14.1", "a" * 40, "b[.]invalid", "what is this?", "litellm@1.82.7")
    found = joined(read_text(text, context()) for text in texts)
    assert (2, 1, 2, 1, 2) == tuple(
        map(len, (found.releases, found.digests, found.indicators, found.misread, found.notes))
    )
