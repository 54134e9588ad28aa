"""Matches dependencies with the patterns of yarn.lock entries, such as `left-pad@^1.3.0` or `old@npm:lodash@3.10.1`.

Based on lockfiles written with yarn 1.22 and yarn 2.4 to 4.18. yarn 4 writes registry ranges with the prefix `npm:`.
yarn 1 omits the prefix, and so do yarn 2 and 3 in the dependencies of packages. An entry may therefore contain the
prefix `npm:` when its dependents do not, or its dependents may contain the prefix when the entry does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pratique.core.lock import LockRequest, Need
from pratique.lockfiles.npm.spec import split_spec
from pratique.lockfiles.reading.document import MOST_EDGES, too_many

_NPM = "npm:"
_CATALOG = "catalog:"
_PATH_STARTS = (".", "/", "~/")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A dependency: its package name and version range."""

    name: str
    range: str

    @classmethod
    def read(cls, text: str) -> "Pattern":
        """Split the text at the `@` after the name, not at the `@` of a scope. Raises ValueError if there is no name."""
        return cls(*split_spec(text))

    @property
    def target(self) -> str | None:
        """Return the package name that follows `npm:`, if there is one.

        The package name may be followed by a version range. yarn 1 reads `npm:latest` as the package `latest`; later
        versions of yarn read `npm:latest` as a tag of the declared package.
        """
        if not self.range.startswith(_NPM):
            return None
        rest = self.range.removeprefix(_NPM)
        return rest[:1] + rest[1:].partition("@")[0]

    @property
    def is_alias(self) -> bool:
        """Return True if every version of yarn reads the range as an alias: `npm:name@range`, or `npm:@scope/name`."""
        rest = self.range.removeprefix(_NPM)
        return self.range.startswith(_NPM) and ("@" in rest[1:] or rest.startswith("@"))

    @property
    def canonical(self) -> str:
        """Return the pattern with the prefix `npm:` before a registry range, whether or not the lockfile writes the prefix."""
        bare = ":" not in self.range and not self.range.startswith(_PATH_STARTS)
        return f"{self.name}@{_NPM if bare else ''}{self.range}"

    @property
    def is_of_registry(self) -> bool:
        """Return True if the pattern refers to a registry package, not to a path, a URL or a patch."""
        return self.canonical.startswith(f"{self.name}@{_NPM}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A dependency of the entry `parent` on a package; `spellings` are the patterns that may match, best first."""

    parent: str
    name: str
    spellings: tuple[str, ...]
    need: Need = Need.RUN
    wanted: str = ""
    """The version range of the dependency, as written."""
    line: int | None = None

    def answered(self, keys: tuple[str, ...], *, exact: bool) -> LockRequest:
        """Return the dependency with the entries that satisfy it."""
        return LockRequest(self.parent, self.name, self.wanted, self.need, keys, exact, self.line)


class Answers:
    """The patterns of one yarn.lock and the entries that they belong to."""

    def __init__(self, *, what: str, most_edges: int = MOST_EDGES) -> None:
        self._what = what
        self._most_edges = most_edges
        self._exact: dict[str, str] = {}
        self._named: dict[str, list[str]] = {}

    def add(self, pattern: Pattern, key: str) -> bool:
        """Record the entry of a pattern; return False if the pattern already belonged to another entry.

        If the pattern belonged to another entry, the new entry replaces that entry.
        """
        is_new = pattern.canonical not in self._exact
        self._exact[pattern.canonical] = key
        named = self._named.setdefault(pattern.name, [])
        if not named or named[-1] != key:
            named.append(key)
        return is_new

    def requests(self, asked: Iterable[Request], *, claimed: Iterable[str] = ()) -> list[LockRequest]:
        """Resolve the dependencies; exact matches come first.

        yarn may resolve a dependency with a range other than the declared one, because of `resolutions` in the project,
        which yarn.lock does not list. A dependency without an exact match resolves to the entries of its package that
        no other dependency matches exactly and that are not `claimed`. If all entries of the package are matched
        exactly or `claimed`, the dependency resolves to all of them. A peer dependency is resolved only if exactly one
        entry has its name. Raises ParseError if there are more than `most_edges` edges.
        """
        found: list[LockRequest] = []
        left: list[Request] = []
        taken = set(claimed)
        for request in asked:
            key = self._answer(request)
            if key is None:
                left.append(request)
            else:
                taken.add(key)
                found.append(request.answered((key,), exact=True))
            self._check(len(found) + len(left))
        choices: dict[str, tuple[str, ...]] = {}
        edges = len(found)
        for request in left:
            if request.name not in choices:
                named = dict.fromkeys(self._named.get(request.name, ()))
                choices[request.name] = tuple(key for key in named if key not in taken) or tuple(named)
            chosen = choices[request.name]
            if request.need is Need.OPTIONAL_PEER and len(chosen) != 1:
                chosen = ()
            edges += len(chosen)
            self._check(edges)
            # Which range a catalog names, .yarnrc.yml says.
            found.append(request.answered(chosen, exact=request.wanted.startswith(_CATALOG)))
        return found

    def unasked(self, requests: Iterable[Request]) -> Iterator[str]:
        """Yield each entry with a pattern that no dependency matches; each entry is yielded only once."""
        asked = {spelling for request in requests for spelling in request.spellings}
        yield from dict.fromkeys(key for pattern, key in self._exact.items() if pattern not in asked)

    def _answer(self, request: Request) -> str | None:
        exact: Mapping[str, str] = self._exact
        return next((exact[spelling] for spelling in request.spellings if spelling in exact), None)

    def _check(self, count: int) -> None:
        if count > self._most_edges:
            raise too_many(self._what, most=self._most_edges, of="dependencies")
