"""Parses the `importers` of pnpm-lock.yaml: the project, its workspaces and their dependencies.

Source: pnpm 7 to 11. Before lockfileVersion 9.0, the lockfile of a single project may have the dependency sections at
the top level instead of in `importers`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from posixpath import normpath
from typing import Any

from pratique.core.lock import ROOT
from pratique.lockfiles.npm.entry import location_doubt
from pratique.lockfiles.npm.pnpm.problems import WHAT, PnpmProblems
from pratique.lockfiles.reading.document import MOST_ENTRIES, invalid, too_many
from pratique.lockfiles.reading.yaml_document import YamlDocument


class Need(Enum):
    """The kind of a dependency; the value is the name of the dependency group, or None if the kind does not belong to a group."""

    RUN = None
    DEV = "dev"
    OPTIONAL = "optional"
    PEER = "peer"
    CONFIG = "config"
    """Packages that contain settings and hooks for pnpm itself; pnpm 11 downloads these packages before all others."""
    MANAGER = "package-manager"
    """The pnpm version that the project requires; pnpm 11 downloads that version as a package."""


SECTIONS = {
    "dependencies": Need.RUN,
    "optionalDependencies": Need.OPTIONAL,
    "devDependencies": Need.DEV,
    "configDependencies": Need.CONFIG,
    "packageManagerDependencies": Need.MANAGER,
}


@dataclass(frozen=True, slots=True)
class Want:
    """One dependency: the name under which it is installed, and the reference to its entry."""

    name: str
    reference: str
    need: Need
    text: str | None = None
    """The dependency specifier, as pnpm copies it from the manifest to the lockfile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """One project folder; `path` is `ROOT` for the folder of the lockfile."""

    path: str
    wants: tuple[Want, ...]
    line: int | None


def mapping_of(document: YamlDocument, section: str) -> dict[str, Any]:
    """Return a section of the lockfile; empty if it is missing.

    Raises ParseError if the section is not a mapping or is too large.
    """
    value = document.value.get(section)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid(f"`{section}` of {WHAT} is not a mapping", hint="regenerate the lockfile with pnpm")
    if len(value) > MOST_ENTRIES:
        raise too_many(WHAT, most=MOST_ENTRIES, of=f"entries of `{section}`")
    return value


def read_importers(document: YamlDocument, problems: PnpmProblems) -> dict[str, Importer]:
    """Return the project folders by path; invalid values are reported as problems.

    Raises ParseError if the folders are not a mapping, or their number exceeds the limit.
    """
    section = mapping_of(document, "importers")
    if document.value.get("importers") is None:
        section = {".": {name: document.value.get(name) for name in SECTIONS}}
    importers = {}
    for told, raw in section.items():
        line = document.lines.get(("importers", told))
        doubt = None if told == "." else location_doubt(told)
        if doubt is None and not isinstance(raw, dict):
            doubt = "the value is not a YAML mapping"
        if doubt is not None:
            problems.tell(told, line, doubt)
            continue
        path = ROOT if told == "." else told
        wants = tuple(_wants(raw, told, line, problems))
        importers[path] = Importer(path=path, wants=wants, line=line)
    return importers


def folder_of(reference: str, path: str) -> str:
    """Return the target folder of a `link:` in the folder `path`, relative to the folder of the lockfile.

    Returns `ROOT` for the folder of the lockfile itself.
    """
    told = reference.removeprefix("link:") or "."
    found = normpath(told if told.startswith("/") or not path else f"{path}/{told}")
    return ROOT if found == "." else found


def _wants(raw: Mapping[str, Any], told: str, line: int | None, problems: PnpmProblems) -> Iterator[Want]:
    for section, need in SECTIONS.items():
        entries = raw.get(section) or {}
        if not isinstance(entries, dict):
            problems.tell(f"{told} {section}", line, "the value is not a YAML mapping")
            continue
        for name, value in entries.items():
            # From 6.0 on (and `5.4-inlineSpecifiers`), the request of package.json is beside the version.
            reference = value.get("version") if isinstance(value, dict) else value
            if isinstance(reference, str):
                text = value.get("specifier") if isinstance(value, dict) else None
                yield Want(name, reference, need, text if isinstance(text, str) else None)
            else:
                problems.tell(name, line, f"{told} declares the dependency without a version")
