"""pyproject.toml, as uv, PDM and Poetry read it."""

from collections.abc import Callable

import pytest

from pratique.core.lock import SourceKind
from pratique.errors import ParseError
from pratique.lockfiles.asked import ProjectManifest, Syntax
from pratique.lockfiles.pypi.pyproject import (
    MOST_DEPENDENCIES,
    read_for_pdm,
    read_for_poetry,
    read_for_uv,
)

STANDARD = b"""
[project]
name = "My_App"
dependencies = ["a>=1", "b; sys_platform == 'win32'"]
[project.optional-dependencies]
cli = ["c"]
[dependency-groups]
dev = ["d", {include-group = "docs"}]
docs = ["e"]
"""


def names(manifest: ProjectManifest) -> list[str]:
    return [one.name for one in manifest.asked]


def test_uv_locks_extras_groups_and_its_own_dev_dependencies() -> None:
    manifest = read_for_uv(STANDARD + b'[tool.uv]\ndev-dependencies = ["f"]\n')
    assert ("my-app", ["a", "b", "c", "d", "e", "f"]) == (manifest.name, names(manifest))


def test_the_sources_of_uv_say_where_a_package_comes_from() -> None:
    manifest = read_for_uv(
        b"""
[project]
dependencies = ["a>=1", "b>=1", "c>=1", "d>=1", "e>=1"]
[tool.uv.sources]
a = { git = "https://host.example/a.git" }
B = { workspace = true }
c = { index = "private" }
d = [{ path = "../d", marker = "os_name == 'nt'" }, { index = "private" }]
e = { git = "https://host.example/e.git", extra = "x" }
"""
    )
    assert {
        "a": (SourceKind.GIT, None),
        "b": (SourceKind.WORKSPACE, None),
        "c": (SourceKind.REGISTRY, ">=1"),
        "d": (None, None),
        "e": (None, None),
    } == {one.name: (one.source, one.versions) for one in manifest.asked}


def test_what_uv_overrides_is_replaced_and_what_it_constrains_is_not() -> None:
    manifest = read_for_uv(
        b"""
[tool.uv]
override-dependencies = ["a==1", "b==1; os_name == 'nt'"]
constraint-dependencies = ["c<2"]
exclude-dependencies = ["d"]
"""
    )
    assert {"a", "b", "d"} == manifest.replaced
    assert ({"a": "==1", "c": "<2"}, Syntax.PEP440) == (manifest.overrides, manifest.syntax)


def test_pdm_tells_the_group_of_all_but_the_run_time() -> None:
    manifest = read_for_pdm(
        STANDARD + b'[tool.pdm.dev-dependencies]\ntest = ["f", "-e file:///${PROJECT_ROOT}/g"]\n'
        b'[tool.pdm.resolution]\nexcludes = ["x"]\n[tool.pdm.resolution.overrides]\nY = "1"\n'
    )
    assert {"a": None, "b": None, "c": "cli", "d": "dev", "e": "docs", "f": "test"} == {
        one.name: one.group for one in manifest.asked
    }
    assert {"x", "y"} == manifest.replaced


POETRY = b"""
[tool.poetry]
name = "app"
[tool.poetry.dependencies]
python = "^3.9"
a = "^1"
b = { version = "^2", optional = true }
c = { version = "*", python = "<3.8" }
d = [{ version = "1", python = "<3.9" }, { version = "2", python = ">=3.9" }]
e = { git = "https://host.example/e.git" }
[tool.poetry.dev-dependencies]
f = "*"
[tool.poetry.group.test.dependencies]
g = ">=1,<2"
"""


def test_poetry_locks_all_groups_and_what_has_a_condition_is_left_out() -> None:
    manifest = read_for_poetry(POETRY)
    assert {
        "a": (SourceKind.REGISTRY, "^1"),
        "b": (SourceKind.REGISTRY, "^2"),
        "e": (SourceKind.GIT, None),
        "f": (SourceKind.REGISTRY, None),
        "g": (SourceKind.REGISTRY, ">=1,<2"),
    } == {one.name: (one.source, one.versions) for one in manifest.asked}
    assert "app" == manifest.name


def test_beside_the_standard_table_poetrys_own_asks_for_nothing_of_its_own() -> None:
    data = b'[project]\ndependencies = ["a>=1", "e"]\n' + POETRY
    manifest = read_for_poetry(data)
    assert {
        "a": (">=1", Syntax.PEP440, SourceKind.REGISTRY),
        "e": (None, Syntax.PEP440, SourceKind.GIT),
        "g": (">=1,<2", Syntax.POETRY, SourceKind.REGISTRY),
        "f": (None, Syntax.POETRY, SourceKind.REGISTRY),
    } == {one.name: (one.versions, one.syntax, one.source) for one in manifest.asked}


def test_poetry_1_reads_its_own_tables_alone() -> None:
    data = b'[project]\ndependencies = ["z"]\n[dependency-groups]\nx = ["y"]\n' + POETRY
    assert "z" not in names(read_for_poetry(data, reads_project=False))
    assert "y" not in names(read_for_poetry(data, reads_project=False))
    assert {"z", "y"} <= set(names(read_for_poetry(data)))


READERS = [read_for_uv, read_for_pdm, read_for_poetry]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("data", [b"[project", b"\xff", b"a = " + b"[" * 10_000, b"<<<<<<< ours\n"])
def test_what_is_no_toml_is_refused(reader: Callable[[bytes], ProjectManifest], data: bytes) -> None:
    with pytest.raises(ParseError, match=r"pyproject\.toml"):
        reader(data)


def test_more_requests_than_any_project_has_are_refused() -> None:
    told = "".join(f"a{number} = '1'\n" for number in range(MOST_DEPENDENCIES + 1))
    with pytest.raises(ParseError, match="more than"):
        read_for_poetry(f"[tool.poetry.dependencies]\n{told}".encode())


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"project = 1\ntool = 2\ndependency-groups = 3\n",
        b"[project]\ndependencies = 1\noptional-dependencies = 2\n",
        b"[tool]\nuv = 1\npdm = 2\npoetry = 3\n",
        b"[tool.uv]\nsources = 1\n[tool.pdm]\nresolution = 1\n[tool.poetry]\ndependencies = 1\ngroup = {a = 1}\n",
    ],
)
def test_tables_of_another_shape_ask_for_nothing(
    reader: Callable[[bytes], ProjectManifest], data: bytes
) -> None:
    assert () == reader(data).asked
