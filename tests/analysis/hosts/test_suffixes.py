"""Registrable domains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.hosts.suffixes import registrable


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.b.example.io", "example.io"),
        ("example.io", "example.io"),
        ("https://docs.example.co.uk/x", "example.co.uk"),
        ("example.co.uk", "example.co.uk"),
        ("co.uk", "co.uk"),
        ("www.example.com.br", "example.com.br"),
        ("a.b.github.io", "b.github.io"),
        ("github.io", "github.io"),
        ("inert.s3.amazonaws.com", "s3.amazonaws.com"),
        ("x.y.vercel.app", "y.vercel.app"),
        ("1.2.3.4:80", "1.2.3.4"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_the_registrable_domain_of_a_host(host: str, expected: str) -> None:
    assert expected == registrable(host)


@given(st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9}){0,5}", fullmatch=True))
def test_it_is_an_end_of_the_host_and_its_own(host: str) -> None:
    found = registrable(host)
    assert host == found or host.endswith("." + found)
    assert found == registrable(found)
