"""Finds and reads npm's configuration files. The programs `node` and `npm` are located but not started."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pratique.errors import ParseError
from pratique.net.configuration.config_file import Project, home_folder, read_config
from pratique.net.configuration.npm.ini import IniValue
from pratique.net.configuration.npm.npmrc import (
    Layer,
    NpmConfig,
    parse,
    parse_environment,
    project_layer,
    resolve,
)


def load_npm(env: Mapping[str, str], *, project: Project | None = None) -> NpmConfig:
    """Read npm's configuration in the same order as npm: environment variables, project, user, global, built-in.

    From the project's files, only registries are used, and only if the project is trusted. This function raises no
    errors: unreadable files are added to `problems`.
    """
    home = home_folder(env)
    reader = _Reader(env, home, project)
    variables = parse_environment(env)
    user_file = _path(variables.values.get("userconfig"), home) or home / ".npmrc"
    user = reader.layer(user_file)
    builtin = reader.layer(reader.builtin_file())
    ranked = (variables, user, builtin)
    prefix = _path(_first(ranked, "prefix"), home) or reader.default_prefix()
    outer = reader.layer(_path(_first(ranked, "globalconfig"), home) or (prefix and prefix / "etc/npmrc"))
    layers = [variables]
    if project is not None and project.holds(project.folder / ".npmrc", home):
        layers.append(reader.layer(project.folder / ".npmrc"))
    return resolve((*layers, user, outer, builtin), env, reader.problems)


@dataclass(frozen=True, slots=True)
class _Reader:
    env: Mapping[str, str]
    home: Path
    project: Project | None
    problems: list[str] = field(default_factory=list)

    def layer(self, path: Path | None) -> Layer:
        """Read one configuration file. From a file in the project, only registries are used."""
        if path is None:
            return Layer("npm", {})
        ours = self.project is None or not self.project.holds(path, self.home)
        if not ours and not (self.project and self.project.trusted):
            return Layer(str(path), {}, from_project=True)
        try:
            data = read_config(path)
            if data is None:
                return Layer(str(path), {})
            return Layer(str(path), parse(data, env=self.env)) if ours else project_layer(str(path), data)
        except ParseError as error:
            self.problems.append(error.message)
            return Layer(str(path), {})

    def default_prefix(self) -> Path | None:
        """Return npm's global prefix: $PREFIX, else the folder above the folder of `node`, below $DESTDIR."""
        if self.env.get("PREFIX"):
            return Path(self.env["PREFIX"])
        node = self._program("node")
        if node is None:
            return None
        above = node.parent.parent
        destination = self.env.get("DESTDIR")
        return Path(destination) / above.relative_to(above.anchor) if destination else above

    def builtin_file(self) -> Path | None:
        """Return the built-in `npmrc` in npm's own folder."""
        npm = self._program("npm")
        return npm.parent.parent / "npmrc" if npm is not None and npm.name == "npm-cli.js" else None

    def _program(self, name: str) -> Path | None:
        """Return a program on PATH. Folders that a project or a dependency could write to are skipped."""
        folders = [f for f in self.env.get("PATH", "").split(os.pathsep) if self._is_machine_folder(Path(f))]
        found = shutil.which(name, path=os.pathsep.join(folders)) if folders else None
        if found is None:
            return None
        real = Path(os.path.realpath(found))
        return None if self.project is not None and self.project.holds(real, self.home) else real

    def _is_machine_folder(self, folder: Path) -> bool:
        if not folder.is_absolute() or "node_modules" in folder.parts:
            return False
        return self.project is None or not self.project.holds(folder, self.home)


def _first(layers: tuple[Layer, ...], key: str) -> IniValue:
    return next((layer.values[key] for layer in layers if layer.values.get(key)), None)


def _path(value: IniValue, home: Path) -> Path | None:
    if not isinstance(value, str) or not value:
        return None
    return home / value[2:] if value.startswith("~/") else Path(value)
