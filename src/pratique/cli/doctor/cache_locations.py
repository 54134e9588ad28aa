"""Locates the caches of package managers from their environment variables, configuration files and platform defaults."""

import os
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pratique.cli.setup.clients import SETUPS, place_of
from pratique.collect import locations
from pratique.errors import ParseError
from pratique.net.configuration.config_file import home_folder, read_config
from pratique.net.configuration.gem import gemrc
from pratique.net.configuration.npm import npmrc
from pratique.net.configuration.pip import pip_conf as pipconf

_SYSTEM: str = sys.platform
_FLAGS: Mapping[str, str] = {
    "npm": "--cache",
    "yarn1": "--cache-folder",
    "pnpm": "--store-dir",
    "pip": "--cache-dir",
    "uv": "--cache-dir",
}
"""The command-line option of each client for the cache folder."""
_MOST_MATCHES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CachePlace:
    """An actual or possible cache folder of a client."""

    client: str
    """The client's name in `installed.caches.CACHES`."""
    folder: Path
    """The cache folder to search."""
    origin: str
    """The variable or file that sets the cache folder, or `default`."""
    option: tuple[str, ...] = ()
    """The command-line arguments that make the client use this folder."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The environment in which caches are located: variables, platform and user."""

    env: Mapping[str, str]
    project: Path
    system: str = _SYSTEM
    root: Path = Path("/")
    is_root: bool = False
    """True if the current user is root."""
    unread: list[ParseError] = field(default_factory=list)
    """The errors of unreadable configuration files."""

    @property
    def home(self) -> Path:
        """Return the user's home folder."""
        return home_folder(self.env)

    @property
    def locations(self) -> locations.Machine:
        """Return the environment for the tables of `collect.locations`."""
        return locations.Machine(
            env=self.env,
            home=str(self.home),
            system=self.system,
            is_root=self.is_root,
            root=str(self.root).rstrip("/"),
        )

    def config(self) -> Path:
        """Return the platform's folder for configuration."""
        return Path(locations.config_folder(self.locations))

    def data(self, path: Path) -> bytes | None:
        """Return the bytes of a configuration file, or None if it is missing or unreadable."""
        try:
            return read_config(path)
        except ParseError as error:
            self.unread.append(error)
            return None

    def toml(self, path: Path, *keys: str) -> str:
        """Return a string value from a TOML file, or "" if the value is missing."""
        try:
            value: Any = tomllib.loads((self.data(path) or b"").decode("utf-8", "replace"))
        except (tomllib.TOMLDecodeError, RecursionError):
            return ""
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, str) else ""

    def npmrc(self, key: str) -> Iterator[tuple[str, str]]:
        """Yield the values of a key in npm's variables and files, each with its origin, highest precedence first."""
        said = npmrc.parse_environment(self.env)
        if isinstance(value := said.values.get(key), str):
            yield value, said.where(key)
        outer = next(
            (text for name, text in self.env.items() if name.lower() == "npm_config_globalconfig"), ""
        )
        for path in (
            self.project / ".npmrc",
            place_of(SETUPS[0], self.env),
            *([Path(outer)] if outer else ()),
        ):
            values = npmrc.parse(self.data(path) or b"", env=self.env)
            if isinstance(value := values.get(key), str) and value:
                yield value, str(path)

    def yaml(self, path: Path, key: str) -> Iterator[tuple[str, str]]:
        """Yield the values of a top-level YAML key, each with its file."""
        try:
            value = gemrc.parse(self.data(path) or b"").get(key)
        except ParseError as error:
            self.unread.append(error)
            return
        if isinstance(value, str) and value:
            yield value, str(path)

    def variables(self, *names: str) -> Iterator[tuple[str, str]]:
        """Yield the value and the name of each environment variable that is set."""
        for name in names:
            if self.env.get(name, "").strip():
                yield self.env[name].strip(), name


_Named = Iterator[tuple[Path, str]]


def _npm(on: Machine) -> _Named:
    for text, origin in on.npmrc("cache"):
        yield _path(on, text) / "_cacache", origin


def _yarn1(on: Machine) -> _Named:
    for path in (on.project / ".yarnrc", on.home / ".yarnrc"):
        lines = (on.data(path) or b"").decode("utf-8", "replace").splitlines()
        for key in ("cache-folder", "yarn-offline-mirror"):
            for line in lines:
                name, _, value = line.strip().partition(" ")
                if name.strip('":') == key and value.strip():
                    yield path.parent / _path(on, value.strip().strip('"')), str(path)


def _yarn(on: Machine) -> _Named:
    for path in (on.project / ".yarnrc.yml", on.home / ".yarnrc.yml"):
        for text, origin in on.yaml(path, "cacheFolder"):
            yield path.parent / _path(on, text), origin
        for text, origin in on.yaml(path, "globalFolder"):
            yield path.parent / _path(on, text) / "cache", origin
    yield on.project / ".yarn/cache", locations.DEFAULT


def _pnpm(on: Machine) -> _Named:
    for text, origin in on.npmrc("store-dir"):
        yield _path(on, text), origin
    path = on.project / "pnpm-workspace.yaml"
    for text, origin in on.yaml(path, "storeDir"):
        yield path.parent / _path(on, text), origin
    # A store cannot link to another file system: pnpm makes one at the top of that of the project.
    for above in (on.project, *on.project.parents):
        if (above / ".pnpm-store").is_dir():
            yield above / ".pnpm-store", locations.DEFAULT


