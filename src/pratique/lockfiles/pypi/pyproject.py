"""Reads the dependencies in a project's pyproject.toml, which the lockfile of uv, Poetry or PDM in the same folder must satisfy.

Sources: PEP 621 (`[project]`), PEP 735 (`[dependency-groups]`), and the documentation of uv, Poetry and PDM. Each
package manager reads its own tables and ignores the tables of the other package managers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from packaging.utils import canonicalize_name

from pratique.core.lock import SourceKind
from pratique.lockfiles.asked import Asked, ProjectManifest, Syntax
from pratique.lockfiles.pypi.request import CONDITIONS, read_all, read_pep508, read_table, source_of
from pratique.lockfiles.reading.document import invalid, read_text
from pratique.lockfiles.reading.toml_document import decode_toml

FILENAME = "pyproject.toml"
MOST_BYTES = 4 * 1024 * 1024
MOST_DEPENDENCIES = 20_000
MOST_FILES = 50

_PYTHON = "python"


def read_for_uv(data: bytes) -> ProjectManifest:
    """Return the dependencies that uv locks. Raises ParseError if the bytes are not TOML."""
    value = _decoded(data)
    uv = _table(value, "tool", "uv")
    asked = [
        *_project(value),
        *_groups(_table(value, "dependency-groups")),
        *read_all(uv.get("dev-dependencies")),
    ]
    sources = _table(uv, "sources")
    overrides = [*read_all(uv.get("override-dependencies")), *read_all(uv.get("constraint-dependencies"))]
    return ProjectManifest(
        name=_name(_table(value, "project")),
        asked=_checked(_with_sources(asked, sources)),
        files=_files(value),
        placed=frozenset(str(canonicalize_name(name)) for name in sources),
        # An override without a condition stands for every request, one with a condition for some.
        replaced=_names(uv.get("override-dependencies")) | _names(uv.get("exclude-dependencies")),
        overrides={one.name: one.versions for one in overrides if one.versions and one.condition is None},
        syntax=Syntax.PEP440,
    )


def read_uv_members(data: bytes) -> tuple[str, ...]:
    """Return the glob patterns for the members of uv's workspace; an exclusion begins with `!`.

    Raises ParseError if the bytes are not TOML.
    """
    workspace = _table(_decoded(data), "tool", "uv", "workspace")
    found = ((sign, workspace.get(key)) for sign, key in (("", "members"), ("!", "exclude")))
    return tuple(
        f"{sign}{one}"
        for sign, listed in found
        if isinstance(listed, list)
        for one in listed
        if isinstance(one, str)
    )


def read_for_pdm(data: bytes) -> ProjectManifest:
    """Return the dependencies that PDM locks; the lockfile lists the selected groups. Raises ParseError for invalid TOML."""
    value = _decoded(data)
    pdm = _table(value, "tool", "pdm")
    replaced = {**_table(pdm, "overrides"), **_table(pdm, "resolution", "overrides")}
    excluded = _table(pdm, "resolution").get("excludes")
    asked = [
        *_project(value, grouped=True),
        *_groups(_table(value, "dependency-groups"), grouped=True),
        *_groups(_table(pdm, "dev-dependencies"), grouped=True),
    ]
    return ProjectManifest(
        name=_name(_table(value, "project")),
        asked=_checked(asked),
        files=_files(value, grouped=True),
        replaced=frozenset(str(canonicalize_name(name)) for name in replaced) | _names(excluded),
        syntax=Syntax.PEP440,
    )


def read_for_poetry(data: bytes, *, reads_project: bool = True) -> ProjectManifest:
    """Return the dependencies that Poetry locks.

    Before version 2, Poetry read only its own tables (`reads_project=False`). Raises ParseError if the bytes are not TOML.
    """
    value = _decoded(data)
    poetry = _table(value, "tool", "poetry")
    project = _table(value, "project") if reads_project else {}
    own = _table(poetry, "dependencies")
    asked: list[Asked] = []
    if "dependencies" in project or "optional-dependencies" in project:
        # Poetry's own table then says more of the same packages, and asks for none.
        asked += _with_sources(_project({"project": project}), own)
    else:
        asked += _poetry_section(own)
    if reads_project:
        asked += _groups(_table(value, "dependency-groups"), grouped=True)
    for told in _table(poetry, "group").values():
        asked += _poetry_section(_table(told, "dependencies"))
    asked += _poetry_section(_table(poetry, "dev-dependencies"))
    return ProjectManifest(name=_name(project) or _name(poetry), asked=_checked(asked), syntax=Syntax.POETRY)


def read_listed(data: bytes, *, group: str | None = None) -> ProjectManifest:
    """Parse a file with one requirement on each line, from which setuptools reads dependencies.

    Raises ParseError if the bytes are not text.
    """
    lines = read_text(data, what="the file", most_bytes=MOST_BYTES).splitlines()
    texts = [line.partition("#")[0].strip() for line in lines]
    return ProjectManifest(asked=_checked(read_all(texts, group=group)), syntax=Syntax.PEP440)


def _files(value: Mapping[str, Any], *, grouped: bool = False) -> dict[str, str | None]:
    """Return the files from which setuptools reads the `dynamic` dependencies, with the extra of each file.

    Source: "Dynamic Metadata" in the documentation of setuptools.
    """
    dynamic = _table(value, "tool", "setuptools", "dynamic")
    told: list[tuple[str | None, dict[str, Any]]] = [(None, _table(dynamic, "dependencies"))]
    for extra, table in _table(dynamic, "optional-dependencies").items():
        told.append((str(canonicalize_name(extra)) if grouped else None, _table(table)))
    found: dict[str, str | None] = {}
    for group, table in told:
        paths = table.get("file")
        for path in (paths if isinstance(paths, list) else [paths])[:MOST_FILES]:
            if isinstance(path, str):
                found.setdefault(path, group)
    return found


def _decoded(data: bytes) -> dict[str, Any]:
    text = read_text(data, what=FILENAME, most_bytes=MOST_BYTES)
    return decode_toml(text, what=FILENAME, hint="correct it")


def _table(value: object, *keys: str) -> dict[str, Any]:
    """Return a nested table by its keys; empty if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _name(table: Mapping[str, Any]) -> str | None:
    name = table.get("name")
    return str(canonicalize_name(name)) if isinstance(name, str) else None


