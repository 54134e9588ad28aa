"""Finds the patches that a package manager applies to locked releases at install time.

pnpm and bun read `patchedDependencies` from the project's files. yarn 2 and later read `patch:` from their lockfile. Patches that
come with yarn (`builtin<...>`) are ignored.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from posixpath import basename, dirname, join, normpath, relpath

from pratique.core.deciding import AppliedPatch, Effect
from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError
from pratique.intake.install_settings.comparison import label
from pratique.intake.install_settings.keys import PATCH_FILE
from pratique.intake.install_settings.named import named_files
from pratique.intake.install_settings.setting import Kind, Setting
from pratique.lockfiles.npm.spec import split_spec

_PNPM, _BUN = "pnpm-lock", "bun.lock"
_OUTSIDE = "the path leads outside the repository, so the file is not read"
_MISSING = "the file does not exist"

Read = Callable[[str], bytes | None]
"""Returns the bytes of a file by its path from the top of the repository; None if the file is missing.

Raises ParseError if the file cannot be read.
"""
Row = tuple[str, tuple[str, ...]]
"""A setting, identified by its file and the path of its keys."""


@dataclass(frozen=True, slots=True)
class PatchFile:
    """One patch file of the project. `path` is relative to the project's folder."""

    path: str
    data: bytes | None
    why: str = ""
    """Why the bytes of the patch are missing."""
    searched: bool = True
    """Whether the package manager searches for the changed lines, instead of using only line numbers as bun does."""


Chain = tuple[PatchFile, ...]
"""Patches that are applied one after the other."""


@dataclass(frozen=True, slots=True)
class Patched:
    """A lockfile entry with the patches of each of its copies."""

    package: PackageRef
    version: str | None
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Patches:
    """All patches that package managers apply, by the path of the lockfile and the key of the entry."""

    entries: Mapping[tuple[str, str], Patched] = field(default_factory=dict)
    rows: Mapping[Row, frozenset[str]] = field(default_factory=dict)
    """The settings that patch an entry, with the paths of the patches."""

    def since(self, before: "Patches", entries: Collection[tuple[str, str]]) -> "Patches":
        """Return the new patches, and all patches of the lockfile entries in `entries`, whose releases changed."""
        known = {_state(one, chain) for one in before.entries.values() for chain in one.chains}
        found = {}
        for key, one in self.entries.items():
            new = one.chains if key in entries else [c for c in one.chains if _state(one, c) not in known]
            if new:
                found[key] = Patched(one.package, one.version, tuple(new))
        return Patches(found, self.rows)


NO_PATCHES = Patches()


@dataclass(frozen=True, slots=True)
class _Rule:
    row: Row
    folder: str
    format: str
    name: str
    wanted: str
    """A version or a range; "" for any version."""
    files: tuple[str, ...]
    """Paths relative to the top of the repository; empty if a path leads outside."""

    @classmethod
    def of(cls, setting: Setting) -> "_Rule | None":
        if setting.key.effect is not Effect.CONTENT or setting.key.kind is not Kind.FILE:
            return None
        of_bun = setting.name[0] != "pnpm" and basename(setting.path) == "package.json"
        try:
            name, wanted = split_spec(setting.name[-1])
        except ValueError:
            name, wanted = setting.name[-1], ""
        return cls(
            row=(setting.path, setting.name),
            folder=dirname(setting.path),
            format=_BUN if of_bun else _PNPM,
            name=name,
            wanted=wanted,
            files=tuple(path for path, _ in named_files(setting)),
        )

    def reaches(self, folder: str) -> bool:
        return not self.folder or f"{folder}/".startswith(f"{self.folder}/")


