"""Where a package lies in its repository."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem
from pratique.core.tree import Tree
from pratique.history.source.layout import find_layout, is_manifest
from tests.history.source.sides import CALM, CODE, MANIFEST, Files, tree, trees


def roots(
    artifact: Files, source: Files, ecosystem: Ecosystem = Ecosystem.NPM, folder: str = ""
) -> tuple[str, ...]:
    return find_layout(tree(artifact), tree(source), ecosystem=ecosystem, name="calm", folder=folder).roots


def test_equal_bytes_show_the_folder() -> None:
    assert "deep/calm/" == roots({"index.js": CODE}, {"deep/calm/index.js": CODE, "index.js": "other()\n"})[0]


def test_a_manifest_that_names_the_package_shows_the_folder() -> None:
    source = {"package.json": '{"name": "root"}', "a/package.json": '{"name": "calm", "version": "1.0.0"}'}
    found = find_layout(tree({"x.js": CODE}), tree(source), ecosystem=Ecosystem.NPM, name="calm")
    assert (("a/",), "a/package.json", "1.0.0") == (found.roots, found.named, found.version)


def test_the_folder_that_the_artifact_tells_is_used_if_the_source_has_it() -> None:
    source = {"a/x.js": "1\n"}
    assert ("a/",) == roots({"x.js": CODE}, source, folder="a")
    assert ("",) == roots({"x.js": CODE}, source, folder="b")


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        ("pyproject.toml", '[project]\nname = "Calm"\n'),
        ("pyproject.toml", '[tool.poetry]\nname = "calm"\n'),
        ("setup.cfg", "[metadata]\nname = calm\n"),
        ("setup.py", "from setuptools import setup\nsetup(name='calm')\n"),
    ],
)
def test_python_projects_are_named_in_four_ways(manifest: str, text: str) -> None:
    found = find_layout(
        tree({"calm/a.py": "1"}), tree({f"py/{manifest}": text}), ecosystem=Ecosystem.PYPI, name="calm"
    )
    assert (f"py/{manifest}", True) == (found.named, "py/src/" in found.roots)


def test_a_gemspec_names_a_gem() -> None:
    source = {"gems/calm/calm.gemspec": "Gem::Specification.new { |s| s.name = 'calm' }"}
    found = find_layout(tree({}), tree(source), ecosystem=Ecosystem.RUBYGEMS, name="calm")
    assert "gems/calm/" == found.roots[0]


def test_installed_copies_name_nothing() -> None:
    assert not is_manifest("a/node_modules/calm/package.json", Ecosystem.NPM)
    found = find_layout(
        tree(CALM), tree({"node_modules/calm/package.json": MANIFEST}), ecosystem=Ecosystem.NPM, name="calm"
    )
    assert found.named is None


@pytest.mark.fuzz
@given(trees(), trees(), st.sampled_from(Ecosystem), st.text(max_size=8), st.none() | st.text(max_size=4))
def test_any_trees_have_a_layout(
    artifact: Tree, source: Tree, ecosystem: Ecosystem, folder: str, name: str | None
) -> None:
    found = find_layout(artifact, source, ecosystem=ecosystem, name=name, folder=folder)
    assert 1 <= len(found.roots) <= 16
