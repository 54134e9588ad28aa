"""Where artifacts say that their source is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem
from pratique.core.tree import Tree
from pratique.history.source.told import read_address, told_repository
from tests.history.source.sides import tree, trees


@pytest.mark.parametrize(
    ("text", "address", "folder"),
    [
        ("git+https://git.example/acme/calm.git", "https://git.example/acme/calm.git", ""),
        ("git://github.com/acme/calm.git", "https://github.com/acme/calm", ""),
        ("github:acme/calm", "https://github.com/acme/calm", ""),
        ("acme/calm", "https://github.com/acme/calm", ""),
        ("git@git.example:acme/calm.git", "ssh://git@git.example/acme/calm.git", ""),
        ("https://github.com/acme/calm/tree/main/packages/a", "https://github.com/acme/calm", "packages/a"),
        ("https://github.com/acme/calm/issues", "https://github.com/acme/calm", ""),
        ("https://github.com/acme/calm#readme", "https://github.com/acme/calm", ""),
        ("https://user:word@git.example/acme/calm", "https://git.example/acme/calm", ""),
    ],
)
def test_addresses_are_understood(text: str, address: str, folder: str) -> None:
    found = read_address(text, by="x")
    assert found is not None
    assert (address, folder) == (found.address, found.folder)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("git@git.example:a/b", ("https://git.example/a/b", "ssh://git@git.example/a/b")),
        ("git+ssh://git@git.example:22/a/b", ("ssh://git@git.example:22/a/b",)),
        ("https://git.example/a/b", ("https://git.example/a/b",)),
    ],
)
def test_what_needs_a_key_is_asked_without_one_first(text: str, addresses: tuple[str, ...]) -> None:
    found = read_address(text, by="x")
    assert found is not None
    assert addresses == found.addresses


@pytest.mark.parametrize(
    "text",
    [
        "",
        "file:///etc",
        "../calm",
        "-upload-pack=x",
        "ext::sh -c x",
        "https://git.example/../../x",
        "a b",
        "x" * 5_000,
    ],
)
def test_what_git_should_not_be_asked_for_is_none(text: str) -> None:
    assert read_address(text, by="x") is None


def test_a_package_json_tells_address_and_folder() -> None:
    manifest = {
        "repository": {"type": "git", "url": "https://git.example/a/b", "directory": "./packages/calm"}
    }
    found = told_repository(tree({"package.json": json.dumps(manifest)}), Ecosystem.NPM)
    assert found is not None
    assert ("git.example", "packages/calm", "its package.json") == (found.host, found.folder, found.by)


@pytest.mark.parametrize("path", ["PKG-INFO", "calm-1.dist-info/METADATA"])
def test_a_python_project_tells_it_by_label_at_a_known_forge_first(path: str) -> None:
    text = (
        "Name: calm\nHome-page: https://calm.example\nProject-URL: Documentation, https://docs.example/a/b\n"
        "Project-URL: Repository, https://github.com/acme/calm\n\nbody\n"
    )
    found = told_repository(tree({path: text}), Ecosystem.PYPI)
    assert found is not None
    assert "https://github.com/acme/calm" == found.address


def test_a_gem_tells_it_in_its_metadata() -> None:
    text = (
        "--- !ruby/object:Gem::Specification\nname: calm\nhomepage: https://calm.example\n"
        "metadata:\n  source_code_uri: https://gitlab.com/acme/calm/\n"
    )
    found = told_repository(tree({"./metadata": text}), Ecosystem.RUBYGEMS)
    assert found is not None
    assert "https://gitlab.com/acme/calm" == found.address


@pytest.mark.fuzz
@given(trees(), st.sampled_from(Ecosystem))
def test_any_artifact_has_an_answer(shipped: Tree, ecosystem: Ecosystem) -> None:
    found = told_repository(shipped, ecosystem)
    assert found is None or found.address.startswith(("https://", "ssh://", "http://"))


@pytest.mark.fuzz
@given(st.one_of(st.text(max_size=60), st.text(alphabet="https:/github.com@ab#?-", max_size=40)))
def test_any_text_has_an_answer(text: str) -> None:
    found = read_address(text, by="x")
    assert found is None or "-" != found.host[:1]
