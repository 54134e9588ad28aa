import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.reading.web_address import web_address

BASE = "https://index.example/simple/kite/"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://files.example/a.whl", "https://files.example/a.whl"),
        ("../../files/a.whl#sha256=00", "https://index.example/files/a.whl"),
        ("//files.example/a.whl", "https://files.example/a.whl"),
        ("/a.whl?x=1", "https://index.example/a.whl?x=1"),
        ("HTTP://files.example/a", "http://files.example/a"),
        ("file:///etc/passwd", None),
        ("javascript:0", None),
        ("https://", None),
        ("https://[bad/", None),
        ("https://files.example/a b", None),
        ("https://files.example/a\r\nX: y", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_given(written: str | None, expected: str | None) -> None:
    assert expected == web_address(written, BASE)


@pytest.mark.fuzz
@given(st.text("htps:/.#?[]@x \n\t\u00e9", max_size=30))
def test_any_text_is_an_address_or_none(written: str) -> None:
    url = web_address(written, BASE)
    assert url is None or url.startswith(("http://", "https://"))
    assert url is None or "#" not in url
