"""Each shipped file gets one state, and the right one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from pratique.core.source import FileState
from pratique.core.tree import File, Omission, Tree
from pratique.history.source.comparing import Sides, compare
from pratique.history.source.layout import find_layout
from tests.history.source.sides import CALM, CODE, MANIFEST, compared, paths_of, states, tree, trees


def test_a_package_that_is_its_source_is_wholly_the_same() -> None:
    assert {"package.json": "same", "index.js": "same"} == states(CALM, {**CALM, "test/a.js": "1\n"})


def test_a_file_that_only_the_artifact_has_is_missing_from_the_source() -> None:
    found = compared({**CALM, "lib/extra.js": "marker()\n"}, CALM)["lib/extra.js"]
    assert (FileState.MISSING, True, 1) == (found.state, found.runs, found.line)


def test_a_changed_file_tells_its_first_line_that_the_source_does_not_have() -> None:
    found = compared(
        {**CALM, "index.js": f"// one\n{CODE}marker()\nmarker()\n"}, {**CALM, "index.js": f"// one\n{CODE}"}
    )
    assert (FileState.DIFFERS, 3, 2, "index.js") == (
        found["index.js"].state,
        found["index.js"].line,
        found["index.js"].lines,
        found["index.js"].source_path,
    )


@pytest.mark.parametrize(
    ("shipped", "source", "state"),
    [
        ("a()\r\nb()\r\n", "a()\nb()\n", "line-ends"),
        ("\ufeffa()\n", "a()\n", "line-ends"),
        ("a()\rb()\n", "a()\nb()\n", "differs"),
        ("exports.version = '1.2.3'\n", "exports.version = '0.0.0-development'\n", "rewritten"),
        ("exports.version = '1.2.3'; marker()\n", "exports.version = '0.0.0'\n", "differs"),
        ("exports.v = marker('1.2.3')\n", "exports.v = ''\n", "differs"),
    ],
)
def test_what_tools_rewrite_is_told_apart_from_what_they_do_not(
    shipped: str, source: str, state: str
) -> None:
    assert state == states({"a.js": shipped, **CALM}, {"a.js": source, **CALM})["a.js"]


@pytest.mark.parametrize(
    ("shipped", "state", "only_here"),
    [
        ('{"name": "calm", "version": "1.2.3", "gitHead": "ab", "_id": "calm@1.2.3"}', "rewritten", ()),
        ('{"name": "calm", "version": "1.2.3", "scripts": {"test": "x"}}', "rewritten", ()),
        (
            '{"name": "calm", "version": "1.2.3",\n "scripts": {"postinstall": "node x"}}',
            "differs",
            ("scripts.postinstall",),
        ),
        (
            '{"name": "calm", "version": "1.2.3", "dependencies": {"a.b": "1"}}',
            "differs",
            ("dependencies.a.b",),
        ),
        ('{"name": "other", "version": "1.2.3"}', "differs", ("name",)),
        ("[]", "differs", ()),
    ],
)
def test_a_published_manifest_may_say_less_and_no_new_hook(
    shipped: str, state: str, only_here: tuple[str, ...]
) -> None:
    found = compared({"package.json": shipped, "index.js": CODE}, CALM)["package.json"]
    assert (state, only_here) == (found.state.value, found.only_here)


def test_a_hook_that_the_source_does_not_have_is_told_at_its_line() -> None:
    shipped = '{"name": "calm", "version": "1.2.3",\n "scripts": {\n"postinstall": "node x"}}'
    assert 3 == compared({"package.json": shipped}, CALM)["package.json"].line


def test_a_package_of_many_is_compared_with_its_own_folder() -> None:
    source = {
        "package.json": '{"name": "root"}',
        "index.js": "root()\n",
        "packages/calm/package.json": MANIFEST,
        "packages/calm/index.js": CODE,
        "packages/wild/package.json": '{"name": "wild"}',
        "packages/wild/index.js": "wild()\n",
    }
    assert {"package.json": "same", "index.js": "same"} == states(CALM, source)
    found = compared({**CALM, "index.js": "wild()\n"}, source, folder="packages/calm")["index.js"]
    assert (FileState.ELSEWHERE, "packages/wild/index.js") == (found.state, found.source_path)


def test_a_wheel_is_compared_below_src_and_what_its_packer_made_is_known() -> None:
    source = {
        "pyproject.toml": "[project]\nname = 'calm'\n",
        "src/calm/__init__.py": "x = 'a calm package'\n",
        "LICENSE": "a licence, long enough\n",
    }
    wheel = {
        "calm/__init__.py": "x = 'a calm package'\n",
        "calm/extra.py": "marker()\n",
        "calm/_version.py": "__version__ = version = '1.2.3'\n",
        "calm-1.2.3.dist-info/METADATA": "Name: calm\n",
        "calm-1.2.3.dist-info/RECORD": "",
        "calm-1.2.3.dist-info/licenses/LICENSE": "a licence, long enough\n",
        "calm.pth": "import calm.extra\n",
    }
    assert {
        "calm/__init__.py": "same",
        "calm/extra.py": "missing",
        "calm/_version.py": "packed",
        "calm-1.2.3.dist-info/METADATA": "packed",
        "calm-1.2.3.dist-info/RECORD": "packed",
        "calm-1.2.3.dist-info/licenses/LICENSE": "elsewhere",
        "calm.pth": "missing",
    } == states(wheel, source, ecosystem=Ecosystem.PYPI, kind=ArtifactKind.WHEEL)


def test_an_sdist_has_its_setup_cfg_written_anew_and_its_egg_info_made() -> None:
    source = {"setup.cfg": "[metadata]\nname = calm\n", "calm/__init__.py": "x = 'a calm package'\n"}
    shipped = {
        **source,
        "setup.cfg": "[metadata]\nname = calm\n\n[egg_info]\ntag_build = \ntag_date = 0\n\n",
        "PKG-INFO": "Name: calm\n",
        "calm.egg-info/SOURCES.txt": "",
        "calm.egg-info/extra.py": "marker()\n",
    }
    found = states(shipped, source, ecosystem=Ecosystem.PYPI, kind=ArtifactKind.SDIST)
    assert ("rewritten", "packed", "packed", "missing", "same") == (
        found["setup.cfg"],
        found["PKG-INFO"],
        found["calm.egg-info/SOURCES.txt"],
        found["calm.egg-info/extra.py"],
        found["calm/__init__.py"],
    )


def test_a_gem_has_metadata_that_no_source_has() -> None:
    source = {"calm.gemspec": "", "lib/calm.rb": "module Calm; NAME = 'calm'; end\n"}
    gem = {"./metadata": "--- !ruby/object:Gem::Specification\n", **source, "lib/extra.rb": "marker\n"}
    assert {
        "./metadata": "packed",
        "calm.gemspec": "same",
        "lib/calm.rb": "same",
        "lib/extra.rb": "missing",
    } == states(gem, source, ecosystem=Ecosystem.RUBYGEMS)


def test_a_file_that_git_lfs_holds_is_the_same_by_its_digest() -> None:
    data = b"a large table, long enough\n"
    digest = File("x", data).sha256
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(data)}\n"
    assert "same" == states({**CALM, "x.bin": data}, {**CALM, "x.bin": pointer})["x.bin"]
    assert "differs" == states({**CALM, "x.bin": data + b"1"}, {**CALM, "x.bin": pointer})["x.bin"]


def test_what_was_not_read_on_either_side_is_unread_and_not_missing() -> None:
    artifact = replace(tree(CALM), omitted=(Omission("big.bin", "too large", 9),))
    source = Tree((File("package.json", MANIFEST.encode()),), (Omission("index.js", "not brought", 5),))
    layout = find_layout(artifact, source, ecosystem=Ecosystem.NPM, name="calm")
    found = compare(Sides(artifact=artifact, source=source, layout=layout, ecosystem=Ecosystem.NPM))
    assert [("package.json", "same"), ("index.js", "unread"), ("big.bin", "unread")] == [
        (file.path, file.state.value) for file in found
    ]


@pytest.mark.fuzz
@given(trees(), trees(), st.sampled_from(Ecosystem), st.sampled_from([None, *ArtifactKind]))
def test_every_shipped_file_has_one_state(
    artifact: Tree, source: Tree, ecosystem: Ecosystem, kind: ArtifactKind | None
) -> None:
    layout = find_layout(artifact, source, ecosystem=ecosystem, name="calm")
    found = compare(
        Sides(
            artifact=artifact, source=source, layout=layout, ecosystem=ecosystem, kind=kind, version="1.2.3"
        )
    )
    assert [file.path for file in artifact] == paths_of(found)


@pytest.mark.fuzz
@given(trees(), st.sampled_from(Ecosystem), st.sampled_from(["", "a", "src"]))
def test_a_tree_is_wholly_the_same_as_itself(shipped: Tree, ecosystem: Ecosystem, folder: str) -> None:
    layout = find_layout(shipped, shipped, ecosystem=ecosystem, name="calm", folder=folder)
    found = compare(
        Sides(artifact=shipped, source=shipped, layout=layout, ecosystem=ecosystem, version="1.2.3")
    )
    assert {FileState.SAME} >= {file.state for file in found}


def test_many_files_of_one_name_take_a_moment() -> None:
    artifact = Tree(tuple(File(f"{n}/index.js", b"x" * 20 + b"%d" % n) for n in range(3_000)))
    source = Tree(tuple(File(f"d/{n}/index.js", b"same content for all, long") for n in range(3_000)))
    layout = find_layout(artifact, source, ecosystem=Ecosystem.NPM, name="calm")
    found = compare(Sides(artifact=artifact, source=source, layout=layout, ecosystem=Ecosystem.NPM))
    assert 3_000 == len(found)
