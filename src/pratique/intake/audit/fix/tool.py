"""Defines the upgrade commands of each package manager.

Every command was tested with the package manager itself (`python -m tests.mending`, tests/gauntlet/test_fix_advice.py):
npm 11, yarn 1.22, 2, 3 and 4, pnpm 9 and 10, bun 1.2, Poetry 2.5, uv 0.13, PDM 2.29, Pipenv, pip-tools and Bundler 2.6.
yarn 1, yarn 2 and bun have no command that updates an indirect dependency. `yarn upgrade NAME` of yarn 1 has no effect,
yarn 2 lacks `up -R`, and `bun update NAME` adds the package to package.json but keeps the old version.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pratique.core.lock import Lock, SourceKind
from pratique.intake.audit.fix.command import Words
from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Request


class Kind(StrEnum):
    """Families of package managers that read the same manifests in the same way."""

    NPM = "npm"
    YARN = "yarn"
    PNPM = "pnpm"
    BUN = "bun"
    PYPROJECT = "pyproject"
    PIPFILE = "pipfile"
    GEMFILE = "gemfile"
    REQUIREMENTS = "requirements"
    OTHER = "other"
    """An inventory, or a lockfile of unknown origin."""


class Reach(StrEnum):
    """The narrowest scope of an override that a package manager supports."""

    EVERYWHERE = "everywhere"
    """The override applies to all dependents of the package."""
    PARENT = "parent"
    """The override applies to one dependent, selected by name."""
    PARENT_RELEASE = "parent-release"
    """The override applies to one dependent, selected by name and version."""
    RANGE = "range"
    """The override applies to all dependents that request the same range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bump:
    """A change of a version that the project itself requests."""

    name: str
    """The requested package name or alias."""
    of: str = ""
    """The real package name if `name` is an alias.

    Without the real name, the package manager would request the alias from the registry.
    """
    version: str
    range: str
    request: Request | None
    group: str = ""
    """The dependency group in the lockfile that needs the package; empty if several groups need it, or if it is a run-time
    dependency.
    """

    @property
    def lead(self) -> str:
        """Return the prefix of a version for an alias, such as `npm:minimist@`; "" without an alias."""
        return f"npm:{self.of}@" if self.of else ""

    @property
    def with_extras(self) -> str:
        """Return the package name with its extras."""
        extras = self.request.extras if self.request is not None else ()
        return f"{self.name}[{','.join(extras)}]" if extras else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """The commands and abilities of one package manager."""

    name: str
    kind: Kind
    grammar: Grammar
    """The range syntax in the lockfiles of the package manager."""
    update: Callable[..., Words] | None
    """Updates the named packages within the ranges of all dependents; None if there is no such command."""
    update_direct: Callable[..., Words] | None = None
    """Updates packages that only the project requests; None if `update` is used for them."""
    update_to: Callable[[str, str], Words] | None = None
    """Updates a package to exactly one version within the ranges of all dependents."""
    bump: Callable[[Bump], Words] | None = None
    """Changes the requested version of a direct dependency; None if the manifest must be edited by hand."""
    settle: Callable[..., Words] | None = None
    """Updates the named packages in the lockfile after a manifest was edited."""
    overrides: Reach | None = None
    """The narrowest supported scope of an override; None if overrides are not supported."""
    tells_ranges: bool = True
    """Whether lockfiles contain the ranges that packages request."""


def _named(*words: str) -> Callable[..., Words]:
    return lambda *names: Words((*words, *names), names)


def _each(*words: str, option: str) -> Callable[..., Words]:
    return lambda *names: Words((*words, *(part for name in names for part in (option, name))), names)


def _fixed(*words: str) -> Callable[..., Words]:
    return lambda *names: Words(words)  # noqa: ARG005 - all commands are asked alike


def _asking(words: tuple[str, ...], what: str) -> Words:
    return Words((*words, what), (what,))


_NPM_SAVES: Mapping[str, tuple[str, ...]] = {"^": (), "": ("--save-exact",), "~": ("--save-prefix=~",)}
"""npm options that keep the style of a range, by the sign before the version."""


def _npm_bump(bump: Bump) -> Words:
    for sign, options in _NPM_SAVES.items():
        if bump.range == bump.lead + sign + bump.version:
            return _asking(("npm", "install", *options), f"{bump.name}@{bump.lead}{bump.version}")
    return _asking(("npm", "install"), f"{bump.name}@{bump.range}")


