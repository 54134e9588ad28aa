"""What an artifact calls its own."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.hosts.own import own_hosts
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree


def of(path: str, text: str | bytes) -> frozenset[str]:
    data = text.encode() if isinstance(text, str) else text
    return own_hosts(Tree((File(path, data),)), Manifest(path=path))


def package(**fields: object) -> frozenset[str]:
    return of("package.json", json.dumps(fields))


def test_the_domain_of_the_homepage_is_own() -> None:
    assert {"sample.dev"} == package(homepage="https://docs.sample.dev/start")


@pytest.mark.parametrize(
    "repository",
    [
        "me/sample",
        "github:Me/sample",
        "git+https://github.com/me/sample.git",
        "git@github.com:me/sample.git",
        {"type": "git", "url": "git://github.com/me/sample"},
    ],
)
def test_of_a_code_host_only_the_owner_is_own(repository: object) -> None:
    found = package(repository=repository)
    assert {"github.com/me", "raw.githubusercontent.com/me", "me.github.io"} <= found
    assert "github.com" not in found


@pytest.mark.parametrize(
    "homepage",
    ["https://pastebin.com/x", "https://webhook.site", "http://8.8.4.4/", "https://google.com",
        "https://inert.s3.amazonaws.com/x", "https://x.invalid", "http://localhost", "com", 7, None],
)  # fmt: skip
def test_a_shared_or_reserved_host_is_nobodys_own(homepage: object) -> None:
    assert frozenset() == package(homepage=homepage)


def test_a_site_on_free_hosting_is_its_owners() -> None:
    assert {"sample.vercel.app"} == package(homepage="https://sample.vercel.app")


def test_the_addresses_of_python_metadata_are_own() -> None:
    text = "Metadata-Version: 2.1\nName: x\nHome-page: https://sample.dev\nProject-URL: Docs, https://sample.readthedocs.io\nProject-URL: Bugs, https://github.com/me/x/issues\n\nHome-page: https://not.read.dev\n"
    found = of("x-1.dist-info/METADATA", text)
    assert {"sample.dev", "github.com/me"} <= found
    assert "read.dev" not in found


def test_the_addresses_of_a_gem_are_own() -> None:
    text = "name: x\nhomepage: https://sample.dev\nmetadata:\n  source_code_uri: https://github.com/me/x\n"
    assert {"sample.dev", "github.com/me"} <= of("metadata", text)


def test_without_a_manifest_nothing_is_own() -> None:
    assert frozenset() == own_hosts(Tree(()), Manifest(path=None))
    assert frozenset() == own_hosts(Tree(()), Manifest(path="package.json"))


@given(st.binary(max_size=300), st.sampled_from(["package.json", "PKG-INFO", "metadata"]))
def test_any_bytes_give_hosts(data: bytes, path: str) -> None:
    assert all("." in host for host in of(path, data))


def test_a_manifest_of_a_hundred_thousand_brackets_gives_none() -> None:
    assert frozenset() == of("package.json", "[" * 100_000)
