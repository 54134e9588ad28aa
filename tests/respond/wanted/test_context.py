"""A context knows where a text stands, and which ecosystems have a name."""

from pratique.core.names import Ecosystem
from tests.respond.wanted.asking import context


def test_the_ecosystems_of_a_name_are_those_of_the_advisories() -> None:
    told = context()
    assert [(Ecosystem.NPM,), (Ecosystem.PYPI,), (), ()] == [
        told.known_in(name) for name in ("axios", "LiteLLM", "unheard", "../x")
    ]


def test_a_line_of_a_file_has_its_own_origin() -> None:
    line = context(ecosystem=Ecosystem.NPM).at("list.txt:4")
    assert ("list.txt:4", True, Ecosystem.NPM) == (line.origin, line.listed, line.ecosystem)


def test_a_long_text_is_shortened() -> None:
    assert 200 == len(context().misread("x" * 5_000, "why").misread[0].text)
