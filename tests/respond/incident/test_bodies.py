"""Parsed requests as entries."""

from pratique.respond.incident.bodies import bodies
from pratique.respond.incident.entry import Listed, Misread, Trace
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.texts import read_text
from tests.respond.wanted.asking import context


def test_each_part_of_a_request_becomes_an_entry() -> None:
    texts = ("npm:axios@1.14.1", "pypi:litellm@*", "host:evil.invalid", "not a thing")
    found = list(bodies(joined(read_text(text, context()) for text in texts)))

    assert [Listed, Listed, Trace, Misread] == [type(body) for body in found]
    exact, every = (body for body in found if isinstance(body, Listed))
    assert (("pkg:npm/axios@1.14.1",), ("*",)) == (exact.purls, every.ranges)
