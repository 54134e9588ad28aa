"""Reads the run-time requirements of a source distribution that its files declare before a build.

Sources: the specifications of pyproject.toml and of core metadata, and setuptools' `requires.txt`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement

from pratique.core.tree import Tree
from pratique.ecosystems.reading.json_values import table

_MOST = 2_000
_MOST_CHARS = 2_000
_MOST_BYTES = 1024 * 1024


def of_project(document: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the requirements of pyproject.toml in Requires-Dist syntax; None if the build determines them."""
    project = document.get("project")
    if not isinstance(project, dict):
        return None
    dynamic = project.get("dynamic", [])
    if not isinstance(dynamic, list) or {"dependencies", "optional-dependencies"} & {*map(str, dynamic)}:
        return None
    lists = [("", project.get("dependencies", [])), *table(project.get("optional-dependencies")).items()]
    return _listed((extra, text) for extra, texts in lists for text in _texts(texts))


def of_egg_info(tree: Tree) -> tuple[str, ...] | None:
    """Return the requirements in the files that setuptools generated; None if the distribution contains no such files."""
    paths = [file.path for file in tree if file.path.partition("/")[0].endswith(".egg-info")]
    paths += [file.path for file in tree if file.path.endswith(".egg-info/SOURCES.txt")]
    if not paths:
        return None
    folder = paths[0].rpartition("/")[0]
    file = tree.get(f"{folder}/requires.txt")
    if file is None:
        return ()
    if file.size_bytes > _MOST_BYTES:
        return None
    return _listed(_sections(file.data.decode("utf-8", "replace")))


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield the section (`extra`, `extra:marker`, `:marker` or "") and the text of each requirement."""
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line and not line.startswith("#"):
            yield section, line


def _texts(value: object) -> Iterator[str]:
    return (text for text in value if isinstance(text, str)) if isinstance(value, list) else iter(())


def _listed(found: Iterable[tuple[str, str]]) -> tuple[str, ...] | None:
    """Return the requirements with their sections as markers; None if their number or length exceeds the limits."""
    texts = [_under(section, text) for section, text in found]
    if len(texts) > _MOST or any(len(text) > _MOST_CHARS for text in texts):
        return None
    return tuple(texts)


def _under(section: str, text: str) -> str:
    """Return a requirement with the marker of its section."""
    extra, _, condition = section.partition(":")
    conditions = [f"({condition.strip()})"] if condition.strip() else []
    conditions += [f'extra == "{extra.strip()}"'] if extra.strip() else []
    if not conditions or len(text) > _MOST_CHARS:
        return text
    try:
        read = Requirement(text)
        own = [f"({read.marker})"] if read.marker is not None else []
        read.marker = Marker(" and ".join((*own, *conditions)))
    except (InvalidRequirement, InvalidMarker, ValueError, RecursionError):
        return text
    return str(read)