def _bun(on: Machine) -> _Named:
    for path in (on.project / "bunfig.toml", on.config() / ".bunfig.toml", on.home / ".bunfig.toml"):
        if text := on.toml(path, "install", "cache", "dir"):
            yield path.parent / _path(on, text), str(path)


def _pip(on: Machine) -> _Named:
    pip = next(setup for setup in SETUPS if setup.name == "pip")
    for path in (place_of(pip, on.env), on.root / "etc/pip.conf"):
        try:
            sections = pipconf.parse(on.data(path) or b"")
        except ParseError as error:
            on.unread.append(error)
            continue
        for section in ("install", "global"):
            if text := sections.get(section, {}).get("cache-dir", ""):
                yield _path(on, text), str(path)


def _uv(on: Machine) -> _Named:
    for path, keys in (
        (on.project / "uv.toml", ("cache-dir",)),
        (on.project / "pyproject.toml", ("tool", "uv", "cache-dir")),
        (on.config() / "uv/uv.toml", ("cache-dir",)),
    ):
        if text := on.toml(path, *keys):
            yield path.parent / _path(on, text), str(path)


def _poetry(on: Machine) -> _Named:
    chosen = next(
        (_path(on, text) for text, _ in on.variables("POETRY_CONFIG_DIR")), on.config() / "pypoetry"
    )
    for path in (on.project / "poetry.toml", chosen / "config.toml"):
        if text := on.toml(path, "cache-dir"):
            yield path.parent / _path(on, text), str(path)


_GEM_HOMES = (
    *("var/lib/gems/*", "usr/lib/ruby/gems/*", "usr/local/lib/ruby/gems/*", "usr/local/bundle"),
    *("opt/homebrew/lib/ruby/gems/*", "Library/Ruby/Gems/*"),
)
_GEM_HOMES_OF_USER = (
    *(".gem/ruby/*", ".local/share/gem/ruby/*", ".rbenv/versions/*/lib/ruby/gems/*", ".rvm/gems/*"),
    ".asdf/installs/ruby/*/lib/ruby/gems/*",
)


def _gem(on: Machine) -> _Named:
    for pattern in _GEM_HOMES:
        for path in _matches(on.root, f"{pattern}/cache"):
            yield path, locations.DEFAULT
    for pattern in _GEM_HOMES_OF_USER:
        for path in _matches(on.home, f"{pattern}/cache"):
            yield path, locations.DEFAULT


def _bundler(on: Machine) -> _Named:
    for text, origin in on.variables("BUNDLE_CACHE_PATH"):
        yield on.project / _path(on, text), origin
    installed = list(on.variables("BUNDLE_PATH"))
    for path in (on.project / ".bundle/config", on.home / ".bundle/config"):
        installed += on.yaml(path, "BUNDLE_PATH")
        for text, origin in on.yaml(path, "BUNDLE_CACHE_PATH"):
            yield on.project / _path(on, text), origin
    for text, origin in [*installed, ("vendor/bundle", locations.DEFAULT)]:
        for found in _matches(on.project / _path(on, text), "ruby/*/cache"):
            yield found, origin
    yield on.project / "vendor/cache", locations.DEFAULT


_SET: Mapping[str, Callable[[Machine], _Named]] = {
    "npm": _npm,
    "yarn1": _yarn1,
    "yarn": _yarn,
    "pnpm": _pnpm,
    "bun": _bun,
    "pip": _pip,
    "uv": _uv,
    "poetry": _poetry,
    "gem": _gem,
    "bundler": _bundler,
}
"""The folders that configuration files and the project set for each client."""


def cache_places(on: Machine, client: str) -> tuple[CachePlace, ...]:
    """Return the possible cache folders of a client without duplicates, starting with the configured folder."""
    found: dict[Path, CachePlace] = {}
    for folder, origin in _possible(on, client):
        flag = _FLAGS.get(client)
        given = folder.parent if client == "npm" else folder
        option = (flag, str(given)) if flag and origin != locations.DEFAULT else ()
        place = CachePlace(client=client, folder=folder, origin=origin, option=option)
        found.setdefault(Path(os.path.realpath(folder)), place)
    return tuple(found.values())


def _possible(on: Machine, client: str) -> _Named:
    """Yield the folders from variables, from configuration files, and by default."""
    for path, origin in locations.named(on.locations, client):
        yield Path(path), origin
    found = list(_SET[client](on))
    yield from found
    # The default of gem is a folder of folders: it stands for "none found".
    if client != "gem" or not found:
        for path, origin in locations.default(on.locations, client):
            yield Path(path), origin


def _path(on: Machine, text: str) -> Path:
    """Return the path in a configuration value, with `~` replaced by the home folder."""
    if text == "~" or text.startswith(("~/", "~\\")):
        return on.home / text[2:]
    return Path(text.replace("\0", ""))


def _matches(folder: Path, pattern: str) -> list[Path]:
    try:
        return [path for path, _ in zip(sorted(folder.glob(pattern)), range(_MOST_MATCHES), strict=False)]
    except OSError:
        return []
