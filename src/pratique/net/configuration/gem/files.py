"""Finds and reads the configuration files of RubyGems and Bundler."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pratique.errors import ParseError
from pratique.net.configuration.config_file import Project, home_folder, read_config
from pratique.net.configuration.gem import bundler as bundleconf
from pratique.net.configuration.gem import gemrc
from pratique.net.configuration.gem.bundler import BundleConfig
from pratique.net.configuration.gem.gemrc import GemConfig, Layer

_PROJECT_GEMRC_KEYS = frozenset({"sources"})
_PROJECT_BUNDLE_KEYS = "BUNDLE_MIRROR__"


def load_gem(
    env: Mapping[str, str], *, project: Project | None = None, machine: Path = Path("/etc")
) -> GemConfig:
    """Read RubyGems' configuration from the machine's file, and then from the files in GEMRC or the user's file.

    With GEMRC, gem does not read `~/.gemrc` (`Gem::ConfigFile#set_config_file_name`). From files inside the project,
    only sources are used, and only if the project is trusted. This function raises no errors: unreadable files are
    added to `problems`.
    """
    home = home_folder(env)
    reader = _Reader(home, project)
    layers = [reader.layer(path) for path in (machine / "gemrc", *gem_files(env, home))]
    return gemrc.resolve((_kept(layer) for layer in layers), env, reader.problems)


def gem_files(env: Mapping[str, str], home: Path) -> tuple[Path, ...]:
    """Return the files that gem reads after the machine's file. The last file takes precedence."""
    if "GEMRC" in env:
        return tuple(Path(text) for text in env["GEMRC"].split(os.pathsep) if text)
    own = home / ".gemrc"
    shared = Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "gem/gemrc"
    return (own if own.exists() or not shared.exists() else shared,)


def load_bundler(env: Mapping[str, str], *, project: Project | None = None) -> BundleConfig:
    """Read Bundler's configuration from a trusted project's file, environment variables, and the user's file, in this order.

    From files inside the project, only mirrors are used, and only if the project is trusted. This function raises no
    errors: unreadable files are added to `problems`.
    """
    home = home_folder(env)
    variables = bundleconf.variables(env)
    if env.get("BUNDLE_IGNORE_CONFIG"):
        return bundleconf.resolve(variables)
    reader = _Reader(home, project)
    layers = [*variables, reader.layer(_bundle_file(env, home))]
    if project is not None and project.holds(project.folder / ".bundle/config", home):
        layers.insert(0, reader.layer(project.folder / ".bundle/config"))
    return bundleconf.resolve((_kept(layer) for layer in layers), reader.problems)


def _bundle_file(env: Mapping[str, str], home: Path) -> Path:
    for name in ("BUNDLE_CONFIG", "BUNDLE_USER_CONFIG"):
        if env.get(name):
            return Path(env[name])
    folder = env.get("BUNDLE_USER_HOME")
    return Path(folder) / "config" if folder else home / ".bundle/config"


@dataclass(frozen=True, slots=True)
class _Reader:
    home: Path
    project: Project | None
    problems: list[str] = field(default_factory=list)

    def layer(self, path: Path) -> Layer:
        """Read one configuration file. The result is empty for a file of an untrusted project."""
        ours = self.project is None or not self.project.holds(path, self.home)
        if not ours and not (self.project and self.project.trusted):
            return Layer(str(path), {}, from_project=True)
        try:
            data = read_config(path)
            values = {} if data is None else gemrc.parse(data)
        except ParseError as error:
            self.problems.append(error.message if str(path) in error.message else f"{path}: {error.message}")
            values = {}
        return Layer(str(path), values, from_project=not ours)


def _kept(layer: Layer) -> Layer:
    """Return the settings of a project's file that contain URLs of gem servers."""
    if not layer.from_project:
        return layer
    values = {
        key: value
        for key, value in layer.values.items()
        if key in _PROJECT_GEMRC_KEYS or key.upper().replace(".", "__").startswith(_PROJECT_BUNDLE_KEYS)
    }
    return Layer(layer.origin, values, from_project=True)