def patches_of(locks: Mapping[str, Lock], settings: Iterable[Setting], read: Read, prefix: str) -> Patches:
    """Return the patches of all lockfiles. The paths of the lockfiles are relative to the folder `prefix` of the repository."""
    rules = [rule for setting in settings if (rule := _Rule.of(setting)) is not None]
    files = _Files(read, prefix)
    entries: dict[tuple[str, str], Patched] = {}
    rows: dict[Row, frozenset[str]] = {}
    for path, lock in locks.items():
        folder = dirname(join(prefix, path))
        here = [rule for rule in rules if lock.format.startswith(rule.format) and rule.reaches(folder)]
        for entry in lock.packages if here or any(entry.patches for entry in lock.packages) else ():
            chains = [tuple(files.at(join(folder, one)) for one in chain) for chain in entry.patches]
            for rule in _chosen(here, entry):
                found = tuple(files.at(one, searched=rule.format != _BUN) for one in rule.files) or (
                    files.outside(rule),
                )
                rows[rule.row] = frozenset(one.path for one in found)
                chains.append(found)
            if chains:
                entries[path, entry.key] = Patched(entry.package, entry.version, tuple(dict.fromkeys(chains)))
    return Patches(entries, rows)


def judged_settings(
    patches: Patches,
    applied: Iterable[AppliedPatch],
    settings: Iterable[Setting],
    locks: Mapping[str, Lock],
    prefix: str,
) -> frozenset[tuple[str, str]]:
    """Return the settings (file and name) of which all patches were judged."""
    paths: dict[str, bool] = {}
    for one in applied:
        for path in one.paths:
            paths[path] = paths.get(path, True) and not one.why
    judged = {path for path, is_judged in paths.items() if is_judged}
    if not judged:
        return frozenset()
    requests = {text for lock in locks.values() for entry in lock.packages for _, text in entry.answers}
    found = set()
    for setting in settings:
        named = {relpath(path, prefix or ".") for path, _ in named_files(setting)}
        match setting.key.kind:
            case Kind.FILE:
                known = patches.rows.get((setting.path, setting.name), frozenset())
                is_judged = bool(named) and named == known and known <= judged
            case Kind.PATCH:
                asked = any(
                    text.partition("@patch:")[2] == str(setting.value).removeprefix("patch:")
                    for text in requests
                )
                is_judged = asked and bool(named) and named <= judged
            case _:
                is_judged = setting.key is PATCH_FILE and relpath(setting.path, prefix or ".") in judged
        if is_judged:
            found.add((setting.path, label(setting)))
    return frozenset(found)


def _chosen(rules: Iterable[_Rule], entry: LockedPackage) -> list[_Rule]:
    of_name = [rule for rule in rules if rule.name == entry.package.name]
    if not of_name or entry.version is None:
        return of_name
    exact = [rule for rule in of_name if rule.wanted == entry.version]
    if exact:
        return exact
    satisfies = ECOSYSTEMS[entry.package.ecosystem].satisfies
    in_range = [
        rule for rule in of_name if rule.wanted and satisfies(entry.version, rule.wanted, prereleases=True)
    ]
    return in_range or [rule for rule in of_name if not rule.wanted]


@dataclass(frozen=True, slots=True)
class _Files:
    read: Read
    prefix: str
    known: dict[str, PatchFile] = field(default_factory=dict)

    def at(self, told: str, *, searched: bool = True) -> PatchFile:
        path = normpath(told)
        if path not in self.known:
            self.known[path] = self._read(path)
        return replace(self.known[path], searched=searched)

    def outside(self, rule: _Rule) -> PatchFile:
        return PatchFile(f"{rule.row[1][-1]} of {self._shown(rule.row[0])}", None, _OUTSIDE)

    def _read(self, path: str) -> PatchFile:
        if path == ".." or path.startswith(("../", "/")) or "\0" in path:
            return PatchFile(path, None, _OUTSIDE)
        shown = self._shown(path)
        try:
            data = self.read(path)
        except ParseError as error:
            return PatchFile(shown, None, error.message)
        return PatchFile(shown, data, "" if data is not None else _MISSING)

    def _shown(self, path: str) -> str:
        return relpath(path, self.prefix or ".")


def _state(one: Patched, chain: Chain) -> tuple[object, ...]:
    return one.package, one.version, tuple(_digests(chain))


def _digests(chain: Chain) -> Iterator[str]:
    for file in chain:
        yield file.why if file.data is None else hashlib.sha256(file.data).hexdigest()