def _at_range(*words: str) -> Callable[[Bump], Words]:
    return lambda bump: _asking(words, f"{bump.name}@{bump.range}")


def _at_version(*words: str) -> Callable[[Bump], Words]:
    return lambda bump: _asking(words, f"{bump.name}@{bump.lead}{bump.version}")


def _python_add(program: str, groups: Callable[[str], tuple[str, ...]]) -> Callable[[Bump], Words]:
    """Return the `add` command with the option for the group. Poetry and PDM drop extras that the command does not repeat."""

    def words(bump: Bump) -> Words:
        section = bump.request.section if bump.request is not None else ""
        # Poetry's own signs stand behind an `@`, those of PEP 440 behind the name.
        glue = (
            "@"
            if (bump.range[:1] in {"^", "~"} and bump.range[:2] != "~=") or bump.range[:1].isdigit()
            else ""
        )
        return _asking((program, "add", *groups(section)), f"{bump.with_extras}{glue}{bump.range}")

    return words


def _poetry_group(section: str) -> tuple[str, ...]:
    group = _group_in(section, "tool.poetry.group.") or _group_in(section, "dependency-groups.")
    if section == "tool.poetry.dev-dependencies":
        group = "dev"
    extra = _group_in(section, "project.optional-dependencies.")
    return ("--group", group) if group else ("--optional", extra) if extra else ()


def _uv_group(section: str) -> tuple[str, ...]:
    if section == "tool.uv.dev-dependencies":
        return ("--dev",)
    group = _group_in(section, "dependency-groups.")
    extra = _group_in(section, "project.optional-dependencies.")
    return ("--group", group) if group else ("--optional", extra) if extra else ()


def _pdm_group(section: str) -> tuple[str, ...]:
    group = _group_in(section, "dependency-groups.") or _group_in(section, "tool.pdm.dev-dependencies.")
    extra = _group_in(section, "project.optional-dependencies.")
    return ("-d", "-G", group) if group else ("-G", extra) if extra else ()


_GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")


def _group_in(section: str, prefix: str) -> str:
    if not section.startswith(prefix):
        return ""
    group = section.removeprefix(prefix).removesuffix(".dependencies" if "poetry" in prefix else "")
    return group if _GROUP.fullmatch(group) else ""


_CATEGORIES = {"": "packages", "dev": "dev-packages"}
"""The categories of a Pipfile by the groups in its lockfile."""


def _pipenv_upgrade(bump: Bump) -> Words:
    section = bump.request.section if bump.request is not None else _CATEGORIES.get(bump.group, bump.group)
    options = {"packages": (), "dev-packages": ("--dev",)}.get(section, ("--categories", section))
    if not _GROUP.fullmatch(section):
        options = ()
    return _asking(("pipenv", "upgrade", *options), f"{bump.with_extras}{bump.range}")


