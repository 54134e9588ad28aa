"""Says whether code of a locked package runs at install, as far as the settings of the project show it.

Which client runs scripts without a setting was tried with npm 11 and 12, pnpm 10 to 12, yarn 1 and 4.18, and bun 1.4.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pratique.intake.install_settings.family import settings_in
from pratique.intake.install_settings.setting import Setting

_FILES = (".npmrc", ".yarnrc", ".yarnrc.yml", "package.json", "pnpm-workspace.yaml", "bunfig.toml")
_MOST_BYTES = 4 << 20
_OFF: Mapping[str, object] = {"ignore-scripts": True, "ignoreScripts": True, "--install.ignore-scripts": True}
"""Settings that turn the install scripts of all packages off, by the last part of their names."""


@dataclass(frozen=True, slots=True)
class _Client:
    """A package manager, recognised by the format of its lockfile."""

    lock: re.Pattern[str]
    approvals: tuple[str, ...]
    """The settings that approve the scripts of single packages."""
    words: str
    """What applies without a setting."""
    on: str = ""
    """The setting that runs the scripts of all packages."""


_CLIENTS = (
    _Client(
        re.compile(r"package-lock|npm-shrinkwrap"),
        ("allowScripts",),
        "npm 11 and older run its install scripts; npm 12 does not, because they are not approved",
        on="dangerously-allow-all-scripts",
    ),
    _Client(
        re.compile(r"pnpm-lock"),
        ("allowBuilds", "onlyBuiltDependencies"),
        "pnpm 9 and older run its install scripts; pnpm 10 and newer do not, because they are not approved",
        on="dangerouslyAllowAllBuilds",
    ),
    _Client(re.compile(r"yarn\.lock v1\b"), (), "yarn 1 runs its install scripts"),
    _Client(
        re.compile(r"yarn\.lock"),
        ("built",),
        "yarn 4.18 does not run its install scripts, because they are not approved; older versions may run them",
        on="enableScripts",
    ),
    _Client(
        re.compile(r"bun\.lock"),
        ("trustedDependencies",),
        "bun does not run its install scripts, unless the package is on bun's own list",
    ),
    _Client(
        re.compile(r"requirements|pylock|poetry|uv\.lock|pdm|Pipfile"),
        (),
        "to install its wheel runs no code; to build its source distribution does",
    ),
    _Client(re.compile(r"Gemfile"), (), "RubyGems and Bundler run the build of its extensions"),
)


def script_words(folder: Path, lock_format: str, name: str) -> str:
    """Return a clause about the code of a package that runs at install; "" for a format that no client installs.

    The settings of the user and the command line are not known.
    """
    client = next((one for one in _CLIENTS if one.lock.match(lock_format)), None)
    if client is None:
        return ""
    approved = ""
    for setting in _settings(folder):
        last = setting.name[-1]
        if last in _OFF and _is_true(setting.value):
            return f"the project turns install scripts off ({setting.path})"
        if client.on and last == client.on and _is_true(setting.value):
            approved = f"the project runs all install scripts ({setting.path})"
        elif last in client.approvals and _approves(setting, name):
            approved = f"the project approves its install scripts ({setting.path})"
    return approved or client.words


def _settings(folder: Path) -> Iterator[Setting]:
    for name in _FILES:
        try:
            with (folder / name).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        except OSError:
            continue
        if len(data) <= _MOST_BYTES:
            yield from settings_in(name, data)


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def _approves(setting: Setting, name: str) -> bool:
    if setting.name[-1] == "built":  # dependenciesMeta > NAME > built
        return _is_true(setting.value) and _named(setting.name[-2], name)
    if isinstance(setting.value, Mapping):
        return any(_named(str(key), name) and _is_true(value) for key, value in setting.value.items())
    return isinstance(setting.value, list) and any(_named(str(one), name) for one in setting.value)


def _named(text: str, name: str) -> bool:
    return text == name or text.startswith(f"{name}@")
