"""Checks whether a lockfile contains the result of a setting that overrides dependencies.

All entries of a lockfile are judged. A package manager rejects or reports a lockfile that does not match its settings. An override
whose result is in the lockfile therefore does not allow other bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.install_settings.setting import Kind, Setting
from pratique.lockfiles.npm.overrides import read_overrides
from pratique.lockfiles.npm.request import read_npm_request

_MOST_DEPTH = 20
_BUNDLER = "bundler"
"""Lockfiles never contain Bundler itself."""
_NPM, _PNPM = "npm:", "pnpm-lock"
_UNDECIDED = ("patch:", "catalog:", "$")
_SOURCES: Mapping[str, frozenset[SourceKind]] = {
    "git": frozenset({SourceKind.GIT}),
    "url": frozenset({SourceKind.URL}),
    "path": frozenset({SourceKind.PATH, SourceKind.LINK, SourceKind.WORKSPACE, SourceKind.URL}),
    "workspace": frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH}),
    "index": frozenset({SourceKind.REGISTRY}),
}


@dataclass(frozen=True, slots=True)
class Holdings:
    """The entries of lockfiles by installed name and by package name."""

    entries: Mapping[tuple[Ecosystem, str], tuple[LockedPackage, ...]]
    locks: Sequence[Lock] = ()

    @classmethod
    def of(cls, locks: Iterable[Lock]) -> "Holdings":
        """Return the lookup for the entries of the given lockfiles."""
        found: dict[tuple[Ecosystem, str], list[LockedPackage]] = defaultdict(list)
        locks = tuple(locks)
        for lock in locks:
            for entry in lock.packages:
                for name in {entry.package.name, entry.alias or entry.package.name}:
                    found[entry.package.ecosystem, name].append(entry)
        return cls({name: tuple(entries) for name, entries in found.items()}, locks)

    def hold(self, setting: Setting, before: object) -> bool:
        """Return True if the lockfiles contain the result of a setting everywhere that it applies."""
        if setting.key.kind is Kind.SOURCE:
            return self._source(setting.name[-1], setting.value)
        if setting.key.kind is Kind.GEM:
            return self._gem(setting.name[-1], str(setting.value))
        if setting.key.kind is Kind.EXTENSION:
            return self._extension(setting.name[-3], setting.name[-1], setting.value)
        if isinstance(setting.value, list):
            old = before if isinstance(before, list) else []
            return all(text in old or self._requirement(text) for text in setting.value)
        target = setting.name[-1]
        return all(self._request(name, text) for name, text in _leaves(target, setting.value))

    def _request(self, selector: str, text: object) -> bool:
        if not isinstance(text, str):
            return False
        name = target(selector)
        entries = self.entries.get((Ecosystem.NPM, name), ())
        if text.strip() in {"-", ""}:
            return True
        if not entries:
            # It has no effect if the lock has no package that the selector may match.
            named = read_overrides({selector: text}).names
            return not any((Ecosystem.NPM, other) in self.entries for other in named)
        if text.startswith(_UNDECIDED):
            # A patch is compared by itself; what a catalog says is in the lock, which pnpm compares.
            return not text.startswith("$")
        asked = read_npm_request(name, text)
        if asked.source is SourceKind.REGISTRY:
            npm, wanted = ECOSYSTEMS[Ecosystem.NPM], asked.versions or "*"
            return any(
                entry.package.name == (asked.package or name)
                and entry.version is not None
                and (npm.satisfies(entry.version, wanted, prereleases=True) or not npm.valid_range(wanted))
                for entry in entries
            )
        where = _address(asked.text)
        return any(
            entry.source is asked.source
            and (asked.source in {SourceKind.WORKSPACE, SourceKind.LINK} or where in (entry.url or ""))
            for entry in entries
        )

    def _extension(self, selector: str, name: str, text: object) -> bool:
        extended, wanted = target(selector), str(text).removeprefix(_NPM)
        versions = selector.partition(extended)[2].removeprefix("@").removeprefix(_NPM)
        for lock in self.locks:
            keys = {entry.key for entry in lock.packages if _is_selected(entry, extended, versions)}
            asked = {(one.asker, one.wanted.removeprefix(_NPM)) for one in lock.requests if one.name == name}
            if lock.format.startswith(_PNPM):
                missing = keys - {asker for asker, _ in asked}
            else:
                missing = {key for key in keys if (key, wanted) not in asked}
            if missing or (keys and not self._request(name, text)):
                return False
        return True

    def _gem(self, name: str, requirement: str) -> bool:
        gems = ECOSYSTEMS[Ecosystem.RUBYGEMS]
        return name == _BUNDLER or any(
            entry.version is None
            or not requirement
            or not gems.valid_range(requirement)
            or gems.satisfies(entry.version, requirement, prereleases=True)
            for entry in self.entries.get((Ecosystem.RUBYGEMS, name), ())
        )

    def _requirement(self, text: object) -> bool:
        from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 - few projects need it

        try:
            wanted = Requirement(str(text))
        except InvalidRequirement:
            return False
        entries = self._python(wanted.name)
        if wanted.url is not None:
            where = _address(wanted.url)
            return not entries or any(where in (entry.url or "") for entry in entries)
        return not entries or any(
            entry.version is not None and wanted.specifier.contains(entry.version, prereleases=True)
            for entry in entries
        )

    def _python(self, name: str) -> tuple[LockedPackage, ...]:
        from packaging.utils import canonicalize_name  # noqa: PLC0415 - few projects need it

        return self.entries.get((Ecosystem.PYPI, canonicalize_name(name)), ())

    def _source(self, name: str, value: object) -> bool:
        entries = self._python(name)
        tables = value if isinstance(value, list) else [value]
        return not entries or all(isinstance(table, dict) and _taken(table, entries) for table in tables)


def target(selector: str) -> str:
    """Return the package name at the end of a selector: `a`, `@s/a@1`, `x/a`, `**/a`, `x@>=1>a@2`."""
    # pnpm: `>` parts two packages unless it follows a space, `|` or `@`, where it belongs to a range.
    starts = [
        at + 1 for at, sign in enumerate(selector) if sign == ">" and at and selector[at - 1] not in " |@"
    ]
    *above, last = selector[starts[-1] if starts else 0 :].strip().split("/")
    scope = above[-1] if above and above[-1].startswith("@") and "@" not in above[-1][1:] else ""
    name = last[:1] + last[1:].partition("@")[0]
    return f"{scope}/{name}" if scope else name


def _is_selected(entry: LockedPackage, name: str, versions: str) -> bool:
    if entry.package.ecosystem is not Ecosystem.NPM or name not in {entry.package.name, entry.alias}:
        return False
    npm = ECOSYSTEMS[Ecosystem.NPM]
    if entry.version is None or not versions or not npm.valid_range(versions):
        return True
    return npm.satisfies(entry.version, versions, prereleases=True)


def _taken(table: Mapping[str, object], entries: Iterable[LockedPackage]) -> bool:
    for word, kinds in _SOURCES.items():
        if word in table:
            where = _address(str(table[word])) if word in {"git", "url"} else ""
            return any(entry.source in kinds and where in (entry.url or "") for entry in entries)
    return False


def _leaves(selector: str, value: object, depth: int = 0) -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict) or depth > _MOST_DEPTH:
        yield selector, value
        return
    for name, inner in value.items():
        yield from _leaves(selector if name == "." else name, inner, depth + 1)


def _address(text: str) -> str:
    bare = text.partition("#")[0].removesuffix("/").removesuffix(".git")
    return "/".join(
        bare.partition("://")[2].split("/")[1:] if "://" in bare else bare.rpartition(":")[2].split("/")
    )
