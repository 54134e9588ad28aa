"""Finds the packages that depend on a lockfile entry, and the versions that they accept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from posixpath import dirname, join

from pratique.core.lock import ROOT, LockedPackage
from pratique.intake.audit.fix.beside import OWN, Files, folder_of
from pratique.intake.audit.fix.case import Holding
from pratique.intake.audit.fix.ranges import Grammar, accepts
from pratique.intake.audit.fix.request import Manifest, Request
from pratique.intake.audit.fix.tool import Kind, Tool

ALIAS = "npm:"
"""The prefix of an npm request for a package under an alias: `"mine": "npm:minimist@^1"`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request for a package, by the project or by another package."""

    name: str
    """The requested package name, or the alias of the package."""
    range: str | None
    """The requested range; None if it is unknown."""
    grammar: Grammar
    parent: LockedPackage | None = None
    """The lockfile entry of the dependent package; None for the project itself."""
    request: Request | None = None
    """The request in the project's manifest, if the project itself makes the request."""
    member: str = ""
    """The folder of the requesting workspace member, relative to the lockfile."""

    @property
    def own(self) -> bool:
        """Return True if the project itself makes the request."""
        return self.parent is None

    @property
    def by(self) -> str:
        """Return the display name of the dependent package or manifest."""
        if self.parent is not None:
            return str(self.parent.ref or self.parent.package)
        return self.request.file if self.request is not None else "the project"

    def alias_of(self, package: str) -> str:
        """Return the real name of a package that is requested under an alias; "" if there is no alias.

        In the registry, the alias name may belong to an unrelated package.
        """
        return package if self.grammar is Grammar.NPM and self.name != package else ""

    def wanting(self, package: str, wanted: str) -> str:
        """Return the text of a request for a version range, with the alias if there is one."""
        aliased = self.alias_of(package) and not wanted.startswith(ALIAS)
        return f"{ALIAS}{package}@{wanted}" if aliased else wanted

    def accepts(self, version: str) -> bool | None:
        """Return True if the range accepts a version; None if that is unknown."""
        return accepts(self.grammar, self.range, version)

    def among(self, versions: Iterable[str]) -> str | None:
        """Return the first of the versions that the range accepts; None if it accepts none."""
        return next((version for version in versions if self.accepts(version)), None)


class Askers:
    """Finds all dependents of an entry in one lockfile."""

    def __init__(self, holding: Holding, tool: Tool, files: Files) -> None:
        self._folder = dirname(holding.path)
        self._path = holding.path
        self._tool = tool
        self._files = files
        self._entries = holding.view.entries

    def of(self, entry: LockedPackage) -> tuple[Ask, ...]:
        """Return the requests of all dependents of a lockfile entry."""
        name = entry.alias or entry.package.name
        parents = entry.parents or (ROOT,)
        found = [ask for key in parents for ask in self._of(key, entry, name)]
        if self._tool.kind in {Kind.PYPROJECT, Kind.GEMFILE} and ROOT not in parents:
            # Their locks do not tell what the project asks for, when others ask for it, too.
            found += self._requested(self._root(), name, "")
        return tuple(found)

    def _of(self, key: str, entry: LockedPackage, name: str) -> list[Ask]:
        asker = self._entries.get(key)
        if asker is None:
            return self._by_project(entry, name)
        if asker.source in OWN:
            return self._by_member(asker, name)
        text = asker.dependencies.get(name) if self._tool.tells_ranges else None
        return [Ask(name=name, range=text, grammar=self._tool.grammar, parent=asker)]

    def _by_project(self, entry: LockedPackage, name: str) -> list[Ask]:
        root = self._root()
        found = list(self._requested(root, name, ""))
        if not found and root.alone and len(entry.parents) > 1:
            # The lock tells of yesterday's manifest: the client takes that out when it installs again.
            return []
        if found or self._tool.kind is not Kind.YARN:
            return found or [self._unknown(name)]
        from pratique.lockfiles.npm.yarn.pattern import Pattern  # noqa: PLC0415 - yarn's alone

        # A member of the workspace asks: the lock of yarn has its request, and not its name.
        others = {asker.dependencies.get(name) for key in entry.parents if (asker := self._entries.get(key))}
        ranges = [Pattern.read(request).range.removeprefix("npm:") for _, request in entry.answers]
        own = [replace(self._unknown(name), range=text) for text in ranges if text not in others]
        return own or [self._unknown(name)]

    def _by_member(self, asker: LockedPackage, name: str) -> list[Ask]:
        folder = folder_of(asker)
        found = list(self._requested(self._manifest(folder), name, folder))
        text = asker.dependencies.get(name) if self._tool.tells_ranges else None
        return found or [replace(self._unknown(name), range=text, member=folder)]

    def _unknown(self, name: str) -> Ask:
        return Ask(name=name, range=None, grammar=self._tool.grammar)

    def _root(self) -> Manifest:
        return self._files.gemfile(self._path) if self._tool.kind is Kind.GEMFILE else self._manifest("")

    def _manifest(self, folder: str) -> Manifest:
        place = join(self._folder, folder)
        match self._tool.kind:
            case Kind.PYPROJECT:
                return self._files.pyproject(place)
            case Kind.PIPFILE:
                return self._files.pipfile(place)
            case Kind.NPM | Kind.YARN | Kind.PNPM | Kind.BUN:
                return self._files.package_json(place)
            case _:
                return Manifest()

    def _requested(self, manifest: Manifest, name: str, member: str) -> Iterator[Ask]:
        for request in manifest.requests.get(name, ()):
            # A table of another tool is none to this one.
            if request.section.startswith("tool.") and not request.section.startswith(
                f"tool.{self._tool.name}."
            ):
                continue
            yield Ask(name=name, range=request.range, grammar=request.grammar, request=request, member=member)