def _project(value: Mapping[str, Any], *, grouped: bool = False) -> Iterator[Asked]:
    """Yield the dependencies in `[project]`: the run-time dependencies, and the dependencies of the extras."""
    project = _table(value, "project")
    yield from read_all(project.get("dependencies"))
    yield from _groups(_table(project, "optional-dependencies"), grouped=grouped)


def _groups(groups: Mapping[str, Any], *, grouped: bool = False) -> Iterator[Asked]:
    for group, texts in groups.items():
        yield from read_all(texts, group=str(canonicalize_name(group)) if grouped else None)


def _names(texts: object) -> frozenset[str]:
    heads = (
        (text.partition(";")[0] for text in texts if isinstance(text, str)) if isinstance(texts, list) else ()
    )
    return frozenset(asked.name for head in heads if (asked := read_pep508(head)) is not None)


def _poetry_section(section: Mapping[str, Any]) -> Iterator[Asked]:
    """Yield the dependencies of a Poetry section.

    A dependency is a range, a table, or a list of tables for several platforms.
    """
    for name, told in section.items():
        if canonicalize_name(name) == _PYTHON or isinstance(told, list):
            continue
        table = told if isinstance(told, dict) else {"version": told}
        asked = read_table(name, table, syntax=Syntax.POETRY)
        if asked is not None:
            yield asked


def _with_sources(asked: Iterable[Asked], sources: Mapping[str, Any]) -> Iterator[Asked]:
    places = {str(canonicalize_name(name)): told for name, told in sources.items()}
    for one in asked:
        told = places.get(one.name)
        if isinstance(told, list) or (isinstance(told, dict) and not CONDITIONS.isdisjoint(told)):
            yield replace(one, source=None, versions=None)
        elif isinstance(told, dict) and (kind := source_of(told)) is not SourceKind.REGISTRY:
            yield replace(one, source=kind, versions=None)
        else:
            yield one


def _checked(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    found = tuple(dict.fromkeys(asked))
    if len(found) > MOST_DEPENDENCIES:
        raise invalid(
            f"{FILENAME} declares more than {MOST_DEPENDENCIES} packages",
            hint="check that the file is the manifest of a single project",
        )
    return found
