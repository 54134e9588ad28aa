import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.vendored.spelling import MOST_CHARS, spell
from pratique.core.advisory import Product
from pratique.ecosystems.npm.versions import parse_version

NPM = Product("npm", "left")
OTHER = Product("retire", "right")


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("1.8.3", "1.8.3"),
        ("1.8", "1.8.0"),
        ("12", "12.0.0"),
        ("2.0.0-beta.1", "2.0.0-beta.1"),
        ("1.0RC2", "1.0.0-RC2"),
        ("1.0.0.beta.3", "1.0.0-beta.3"),
        ("1.9.0b1", "1.9.0-b1"),
        ("3.0.rc_1", "3.0.0-rc.1"),
        ("1.12.4-aem", "1.12.4-aem"),
        ("1.9.1.min", "1.9.1"),
        ("1.9.1-min", "1.9.1"),
        ("3.5.1.slim.min", "3.5.1"),
        ("3.5.1.", "3.5.1"),
        ("01.08.3", "1.8.3"),
    ],
)
def test_what_authors_write_is_spelt_as_npm_does(written: str, spelt: str) -> None:
    assert spelt == spell(NPM, written)


def test_a_fourth_number_takes_no_part_in_the_order_of_npm() -> None:
    assert "1.6.0+3" == spell(NPM, "1.6.0.3")
    assert parse_version("1.6.0") == parse_version("1.6.0+3")


def test_a_library_of_no_registry_keeps_its_numbers() -> None:
    assert "1.6.0.3" == spell(OTHER, "1.6.0.3")
    assert "1.8" == spell(OTHER, "1.8.min")


@pytest.mark.parametrize(
    "text", ["", "beta", "-1", "1 2", "1.0\n", "1.0é", "1" * (MOST_CHARS + 1), "min", "9" * 20]
)
def test_what_is_no_version_is_none(text: str) -> None:
    assert spell(NPM, text) is None


@given(st.text(alphabet="0123456789.-_abrc", max_size=12).map(lambda rest: "1" + rest))
def test_whatever_begins_with_a_number_is_a_version_that_npm_reads(text: str) -> None:
    spelt = spell(NPM, text)

    assert spelt is not None
    assert parse_version(spelt) is not None
    assert "+" in spelt or spelt == spell(NPM, spelt)