_NPM = Tool(
    name="npm",
    kind=Kind.NPM,
    grammar=Grammar.NPM,
    update=_named("npm", "update"),
    bump=_npm_bump,
    settle=_fixed("npm", "install"),
    overrides=Reach.PARENT_RELEASE,
)
_YARN_1 = Tool(
    name="yarn 1",
    kind=Kind.YARN,
    grammar=Grammar.NPM,
    update=None,
    update_direct=_named("yarn", "upgrade"),
    bump=_at_range("yarn", "upgrade"),
    settle=_fixed("yarn", "install"),
    overrides=Reach.PARENT,
)
_YARN = Tool(
    name="yarn",
    kind=Kind.YARN,
    grammar=Grammar.NPM,
    update=_named("yarn", "up", "-R"),
    bump=_at_range("yarn", "up"),
    settle=_fixed("yarn", "install"),
    overrides=Reach.RANGE,
)
_YARN_2 = replace(_YARN, name="yarn 2", update=None)
"""yarn 2 and yarn 3.0 write lockfile version 4. yarn 2 lacks `up -R`."""
_PNPM = Tool(
    name="pnpm",
    kind=Kind.PNPM,
    grammar=Grammar.NPM,
    update=_named("pnpm", "update", "--depth", "Infinity"),
    bump=_at_version("pnpm", "update"),
    settle=_fixed("pnpm", "install"),
    overrides=Reach.PARENT_RELEASE,
    tells_ranges=False,
)
_PNPM_WORKSPACE = replace(_PNPM, update=_named("pnpm", "update", "-r", "--depth", "Infinity"))
"""Without `-r`, pnpm does not update dependencies that only workspace members request."""
_BUN = Tool(
    name="bun",
    kind=Kind.BUN,
    grammar=Grammar.NPM,
    update=None,
    update_direct=_named("bun", "update"),
    bump=_at_range("bun", "add"),
    settle=_fixed("bun", "install"),
    overrides=Reach.EVERYWHERE,
)
_POETRY = Tool(
    name="poetry",
    kind=Kind.PYPROJECT,
    grammar=Grammar.POETRY,
    update=_named("poetry", "update"),
    bump=_python_add("poetry", _poetry_group),
    settle=_named("poetry", "update"),
)
_UV = Tool(
    name="uv",
    kind=Kind.PYPROJECT,
    grammar=Grammar.PEP440,
    update=_each("uv", "lock", option="--upgrade-package"),
    update_to=lambda name, version: _asking(("uv", "lock", "--upgrade-package"), f"{name}=={version}"),
    bump=_python_add("uv", _uv_group),
    settle=_fixed("uv", "lock"),
    overrides=Reach.EVERYWHERE,
    tells_ranges=False,
)
_PDM = Tool(
    name="pdm",
    kind=Kind.PYPROJECT,
    grammar=Grammar.PEP440,
    update=_named("pdm", "update"),
    bump=_python_add("pdm", _pdm_group),
    settle=_named("pdm", "update"),
    overrides=Reach.EVERYWHERE,
)
_PDM_EXTRAS = Tool(
    name="pdm",
    kind=Kind.PYPROJECT,
    grammar=Grammar.PEP440,
    update=None,
    settle=_fixed("pdm", "lock", "--update-reuse", "-G", ":all"),
    overrides=Reach.EVERYWHERE,
)
"""The commands for lockfiles of PDM that contain extras of the project.

`pdm update NAME` and `pdm add` would remove the extras from the lockfile.
"""
_PIPENV = Tool(
    name="pipenv",
    kind=Kind.PIPFILE,
    grammar=Grammar.PEP440,
    update=_named("pipenv", "upgrade"),
    bump=_pipenv_upgrade,
    settle=_named("pipenv", "upgrade"),
    tells_ranges=False,
)
_BUNDLER = Tool(
    name="bundler",
    kind=Kind.GEMFILE,
    grammar=Grammar.GEM,
    update=_named("bundle", "update", "--conservative"),
    settle=_named("bundle", "update", "--conservative"),
)
_PIP = Tool(name="pip", kind=Kind.REQUIREMENTS, grammar=Grammar.PEP440, update=None, tells_ranges=False)
_OTHER = Tool(name="", kind=Kind.OTHER, grammar=Grammar.NPM, update=None, tells_ranges=False)

_BY_FORMAT: Mapping[str, Tool] = {
    "package-lock": _NPM,
    "yarn.lock": _YARN,
    "pnpm-lock": _PNPM,
    "bun.lock": _BUN,
    "poetry.lock": _POETRY,
    "uv.lock": _UV,
    "pdm.lock": _PDM,
    "Pipfile.lock": _PIPENV,
    "Gemfile.lock": _BUNDLER,
    "requirements.txt": _PIP,
}


_YARNS: Mapping[str, Tool] = {"yarn.lock v1": _YARN_1, "yarn.lock v4": _YARN_2}


def tool_of(lock: Lock, extras: Collection[str] = ()) -> Tool:
    """Return the package manager that writes this lockfile format. `extras` are the extras that the project defines."""
    extras, name = frozenset(extras), lock.format.partition(" ")[0]
    if name == "yarn.lock":
        return _YARNS.get(lock.format, _YARN)
    if name == "pdm.lock" and any(not extras.isdisjoint(one.groups) for one in lock.packages):
        return _PDM_EXTRAS
    if name == "pnpm-lock" and any(one.source is SourceKind.WORKSPACE for one in lock.packages):
        return _PNPM_WORKSPACE
    return _BY_FORMAT.get(name, _OTHER)
