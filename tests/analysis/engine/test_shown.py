"""Which addresses a source shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.gather import JAVASCRIPT, Facts
from pratique.analysis.facts import Language


def test_an_address_that_the_source_does_not_show_is_encoded() -> None:
    facts = Facts(JAVASCRIPT, plain=b"'https://a.invalid/'")
    facts.add_addresses("https://a.invalid/ and https://b.invalid/", 1)

    facts.add_address("https://a.invalid/put-together", 1)

    assert [
        ("https://a.invalid/", False),
        ("https://a.invalid/put-together", False),
        ("https://b.invalid/", True),
    ] == [(address.value, address.encoded) for address in facts.done(Language.JAVASCRIPT, None).addresses]


@pytest.mark.parametrize(
    ("encoded", "value"), [(False, "https://K1-dsn.far.example/x"), (True, "https://K1-dsn.other.example/x")]
)
def test_an_address_is_hidden_where_not_even_its_domain_is_shown(encoded: bool, value: str) -> None:
    facts = Facts(JAVASCRIPT, plain=b"const id = 'K1'; fetch(`https://${id}-dsn.far.example/x`)")
    facts.add_address(value, 1)
    assert [encoded] == [address.encoded for address in facts.done(Language.JAVASCRIPT, None).addresses]


def test_an_address_that_the_source_shows_is_not_encoded() -> None:
    shown = b"a('https://a.invalid/x'); b(\"c.invalid\"); d = `e@f.invalid`; g = 'h' + '://' + '_i.j.invalid'"
    facts = Facts(JAVASCRIPT, plain=shown)
    for value in (
        "https://a.invalid/x",
        "http://c.invalid",
        "https://f.invalid",
        "https://_i.j.invalid",
        "https://k.invalid",
    ):
        facts.add_address(value, 1)

    found = {item.value: item.encoded for item in facts.done(Language.JAVASCRIPT, None).addresses}
    assert ["https://k.invalid"] == [value for value, encoded in found.items() if encoded]


_PIECES = st.sampled_from((*"\"'`@/.-_ab1 ", "//", "a.b", "kite.invalid", "x.kite.invalid", "é"))


@given(st.lists(_PIECES, max_size=30).map("".join), st.lists(_PIECES, max_size=4).map("".join))
def test_a_host_that_is_looked_for_alone_is_found_where_all_hosts_together_are(plain: str, host: str) -> None:
    alone, together = Facts(JAVASCRIPT, plain=plain.encode()), Facts(JAVASCRIPT, plain=plain.encode())
    for number in range(20):
        together.add_address(f"none{number}.invalid", 1)
    for facts in (alone, together):
        facts.add_address(host, 2)

    told = [
        next(item.encoded for item in facts.done(Language.JAVASCRIPT, None).addresses if item.value == host)
        for facts in (alone, together)
    ]
    assert told[0] == told[1]
