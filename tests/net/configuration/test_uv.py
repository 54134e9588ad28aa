"""uv's variables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.net.client.authorization import Authorization
from pratique.net.configuration.uv import load_uv


def test_the_default_index_and_the_others_are_read_in_order() -> None:
    found = load_uv(
        {
            "UV_DEFAULT_INDEX": "main=https://default.example/simple",
            "UV_INDEX_URL": "https://older.example/",
            "UV_INDEX": "acme=https://acme.example/ https://plain.example/?a=b",
            "UV_EXTRA_INDEX_URL": "https://extra.example/",
        }
    )

    assert found.index is not None
    assert ("https://default.example/simple/", "UV_DEFAULT_INDEX") == (
        found.index.url.value,
        found.index.url.origin,
    )
    assert ["https://acme.example/", "https://plain.example/", "https://extra.example/"] == [
        index.url.value for index in found.extra
    ]


def test_the_older_name_counts_alone() -> None:
    found = load_uv({"UV_INDEX_URL": "https://older.example/"})

    assert found.index is not None
    assert "https://older.example/" == found.index.url.value
    assert load_uv({}).index is None


def test_an_index_with_a_name_has_its_own_variables_for_credentials() -> None:
    found = load_uv(
        {
            "UV_INDEX": "acme-main=https://acme.example/ other=https://u:p@other.example/ https://plain.example/",
            "UV_INDEX_ACME_MAIN_USERNAME": "ada",
            "UV_INDEX_ACME_MAIN_PASSWORD": "s3cret",
            "UV_INDEX_OTHER_PASSWORD": "no",
        }
    )

    assert [Authorization.basic("ada", "s3cret"), Authorization.basic("u", "p"), None] == [
        index.authorization for index in found.extra
    ]
    assert "s3cret" not in repr(found)


def test_what_is_no_index_is_said_and_proxies_are_those_of_the_variables() -> None:
    found = load_uv({"UV_INDEX": "../wheels", "HTTPS_PROXY": "proxy.example:1"})

    assert ((), 1) == (found.extra, len(found.problems))
    assert found.route.proxies.https is not None


@pytest.mark.fuzz
@given(st.text(), st.text())
def test_any_text_gives_a_configuration(one: str, other: str) -> None:
    load_uv({"UV_INDEX": one, "UV_DEFAULT_INDEX": other, "UV_INDEX_A_USERNAME": other})
