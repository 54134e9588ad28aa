"""The host and path of an address, as clients read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.hosts.reading import Where, where


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.io/x?y#z", Where("a.io", "/x?y#z")),
        ("a.io", Where("a.io")),
        ("a.io:80/x", Where("a.io", "/x")),
        ("//a.io/x", Where("a.io", "/x")),
        ("wss://u:p@a.io", Where("a.io")),
        ("https://bücher.example/x", Where("xn--bcher-kva.example", "/x")),
        ("https://[2001:DB8::1]:80/x", Where("[2001:db8::1]", "/x")),
        ("https://a b.io/", None),
        ("https://a\u202eb.io/", None),
        ("https://" + "a" * 64 + ".io", None),
        ("https://" + "é" * 64 + ".io", None),
        ("https://[", None),
        ("https://%zz.io", None),
    ],
)
def test_the_host_and_path_of_an_address(text: str, expected: Where | None) -> None:
    assert expected == where(text)


@given(st.text(max_size=400))
def test_a_host_is_short_lower_case_and_ascii(text: str) -> None:
    found = where(text)
    assert found is None or (
        found.host.isascii() and found.host == found.host.lower() and len(found.host) < 254
    )
