import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import ArtifactKind
from pratique.core.tree import File, Tree
from pratique.ecosystems.pypi.manifest import read_manifest
from pratique.ecosystems.pypi.sdist.dependencies import of_egg_info, of_project

INFO = "Metadata-Version: 2.1\nName: kite\nVersion: 1\n"
SETUPTOOLS = """auk>=1

[:python_version < "3"]
pad

[far]
tern; os_name == "nt"

[near:sys_platform == "win32"]
gull
"""


def tree(files: dict[str, str]) -> Tree:
    return Tree(tuple(File(path, text.encode()) for path, text in files.items()))


def source(files: dict[str, str]) -> tuple[str, ...] | None:
    return read_manifest(tree(files), ArtifactKind.SDIST).requires


def test_pyproject_decides_where_nothing_is_dynamic() -> None:
    project = {"dependencies": ["auk>=1"], "optional-dependencies": {"far": ["gull; os_name == 'nt'"]}}
    expected = ("auk>=1", 'gull; os_name == "nt" and extra == "far"')
    assert expected == of_project({"project": project})
    assert () == of_project({"project": {"name": "kite"}})


@pytest.mark.parametrize(
    "document", [{}, {"project": {"dynamic": ["dependencies"]}}, {"project": {"dynamic": 1}}, {"project": []}]
)
def test_what_is_left_to_the_build_is_not_known(document: dict[str, object]) -> None:
    assert of_project(document) is None


def test_setuptools_wrote_what_it_found() -> None:
    found = of_egg_info(
        tree({"src/kite.egg-info/SOURCES.txt": "", "src/kite.egg-info/requires.txt": SETUPTOOLS})
    )
    assert found == (
        "auk>=1",
        'pad; python_version < "3"',
        'tern; os_name == "nt" and extra == "far"',
        'gull; sys_platform == "win32" and extra == "near"',
    )
    assert () == of_egg_info(tree({"kite.egg-info/PKG-INFO": INFO}))
    assert of_egg_info(tree({"setup.py": ""})) is None


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"PKG-INFO": f"{INFO}Requires-Dist: auk\n", "setup.py": ""}, ("auk",)),
        ({"PKG-INFO": INFO, "kite.egg-info/requires.txt": "gull\n"}, ("gull",)),
        ({"PKG-INFO": INFO}, ()),
        ({"setup.py": ""}, None),
        ({"pyproject.toml": "[project]\nname='kite'\ndependencies=['auk']\n"}, ("auk",)),
        ({"PKG-INFO": INFO, "pyproject.toml": "[build-system]\nbackend-path=['.']\n"}, None),
    ],
)
def test_a_source_distribution_says_it_in_one_of_its_files(
    files: dict[str, str], expected: tuple[str, ...] | None
) -> None:
    assert expected == source(files)


def test_more_than_is_read_is_not_known() -> None:
    assert of_egg_info(tree({"kite.egg-info/requires.txt": "auk\n" * 2_001})) is None
    assert of_project({"project": {"dependencies": ["a" * 2_001]}}) is None


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = of_egg_info(tree({"kite.egg-info/requires.txt": text}))
    assert found is None or all(isinstance(one, str) for one in found)
