import pytest

from pratique.core.names import Digest
from pratique.lockfiles.npm.entry import (
    folder_name,
    installed_name,
    is_name,
    is_version,
    location_doubt,
    locked_files,
    read_integrity,
)
from tests.lockfiles.locks import SHA512


@pytest.mark.parametrize(
    "name", ["a", "@s/a", "JSONStream", "__proto__", "constructor", "a.b", "~x", "node_modules"]
)
def test_names_that_a_registry_can_have(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "@s/..", "a/b", "@s", "a b", "é", "a%2f", "@s/a/b", "a\n", "a" * 300]
)
def test_names_that_no_registry_has(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize("version", ["1.0.0", "1.0.0-beta.1+b", "v1", "2011.9.23"])
def test_versions(version: str) -> None:
    assert is_version(version)


@pytest.mark.parametrize("version", ["", "^1.0.0 || 2", "../x", "1 0", "1\n", "*", "1" * 300])
def test_texts_that_are_no_version(version: str) -> None:
    assert not is_version(version)


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("node_modules/a", "a"),
        ("node_modules/a/node_modules/@s/b", "@s/b"),
        ("packages/x/node_modules/a", "a"),
        ("packages/x", None),
        ("my_node_modules/a", None),
        ("packages/my_node_modules/a", None),
    ],
)
def test_the_installed_name_stands_below_the_last_node_modules(location: str, name: str | None) -> None:
    assert name == installed_name(location)


def test_a_folder_is_called_by_its_last_part_and_scope() -> None:
    assert "x" == folder_name("packages/x")
    assert "@s/x" == folder_name("packages/@s/x")


@pytest.mark.parametrize(
    "location", ["node_modules/a", "packages/x", "../shared", "../../x/node_modules/a", "..", "../.."]
)
def test_plain_paths_can_stand(location: str) -> None:
    assert location_doubt(location) is None


@pytest.mark.parametrize(
    "location",
    [
        "/etc",
        "a/../b",
        "./a",
        "a//b",
        "a/",
        "a\\b",
        "a/" * 300 + "b",
        "a" * 5000,
        "node_modules/../../x",
    ],
)
def test_other_paths_cannot_stand(location: str) -> None:
    assert location_doubt(location) is not None


def test_every_digest_of_an_integrity_is_read() -> None:
    sha1 = "sha1-" + "A" * 27 + "="
    digests, doubt = read_integrity(f"{SHA512} {sha1} {SHA512}")
    assert (Digest("sha512", "0" * 128), Digest("sha1", "0" * 40)) == digests
    assert doubt is None


def test_a_malformed_digest_is_doubted_and_the_others_stay() -> None:
    digests, doubt = read_integrity(f"sha512-AAAA {SHA512}")
    assert (Digest("sha512", "0" * 128),) == digests
    assert doubt is not None
    assert "sha512-AAAA" in doubt


def test_an_endless_integrity_is_not_read() -> None:
    assert ((), "the `integrity` value is too long") == read_integrity(f"{SHA512} " * 100)


def test_an_entry_without_digests_has_no_file() -> None:
    assert () == locked_files((), "https://files.example/x.tgz")
