"""The contract that every ecosystem keeps."""

import pytest

from pratique.core.names import Ecosystem
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.core.tree import Tree
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import EcosystemModule, Request
from pratique.ecosystems.platforms import platform_from_name
from pratique.errors import ParseError, Reference

every = pytest.mark.parametrize(
    "module", [pytest.param(module, id=ecosystem.value) for ecosystem, module in ECOSYSTEMS.items()]
)


def test_every_ecosystem_is_in_the_table() -> None:
    assert set(Ecosystem) == set(ECOSYSTEMS)


@every
def test_a_default_registry_is_an_https_address_with_a_trailing_slash(module: EcosystemModule) -> None:
    registry = module.default_registry()
    assert registry.startswith("https://")
    assert registry.endswith("/")


@every
def test_a_listing_is_asked_below_the_registry(module: EcosystemModule) -> None:
    request = module.listing_request(module.normalise("kite"), "https://registry.example/root/")
    assert isinstance(request, Request)
    assert request.url.startswith("https://registry.example/root/")
    assert "kite" in request.url
    assert request.headers["Accept"]


@every
@pytest.mark.parametrize("name", ["", " ", "a b", "a\n", "../a", "a" * 300, "\ud800"])
def test_a_name_that_no_registry_has_is_refused(module: EcosystemModule, name: str) -> None:
    with pytest.raises(ParseError) as caught:
        module.normalise(name)
    assert caught.value.reference is Reference.NAME_INVALID


@every
@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"{}", b"<html>", b"\xff", b"[" * 100_000])
def test_an_answer_that_is_no_listing_is_refused_with_a_hint(module: EcosystemModule, data: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        module.parse_listing(data, package=module.normalise("kite"), registry="r", url="u")
    assert caught.value.reference is Reference.LISTING_INVALID
    assert caught.value.hint


@every
def test_versions_have_an_order_and_ranges(module: EcosystemModule) -> None:
    assert ["nonsense", "1.9.0", "1.10.0", "2.0.0"] == sorted(
        ["2.0.0", "nonsense", "1.10.0", "1.9.0"], key=module.sort_key
    )
    assert [-1, 0, 1] == [module.compare("1.0.0", other) for other in ("1.0.1", "1.0.0", "0.9.0")]
    assert module.satisfies("1.5.0", ">=1.0")
    assert not module.satisfies("1.5.0", ">=2")
    assert not module.satisfies("1.5.0", "@@@")
    assert module.valid_range(">=1.0")
    assert not module.valid_range("@@@")
    assert not module.is_prerelease("1.0.0")


@every
def test_one_listing_answers_what_to_take_and_what_to_compare_it_with(module: EcosystemModule) -> None:
    package = module.normalise("kite")
    artifact = Artifact(filename="kite-1.tgz", url="https://files.example/1", kind=ArtifactKind.SDIST)
    releases = {
        version: Release(ref=package.at(version), artifacts=(artifact,))
        for version in ("1.0.0", "1.1.0", "2.0.0")
    }
    listing = Listing(package=package, registry="https://registry.example/", releases=releases)
    assert releases["1.1.0"] == module.resolve(listing, "1.1.0")
    assert module.resolve(listing, "9.9.9") is None
    assert releases["1.0.0"] == module.baseline(listing, "1.1.0")[0]
    assert (None, "first release") == module.baseline(listing, "1.0.0")
    assert artifact == module.counterpart(releases["1.0.0"], artifact)
    everything = module.artifacts_for(releases["1.0.0"], platform_from_name("any"), everything=True)
    assert (artifact,) == everything.chosen


@every
def test_an_empty_artifact_has_a_manifest_with_a_problem(module: EcosystemModule) -> None:
    manifest = module.read_manifest(Tree(()))
    assert manifest.path is None
    assert manifest.problem
