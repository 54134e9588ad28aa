import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.rubygems.address import (
    artifact_url,
    gem_filename,
    gem_url,
    listing_request,
    normalise,
    platform_in,
)
from pratique.errors import ParseError, Reference

KITE = PackageRef(Ecosystem.RUBYGEMS, "kite-tail")


@pytest.mark.parametrize("name", ["rack", "RedCloth", "actionpack", "a_b-c.d", "7zip_ruby", "x"])
def test_names_keep_their_spelling(name: str) -> None:
    assert PackageRef(Ecosystem.RUBYGEMS, name) == normalise(name)


@pytest.mark.parametrize(
    "name", ["", "-rack", ".rack", "_rack", "123", "ra ck", "ra/ck", "@a/b", "räck", "a" * 256, "a\n"]
)
def test_what_rubygems_refuses_is_no_name(name: str) -> None:
    with pytest.raises(ParseError) as caught:
        normalise(name)
    assert Reference.NAME_INVALID is caught.value.reference


def test_the_index_is_asked_where_bundler_asks_it() -> None:
    request = listing_request(KITE, "https://gems.example/root/")
    assert "https://gems.example/root/info/kite-tail" == request.url
    assert request == listing_request(KITE, "https://gems.example/root", full=False)


@pytest.mark.parametrize(
    ("version", "platform", "filename"),
    [
        ("1.0", "ruby", "kite-tail-1.0.gem"),
        ("1.0", "", "kite-tail-1.0.gem"),
        ("1.0.rc1", "x86_64-linux", "kite-tail-1.0.rc1-x86_64-linux.gem"),
        ("1.0", "java", "kite-tail-1.0-java.gem"),
    ],
)
def test_the_name_of_a_file_tells_its_platform(version: str, platform: str, filename: str) -> None:
    assert filename == gem_filename(KITE, version, platform)
    assert (platform or "ruby") == platform_in(filename, KITE)
    assert f"https://gems.example/gems/{filename}" == gem_url(filename, "https://gems.example")


def test_no_rule_tells_the_address_of_a_release_that_may_have_many_files() -> None:
    assert artifact_url(KITE.at("1.0"), "https://gems.example/") is None


@pytest.mark.fuzz
@given(st.text(max_size=40))
def test_any_text_is_a_name_or_a_parse_error(text: str) -> None:
    try:
        package = normalise(text)
    except ParseError:
        return
    assert package.name == text
    assert text.isascii()
