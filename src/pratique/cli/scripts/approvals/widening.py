"""Finds the settings of a project that let a client run install scripts although its approvals do not allow them.

The table was tried with npm 12.2, pnpm 10.34, 11.28 and 12.23, yarn 4.18 and bun 1.4
(tests/cli/scripts/test_real_settings.py). Settings of the user and of the environment are not read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pratique.cli.scripts.approvals import bun, npm
from pratique.cli.scripts.approvals.keys import target_of
from pratique.intake.install_settings.documents import Raw
from pratique.intake.install_settings.family import settings_in
from pratique.intake.install_settings.keys import UNREADABLE
from pratique.intake.install_settings.setting import Setting

FILES = (".npmrc", ".yarnrc.yml", "package.json", "pnpm-workspace.yaml")
"""The files with such settings, relative to the root of the project."""


@dataclass(frozen=True, slots=True)
class Widening:
    """A setting that lets scripts run without an approval."""

    path: str
    line: int | None
    name: str
    """The name of the setting as it is in the file."""
    packages: tuple[str, ...] | None
    """The names of the packages whose scripts run; None for every package."""
    denied_too: bool
    """Whether the scripts run also if the form of the client denies them."""
    why: str
    """A clause that says what the setting does."""

    def runs(self, name: str, *, denied: bool) -> bool:
        """Return True if the setting lets the scripts of a package run."""
        return (self.packages is None or name in self.packages) and (self.denied_too or not denied)


@dataclass(frozen=True, slots=True)
class _Row:
    """A setting of a client, in some of its major versions."""

    client: str
    majors: range
    path: str
    name: tuple[str, ...]
    packages: Callable[[object], tuple[str, ...] | None]
    why: str
    denied_too: bool = False


def _unless_off(value: object) -> tuple[str, ...] | None:
    """Return None, for every package, if a switch is not off.

    npm, pnpm 10 and pnpm 11 take any other value as on, also the texts `no` and `'false'`.
    """
    return () if value is False else None


def _names(value: object) -> tuple[str, ...] | None:
    """Return the names of a list, or those that a mapping approves; None for another value.

    Versions are dropped, because these settings are replaced as a whole.
    """
    if isinstance(value, Mapping):
        value = [name for name, allowed in value.items() if allowed is True]
    listed = value.split(",") if isinstance(value, str) else value
    if isinstance(value, Raw) or not isinstance(listed, Sequence):
        return None
    return tuple(target_of(str(one).strip()).name for one in listed if str(one).strip())


def _every(_: object) -> tuple[str, ...] | None:
    """Return None, for every package: also an empty list has this effect, and other files are not read."""
    return None


_ALL = "runs the scripts of all packages"
_BUT_DENIED = "runs all scripts that are not denied"
_FOR_EVER = "approves names for every version"
_BUT_LISTED = "runs the scripts of all packages that it does not list"
_OF_FILE = "approves the names in another file, which is not read"
_ANY, _OLD, _11, _NEW = range(1_000), range(11), range(11, 12), range(12, 1_000)
_YAML, _JSON, _RC = "pnpm-workspace.yaml", "package.json", ".npmrc"

_ROWS = (
    _Row("npm", _ANY, _RC, ("dangerously-allow-all-scripts",), _unless_off, _ALL, denied_too=True),
    _Row("yarn", _ANY, ".yarnrc.yml", ("enableScripts",), _unless_off, _BUT_DENIED),
    _Row("pnpm", _OLD, _RC, ("dangerously-allow-all-builds",), _unless_off, _ALL, denied_too=True),
    _Row("pnpm", _OLD, _RC, ("only-built-dependencies",), _names, _FOR_EVER, denied_too=True),
    _Row("pnpm", _OLD, _JSON, ("pnpm", "onlyBuiltDependencies"), _names, _FOR_EVER, denied_too=True),
    _Row("pnpm", _OLD, _JSON, ("pnpm", "allowBuilds"), _names, _FOR_EVER, denied_too=True),
    _Row("pnpm", _OLD, _JSON, ("pnpm", "onlyBuiltDependenciesFile"), _every, _OF_FILE, denied_too=True),
    _Row("pnpm", _OLD, _JSON, ("pnpm", "neverBuiltDependencies"), _every, _BUT_LISTED),
    _Row("pnpm", _OLD, _YAML, ("onlyBuiltDependencies",), _names, _FOR_EVER, denied_too=True),
    _Row("pnpm", _OLD, _YAML, ("onlyBuiltDependenciesFile",), _every, _OF_FILE, denied_too=True),
    _Row("pnpm", _OLD, _YAML, ("neverBuiltDependencies",), _every, _BUT_LISTED),
    _Row("pnpm", _OLD, _YAML, ("dangerouslyAllowAllBuilds",), _unless_off, _ALL, denied_too=True),
    _Row("pnpm", _11, _YAML, ("dangerouslyAllowAllBuilds",), _unless_off, _ALL, denied_too=True),
    _Row("pnpm", _NEW, _YAML, ("dangerouslyAllowAllBuilds",), _unless_off, _BUT_DENIED),
)
"""The settings that hold whatever the form says. Those that depend on the form: `_of_form`."""


def widenings(client: str, major: int, files: Mapping[str, str | None]) -> tuple[Widening, ...]:
    """Return the settings that let a client run scripts without an approval.

    `files` are the texts of `FILES`; None if there is no file. A file that cannot be read counts as a setting that runs everything.
    Raises ParseError if the file of the client's form cannot be read.
    """
    found: list[Widening] = []
    for path, text in files.items():
        rows = [row for row in _ROWS if (row.client, row.path) == (client, path) and major in row.majors]
        if text is None or not rows:
            continue
        for setting in settings_in(path, text.encode("utf-8", "replace")):
            if setting.key is UNREADABLE:
                found.append(Widening(path, None, path, None, denied_too=True, why="cannot be read"))
            found += (_widening(row, setting) for row in rows if _names_it(row, setting))
    found += _of_form(client, files)
    return tuple(one for one in found if one.packages != ())


def _names_it(row: _Row, setting: Setting) -> bool:
    *above, last = setting.name
    return (*above, last.removesuffix("[]")) == row.name


def _widening(row: _Row, setting: Setting) -> Widening:
    name = ".".join(setting.name)
    packages = row.packages(setting.value)
    return Widening(row.path, setting.line, name, packages, denied_too=row.denied_too, why=row.why)


def _of_form(client: str, files: Mapping[str, str | None]) -> Iterator[Widening]:
    """Yield what a client does if package.json has no approvals for it."""
    text = files.get(_JSON)
    if client == "bun" and not bun.has_list(text):
        why = "runs the scripts of bun's own list of packages, because package.json has no `trustedDependencies`"
        yield Widening(_JSON, None, "trustedDependencies", None, denied_too=False, why=why)
    if client == "npm" and not npm.FORM.read(text):
        for setting in settings_in(_RC, (files.get(_RC) or "").encode("utf-8", "replace")):
            if setting.name == ("allow-scripts",):
                why = "approves names, because package.json has no `allowScripts`"
                names = _names(setting.value)
                yield Widening(_RC, setting.line, "allow-scripts", names, denied_too=False, why=why)
