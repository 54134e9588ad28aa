import pytest

from pratique.ecosystems.npm.address import (
    artifact_url,
    basename,
    default_registry,
    listing_request,
    normalise,
    tarball_filename,
)
from pratique.errors import ParseError


@pytest.mark.parametrize(
    "name", ["kite", "Kite", "@scope/kite", "@Scope/_kite", "lodash.merge", "a~b", "x!", "-", "a" * 214]
)
def test_names_that_exist_are_kept_as_they_are(name: str) -> None:
    assert name == normalise(name).name


@pytest.mark.parametrize(
    "name",
    [
        *(
            ".kite",
            "_kite",
            "@scope",
            "@scope/",
            "@/kite",
            "@scope/.kite",
            "a/b",
            "a@b",
            "kité",
            "node_modules",
        ),
        *("NODE_MODULES", "favicon.ico", "a%2fb", "a?b", "a#b", "a:b", "a\x00", "kite ", "a" * 215),
    ],
)
def test_names_that_npm_refuses_are_refused(name: str) -> None:
    with pytest.raises(ParseError):
        normalise(name)


def test_the_slash_of_a_scope_is_encoded_in_the_address_of_a_listing() -> None:
    request = listing_request(normalise("@scope/kite"), "https://registry.example/npm/")
    assert request.url == "https://registry.example/npm/@scope%2fkite"
    assert request.headers == {"Accept": "application/json"}


def test_the_short_form_is_asked_for_by_its_own_type() -> None:
    request = listing_request(normalise("kite"), "https://registry.example", full=False)
    assert request.headers["Accept"].startswith("application/vnd.npm.install-v1+json")


def test_a_tarball_has_a_conventional_address() -> None:
    ref = normalise("@scope/kite").at("1.0.0")
    assert (
        artifact_url(ref, "https://registry.example/")
        == "https://registry.example/@scope/kite/-/kite-1.0.0.tgz"
    )


def test_a_version_cannot_lead_the_address_elsewhere() -> None:
    url = artifact_url(normalise("kite").at("../../x?y#z"), "https://registry.example")
    assert url == "https://registry.example/kite/-/kite-..%2F..%2Fx%3Fy%23z.tgz"


def test_the_scope_is_not_in_the_filename() -> None:
    package = normalise("@scope/kite")
    assert basename(package) == "kite"
    assert tarball_filename(package, "1.0.0") == "kite-1.0.0.tgz"


def test_the_public_registry_is_a_host_alone() -> None:
    scheme, _, rest = default_registry().partition("://")
    assert scheme == "https"
    assert rest.count("/") == 1
