"""Finds and reads pip's configuration files."""

import os
from collections.abc import Mapping
from pathlib import Path

from pratique.errors import ParseError
from pratique.net.configuration.config_file import Project, home_folder, read_config
from pratique.net.configuration.pip.pip_conf import Layer, PipConfig, parse, parse_environment, resolve

_PROJECT_KEYS = frozenset({"index-url", "extra-index-url", "pypi-url"})


def load_pip(
    env: Mapping[str, str], *, project: Project | None = None, machine: Path = Path("/etc")
) -> PipConfig:
    """Read pip's configuration from the machine, user, virtual environment, PIP_CONFIG_FILE and variables, in this order.

    From files inside the project, only indexes are used, and only if the project is trusted. This function raises no
    errors: unreadable files are added to `problems`.
    """
    home = home_folder(env)
    layers: list[Layer] = []
    problems: list[str] = []
    for path in _places(env, home, machine):
        ours = project is None or not project.holds(path, home)
        if not ours and not (project and project.trusted):
            continue
        try:
            data = read_config(path)
            sections = {} if data is None else parse(data)
        except ParseError as error:
            problems.append(error.message if str(path) in error.message else f"{path}: {error.message}")
            continue
        layers.append(Layer(str(path), sections) if ours else _project_layer(path, sections))
    return resolve((*layers, parse_environment(env)), env, problems)


def _places(env: Mapping[str, str], home: Path, machine: Path) -> tuple[Path, ...]:
    named = env.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return ()
    folders = (env.get("XDG_CONFIG_DIRS", "").strip() or str(machine / "xdg")).split(os.pathsep)
    shared = [Path(folder) / "pip/pip.conf" for folder in folders] + [machine / "pip.conf"]
    own_folder = env.get("XDG_CONFIG_HOME", "").strip() or str(home / ".config")
    own = [home / ".pip/pip.conf", Path(own_folder) / "pip/pip.conf"]
    site = [Path(env["VIRTUAL_ENV"]) / "pip.conf"] if env.get("VIRTUAL_ENV") else []
    if not named:
        return (*shared, *own, *site)
    return (*shared, *([] if Path(named).exists() else own), *site, Path(named))


def _project_layer(path: Path, sections: Mapping[str, Mapping[str, str]]) -> Layer:
    kept = {
        section: {key: value for key, value in items.items() if key in _PROJECT_KEYS}
        for section, items in sections.items()
    }
    return Layer(str(path), kept, from_project=True)
