"""Where npm keeps its configuration, and reading it. Runs nothing: `node` and `npm` are found, not started."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from pratique.errors import ParseError
from pratique.net.config_file import Project, home_folder, read_config
from pratique.net.ini import IniValue
from pratique.net.npmrc import Layer, NpmConfig, parse, parse_environment, project_layer, resolve


def load_npm(env: Mapping[str, str], *, project: Project | None = None) -> NpmConfig:
    """Read npm's configuration in npm's order: variables, project, user, global, built-in.

    Of the project's `.npmrc` only registries count, and only when the project is trusted. Never fails: files that
    cannot be read are among the problems.
    """
    problems: list[str] = []
    home = home_folder(env)
    variables = parse_environment(env)
    user_file = _path(variables.values.get("userconfig"), home) or home / ".npmrc"
    user = _layer(user_file, env, problems)
    builtin_file = _builtin_file(env, project)
    builtin = _layer(builtin_file, env, problems) if builtin_file else Layer("npm", {})
    ranked = (variables, user, builtin)
    prefix = _path(_first(ranked, "prefix"), home) or _default_prefix(env, project)
    global_file = _path(_first(ranked, "globalconfig"), home) or (prefix / "etc/npmrc" if prefix else None)
    outer = _layer(global_file, env, problems) if global_file else Layer("npm", {})
    layers = [variables]
    if project is not None and project.trusted:
        file = project.folder / ".npmrc"
        if not _same(file, user_file):
            layers += _project_layers(file, problems)
    return resolve((*layers, user, outer, builtin), env, problems)


def _layer(path: Path, env: Mapping[str, str], problems: list[str]) -> Layer:
    try:
        data = read_config(path)
        return Layer(str(path), {} if data is None else parse(data, env=env))
    except ParseError as error:
        problems.append(error.message)
        return Layer(str(path), {})


def _project_layers(path: Path, problems: list[str]) -> list[Layer]:
    try:
        data = read_config(path)
        return [] if data is None else [project_layer(str(path), data)]
    except ParseError as error:
        problems.append(error.message)
        return []


def _first(layers: tuple[Layer, ...], key: str) -> IniValue:
    return next((layer.values[key] for layer in layers if layer.values.get(key)), None)


def _path(value: IniValue, home: Path) -> Path | None:
    if not isinstance(value, str) or not value:
        return None
    return home / value[2:] if value.startswith("~/") else Path(value)


def _default_prefix(env: Mapping[str, str], project: Project | None) -> Path | None:
    """npm's rule: $PREFIX, else the folder above the one that `node` really lies in, below $DESTDIR."""
    if env.get("PREFIX"):
        return Path(env["PREFIX"])
    node = _program("node", env, project)
    if node is None:
        return None
    above = node.parent.parent
    return Path(env["DESTDIR"]) / above.relative_to(above.anchor) if env.get("DESTDIR") else above


def _builtin_file(env: Mapping[str, str], project: Project | None) -> Path | None:
    npm = _program("npm", env, project)
    if npm is None or npm.name != "npm-cli.js":
        return None
    return npm.parent.parent / "npmrc"


def _program(name: str, env: Mapping[str, str], project: Project | None) -> Path | None:
    """Find a program on PATH, past every folder that a project or a dependency could have filled."""
    folders = [
        folder
        for folder in env.get("PATH", "").split(os.pathsep)
        if Path(folder).is_absolute()
        and "node_modules" not in Path(folder).parts
        and not (project is not None and project.holds(Path(folder)))
    ]
    found = shutil.which(name, path=os.pathsep.join(folders)) if folders else None
    if found is None:
        return None
    real = Path(os.path.realpath(found))
    return None if project is not None and project.holds(real) else real


def _same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve()
    except (OSError, RuntimeError, ValueError):
        return False
