"""The issuers of ID tokens in the settings."""

from datetime import timedelta

import pytest

from pratique.config.layer import OidcSetting, TokenSystem
from pratique.config.lines import find_lines
from pratique.config.oidc import parse_issuer, parse_oidc
from pratique.config.place import Place
from pratique.errors import ParseError, UsageError

PLACE = Place(origin="pratique.toml", lines=find_lines("[[gate.oidc]]\n"), table="gate.oidc")
ENTRY: dict[str, object] = {
    "system": "github",
    "issuer": "https://token.forge.example",
    "audience": "https://gate.example",
    "require": {"repository_owner": "acme"},
}


def test_an_issuer_is_read_with_the_claims_that_it_must_make() -> None:
    expected = OidcSetting(
        system=TokenSystem.GITHUB,
        issuer="https://token.forge.example",
        audience="https://gate.example",
        require={"repository_owner": ("acme",)},
        origin="pratique.toml:1",
    )
    assert expected == parse_oidc(ENTRY, PLACE)
    assert timedelta(hours=1) == expected.lifetime


def test_a_claim_may_have_one_of_several_values() -> None:
    told = {**ENTRY, "require": {"namespace_path": ["acme", "acme/web"]}, "lifetime": "15m"}
    found = parse_oidc(told, PLACE)
    assert ({"namespace_path": ("acme", "acme/web")}, timedelta(minutes=15)) == (
        found.require,
        found.lifetime,
    )


@pytest.mark.parametrize("key", ["system", "issuer", "audience", "require"])
def test_what_is_needed_may_not_be_missing(key: str) -> None:
    with pytest.raises(UsageError, match=rf"gate\.oidc\.{key}: is missing"):
        parse_oidc({name: value for name, value in ENTRY.items() if name != key}, PLACE)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("system", "jenkins"),
        ("issuer", "http://token.forge.example"),
        ("issuer", "https://ada:secret@token.forge.example"),
        ("issuer", "https://token.forge.example/?a=b"),
        ("issuer", 3),
        ("audience", ""),
        ("audience", ["https://gate.example"]),
        ("require", {}),
        ("require", "acme"),
        ("require", {"repository_owner": 3}),
        ("require", {"repository_owner": []}),
        ("require", {"repository owner": "acme"}),
        ("require", {f"claim{number}": "x" for number in range(21)}),
        ("lifetime", "25h"),
        ("lifetime", "0"),
        ("lifetime", 60),
        ("lifetme", "1h"),
    ],
)
def test_unusable_values_are_refused(key: str, value: object) -> None:
    with pytest.raises(UsageError, match=key):
        parse_oidc({**ENTRY, key: value}, PLACE)


def test_an_issuer_stays_as_it_is_written_and_uses_plain_http_only_on_this_machine() -> None:
    for text in (
        "https://forge.example",
        "https://forge.example/",
        "http://127.0.0.1:99",
        "http://localhost",
    ):
        assert text == parse_issuer(text)
    with pytest.raises(ParseError, match="not an https URL"):
        parse_issuer("http://10.0.0.1")
