"""Parses one document of pnpm-lock.yaml: its version, project folders and entries, without the dependency graph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.lockfiles.npm.pnpm.entry import PnpmDraft, read_entry
from pratique.lockfiles.npm.pnpm.importer import Importer, mapping_of, read_importers
from pratique.lockfiles.npm.pnpm.path import PathStyle, without_suffix
from pratique.lockfiles.npm.pnpm.problems import WHAT, PnpmProblems
from pratique.lockfiles.reading.document import unknown_version
from pratique.lockfiles.reading.yaml_document import YamlDocument

# YAML writes 5.0 as 5; pnpm 7 had an experiment that wrote `5.4-inlineSpecifiers`.
_STYLES = (
    (re.compile(r"5(?:\.[0-4])?(?:-inlineSpecifiers)?"), PathStyle.SLASH),
    (re.compile(r"6\.[01]"), PathStyle.SLASH_AT),
    (re.compile(r"9\.0"), PathStyle.AT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PnpmSection:
    """The content of one document of pnpm-lock.yaml. `entries` maps each path to its entry and line number."""

    version: str
    style: PathStyle
    importers: dict[str, Importer]
    entries: dict[str, tuple[PnpmDraft, int | None]]
    refused: frozenset[str]
    """Paths of the entries that are invalid and were reported as problems."""


def read_section(document: YamlDocument, problems: PnpmProblems) -> PnpmSection:
    """Parse one document of pnpm-lock.yaml; an invalid entry is reported as a problem.

    Raises ParseError if the version is unknown, a section is not a mapping, or the number of entries exceeds the limit.
    """
    version = document.value.get("lockfileVersion")
    style = _style(version)
    for path, twice in document.repeated:
        problems.tell(path, twice, "duplicate key in a YAML mapping: parsers differ on which value they use")
    importers = read_importers(document, problems)
    entries: dict[str, tuple[PnpmDraft, int | None]] = {}
    refused = set()
    for key, raw, line in _entries(document, style, problems):
        try:
            draft, doubts = read_entry(key, raw, style)
        except ValueError as error:
            problems.tell(key, line, str(error))
            refused.add(key)
            continue
        entries[key] = draft, line
        for doubt in doubts:
            problems.tell(key, line, doubt)
    return PnpmSection(
        version=str(version),
        style=style,
        importers=importers,
        entries=entries,
        refused=frozenset(refused),
    )


def _style(version: object) -> PathStyle:
    for pattern, style in _STYLES:
        if isinstance(version, str) and pattern.fullmatch(version):
            return style
    raise unknown_version(WHAT, version, known="5.0 to 5.4, 6.0, 6.1 and 9.0")


def _entries(
    document: YamlDocument, style: PathStyle, problems: PnpmProblems
) -> Iterator[tuple[str, object, int | None]]:
    """Yield each entry with its path and line.

    As in pnpm, entries of lockfileVersion 9.0 are merged from `packages` and `snapshots`.
    """
    packages = mapping_of(document, "packages")
    if style is not PathStyle.AT:
        for key, raw in packages.items():
            yield key, raw, document.lines.get(("packages", key))
        return
    used = set()
    for key, snapshot in mapping_of(document, "snapshots").items():
        artifact = without_suffix(key)
        used.add(artifact)
        line = document.lines.get(("packages", artifact)) or document.lines.get(("snapshots", key))
        told = packages.get(artifact)
        # pnpm 11 may leave out what an own folder is.
        if told is None and "@file:" not in artifact:
            problems.tell(key, line, "`packages` has no entry for this package")
        if isinstance(snapshot, dict) and isinstance(told, dict | None):
            yield key, {**snapshot, **(told or {})}, line
        else:
            yield key, None, line
    for key, raw in packages.items():
        if key not in used:
            line = document.lines.get(("packages", key))
            problems.tell(key, line, "`snapshots` has no entry for this package, so pnpm resolves it again")
            yield key, raw, line
