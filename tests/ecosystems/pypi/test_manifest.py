import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import ArtifactKind, Hook
from pratique.ecosystems.pypi.manifest import read_manifest
from tests.ecosystems.trees import tree

SETUP = Hook("setup.py", "setup.py", implicit=True)
START = Hook("pth", "kite.pth", implicit=True)
WHEEL = {
    "kite/__init__.py": "",
    "kite.pth": "import os",
    "kite-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\n",
    "kite-1.0.dist-info/METADATA": "Name: kite\nVersion: 1.0\nRequires-Dist: pad>1\n",
    "kite-1.0.dist-info/entry_points.txt": "[console_scripts]\nkite = kite:main\n",
    "kite-1.0.data/scripts/run.sh": "",
}
SOURCE = {
    "PKG-INFO": "Name: kite\nVersion: 1.0\nRequires-Dist: pad>1\n",
    "setup.py": "",
    "kite/__init__.py": "",
    "kite.egg-info/entry_points.txt": "[console_scripts]\nkite = kite:main\n",
}


@pytest.mark.parametrize("kind", [None, ArtifactKind.WHEEL])
def test_a_wheel_declares_itself_in_its_dist_info(kind: ArtifactKind | None) -> None:
    manifest = read_manifest(tree(WHEEL), kind)
    assert (manifest.path, manifest.name, manifest.version) == ("kite-1.0.dist-info/METADATA", "kite", "1.0")
    assert manifest.hooks == (START,)
    assert manifest.entries == ("kite/__init__.py",)
    assert manifest.commands == {"kite": "kite:main", "run.sh": "kite-1.0.data/scripts/run.sh"}
    assert manifest.dependencies == {"pad": ">1"}
    assert manifest.problem is None


@pytest.mark.parametrize("kind", [None, ArtifactKind.SDIST])
def test_a_source_distribution_is_built(kind: ArtifactKind | None) -> None:
    manifest = read_manifest(tree(SOURCE), kind)
    assert (manifest.path, manifest.name, manifest.version) == ("PKG-INFO", "kite", "1.0")
    assert manifest.hooks == (SETUP,)
    assert manifest.entries == ("kite/__init__.py",)
    assert manifest.commands == {"kite": "kite:main"}
    assert manifest.dependencies == {"pad": ">1"}
    assert manifest.problem is None


def test_an_old_source_distribution_may_have_a_setup_file_alone() -> None:
    manifest = read_manifest(tree({"setup.py": ""}))
    assert (manifest.path, manifest.problem, manifest.hooks) == (None, None, (SETUP,))


def test_a_source_distribution_cannot_pass_for_a_wheel() -> None:
    manifest = read_manifest(tree({**WHEEL, "setup.py": "", "pyproject.toml": ""}))
    assert manifest.hooks == (START, SETUP)


def test_the_kind_decides_where_it_is_known() -> None:
    both = tree({**WHEEL, "setup.py": ""})
    assert read_manifest(both, ArtifactKind.WHEEL).hooks == (START,)
    assert read_manifest(both, ArtifactKind.SDIST).hooks == (SETUP,)


def test_a_wheel_without_metadata_is_a_problem_and_its_hooks_stay() -> None:
    manifest = read_manifest(tree({"kite.pth": "import os"}), ArtifactKind.WHEEL)
    assert manifest.problem == "the wheel has no METADATA file"
    assert manifest.hooks == (START,)


def test_two_dist_info_folders_are_a_problem() -> None:
    manifest = read_manifest(tree({**WHEEL, "other-2.0.dist-info/METADATA": "Name: other\n"}))
    assert manifest.problem == "the wheel has 2 dist-info folders"


def test_a_project_that_cannot_be_read_is_a_problem() -> None:
    manifest = read_manifest(tree({**SOURCE, "pyproject.toml": "["}))
    assert manifest.problem is not None
    assert "TOML" in manifest.problem
    assert manifest.hooks == (SETUP,)


def test_the_name_may_stand_in_the_project_file() -> None:
    assert read_manifest(tree({"pyproject.toml": '[project]\nname = "kite"\n'})).name == "kite"


paths = st.sampled_from([*WHEEL, *SOURCE, "pyproject.toml", "x.dist-info/WHEEL", "src/a/__init__.py"])


@pytest.mark.fuzz
@given(
    st.dictionaries(paths, st.binary(max_size=60)),
    st.sampled_from([None, ArtifactKind.WHEEL, ArtifactKind.SDIST]),
)
def test_any_tree_has_a_manifest(content: dict[str, bytes], kind: ArtifactKind | None) -> None:
    manifest = read_manifest(tree(content), kind)
    assert {hook.command for hook in manifest.hooks} <= set(content)
    assert set(manifest.entries) <= set(content)


def test_what_later_builds_load_is_an_entry() -> None:
    points = "[distutils.commands]\nfly = kite.build.fly:Fly\n"
    wheel = tree({**WHEEL, "kite/build/fly.py": "", "kite-1.0.dist-info/entry_points.txt": points})
    source = tree({**SOURCE, "kite/build/fly.py": "", "kite.egg-info/entry_points.txt": points})
    assert read_manifest(wheel).entries == ("kite/__init__.py", "kite/build/fly.py")
    assert read_manifest(source).entries == ("kite/__init__.py", "kite/build/fly.py")
