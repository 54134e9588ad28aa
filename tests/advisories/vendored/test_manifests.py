import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.vendored.manifests import Named, is_manifest, read_manifest
from pratique.core.advisory import Product
from tests.lockfiles.locks import shapes

LEFT = Product("npm", "left")
BOWER = {"Left": LEFT}


def read(path: str, value: object) -> tuple[Named, ...]:
    return read_manifest(path, json.dumps(value).encode(), BOWER)


@pytest.mark.parametrize(
    "path",
    [
        "vendor/left/package.json",
        "src/third_party/left/package.json",
        "node_modules/bundle/lib/vendor/left/package.json",
        "public/bower_components/left/package.json",
    ],
)
def test_a_package_in_a_folder_for_code_of_others_is_a_copy(path: str) -> None:
    assert ((LEFT, "1.2.3"),) == read(path, {"name": "left", "version": "1.2.3"})


@pytest.mark.parametrize(
    "path",
    [
        "package.json",
        "packages/left/package.json",
        "node_modules/left/package.json",
        "node_modules/@vendor/left/package.json",
        "vendor/x/node_modules/left/package.json",
        "vendor/left/other.json",
    ],
)
def test_the_projects_own_and_what_is_installed_are_no_copies(path: str) -> None:
    assert () == read(path, {"name": "left", "version": "1.2.3"})
    assert not is_manifest(path)


@pytest.mark.parametrize(
    "change",
    [
        {"private": True},
        {"version": "latest"},
        {"version": 1},
        {"version": "1" * 100},
        {"name": "Left Pad"},
        {"name": "../left"},
        {"name": None},
        {"name": "l" * 215},
    ],
)
def test_a_manifest_that_names_no_release_names_no_copy(change: dict[str, object]) -> None:
    assert () == read("vendor/left/package.json", {"name": "left", "version": "1.2.3"} | change)


@pytest.mark.parametrize("name", ["bower.json", ".bower.json"])
def test_a_library_of_bower_is_known_by_bowers_name(name: str) -> None:
    assert ((LEFT, "1.2.3"),) == read(f"public/left/{name}", {"name": "Left", "version": "1.2.3"})
    assert () == read(f"public/left/{name}", {"name": "right", "version": "1.2.3"})


def test_what_a_package_wrote_for_bower_about_itself_is_no_copy() -> None:
    assert () == read("node_modules/left/bower.json", {"name": "Left", "version": "0.1.0"})
    assert () == read("bower.json", {"name": "Left", "version": "0.1.0"})


def test_the_list_of_a_vendor_folder_of_python_is_read_line_by_line() -> None:
    text = b"""# how this came
CacheControl==0.14.0
requests[socks] == 2.32.0  # a comment
    idna==3.10
typing_extensions==4.12.2 ; python_version < "3.11"
no-version
https://registry.example/x.tar.gz
bad==
"""
    found = read_manifest("pip/_vendor/vendor.txt", text, {})

    assert (
        (Product("pypi", "cachecontrol"), "0.14.0"),
        (Product("pypi", "requests"), "2.32.0"),
        (Product("pypi", "idna"), "3.10"),
        (Product("pypi", "typing-extensions"), "4.12.2"),
    ) == found


def test_a_distribution_in_a_vendor_folder_names_itself_by_its_folder() -> None:
    path = "setuptools/_vendor/jaraco.text-3.12.1.dist-info/METADATA"

    assert ((Product("pypi", "jaraco-text"), "3.12.1"),) == read_manifest(path, b"", {})
    assert () == read_manifest("setuptools/_vendor/jaraco/METADATA", b"", {})
    assert not is_manifest("lib/site-packages/jaraco.text-3.12.1.dist-info/METADATA")


NAMES = st.sampled_from(["name", "version", "private"])
LEAVES = st.sampled_from(["left", "Left", "1.2.3", "", None, True, 7, "\ud800", "@a/b", "1.0"])
PATHS = st.sampled_from(["vendor/a/package.json", "a/bower.json", "_vendor/vendor.txt"])


@given(PATHS, shapes(LEAVES, NAMES))
def test_any_json_names_copies_with_a_version_or_none(path: str, value: object) -> None:
    for product, version in read(path, value):
        assert product.name
        assert version[0].isdigit()


@given(PATHS, st.binary(max_size=60))
def test_any_bytes_are_read(path: str, data: bytes) -> None:
    assert isinstance(read_manifest(path, data, BOWER), tuple)
