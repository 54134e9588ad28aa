"""Files in memory, and what a change of them touches."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from posixpath import dirname

from pratique.core.deciding import InstallSetting
from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError, Reference
from pratique.intake.install_settings.comparison import Configured, by_name, changes
from pratique.intake.install_settings.holdings import Holdings
from pratique.intake.install_settings.search import Search

CALM = PackageRef(Ecosystem.NPM, "calm")
LOCK = Lock(format="package-lock v3", packages=(LockedPackage(key="calm", package=CALM, version="1.0.0"),))

HELD = PackageRef(Ecosystem.RUBYGEMS, "held")
GEMS = Lock(format="Gemfile.lock", packages=(LockedPackage(key="held", package=HELD, version="1.2.0"),))


@dataclass(frozen=True)
class InMemory:
    """See `pratique.intake.install_settings.search.Files`; the text `outside` is a link that leaves the repository."""

    texts: Mapping[str, str | None]

    def names(self, folder: str) -> Collection[str]:
        return [path.rpartition("/")[2] for path in self._paths if dirname(path) == folder]

    def below(self, folder: str) -> Iterable[str]:
        return [path for path in self._paths if path.startswith(f"{folder}/")]

    def read(self, path: str) -> bytes | None:
        text = self.texts.get(path)
        if text == "outside":
            raise ParseError(
                Reference.FILE_UNREADABLE, f"{path} is a link that leaves the project", hint="no"
            )
        return None if text is None else text.encode()

    @property
    def _paths(self) -> list[str]:
        return [path for path, text in self.texts.items() if text is not None]


def configured(usual: Mapping[tuple[Ecosystem, str], str] | None = None) -> Configured:
    """A user's own configuration."""
    usual = {(Ecosystem.NPM, ""): "https://npm.example/", **(usual or {})}
    every = {
        ecosystem: frozenset(url for (of, _), url in usual.items() if of is ecosystem)
        for ecosystem in Ecosystem
    }
    return Configured(usual, every)


def compared(
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
    *,
    locks: Iterable[Lock] = (),
    user: Configured | None = None,
    folders: Iterable[str] = ("",),
) -> list[InstallSetting]:
    """What a change of files touches; a file that `after` does not name stays as it was."""
    search, folders = Search(), tuple(folders)
    old = by_name(search.settings(InMemory(before), folders))
    new = by_name(search.settings(InMemory({**before, **after}), folders))
    return list(changes(old, new, Holdings.of(locks), user or configured()))
