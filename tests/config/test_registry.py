import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.layer import RegistrySetting, RegistryTimes
from pratique.config.lines import find_lines
from pratique.config.place import Place
from pratique.config.registry import parse_registry, parse_url
from pratique.core.names import Ecosystem
from pratique.errors import ParseError, UsageError

PLACE = Place(origin="pratique.toml", lines=find_lines("[[registries]]\n"), table="registries")
ENTRY: dict[str, object] = {"url": "https://registry.example/npm", "ecosystem": "npm"}


def test_a_registry_is_public_and_judged_by_its_listings_unless_said() -> None:
    expected = RegistrySetting(
        url="https://registry.example/npm/", ecosystem=Ecosystem.NPM, origin="pratique.toml:1"
    )
    assert expected == parse_registry(ENTRY, PLACE)


def test_a_registry_can_be_private_with_times_that_say_little() -> None:
    setting = parse_registry({**ENTRY, "private": True, "times": "lower-bound"}, PLACE)
    assert (True, RegistryTimes.LOWER_BOUND) == (setting.private, setting.times)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", ""),
        ("url", 3),
        ("url", "registry.example"),
        ("url", "ftp://registry.example/"),
        ("url", "file:///etc/passwd"),
        ("url", "https://"),
        ("url", "https://registry.example:99999/"),
        ("url", "https://registry.example/?token=x"),
        ("url", "https://registry.example/#x"),
        ("url", "https://registry .example/"),
        ("ecosystem", "cargo"),
        ("ecosystem", ["npm"]),
        ("private", "yes"),
        ("times", "sometimes"),
        ("times", {}),
        ("tmes", "trusted"),
    ],
)
def test_unusable_values_are_refused(key: str, value: object) -> None:
    with pytest.raises(UsageError, match=key):
        parse_registry({**ENTRY, key: value}, PLACE)


@pytest.mark.parametrize("key", ["url", "ecosystem"])
def test_address_and_ecosystem_are_required(key: str) -> None:
    with pytest.raises(UsageError, match=f"registries.{key}: is missing"):
        parse_registry({name: value for name, value in ENTRY.items() if name != key}, PLACE)


def test_credentials_are_refused_and_never_repeated() -> None:
    with pytest.raises(UsageError, match="credentials") as caught:
        parse_registry({**ENTRY, "url": "https://me:s3cret@registry.example/"}, PLACE)
    assert "s3cret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("expected", "url"),
    [
        ("https://registry.example/", "https://Registry.EXAMPLE"),
        ("https://registry.example:8443/a/", "https://registry.example:8443/a//"),
        ("http://[::1]:4873/", "http://[::1]:4873"),
    ],
)
def test_one_registry_has_one_spelling(expected: str, url: str) -> None:
    assert expected == parse_url(url)


@pytest.mark.fuzz
@given(st.text(max_size=80) | st.builds("https://{}".format, st.text(max_size=80)))
def test_any_text_gives_an_address_or_a_parse_error(text: str) -> None:
    try:
        url = parse_url(text)
    except ParseError:
        return
    assert url.startswith(("https://", "http://"))
    assert url.endswith("/")
    assert url == parse_url(url)
