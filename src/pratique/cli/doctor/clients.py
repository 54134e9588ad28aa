"""Finds the registries that package managers use, from configuration files and environment variables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pratique.cli.doctor.checks import Check, State, text_of
from pratique.cli.setup.clients import SETUPS, Setup, Target, place_of, yarn_file
from pratique.core.names import Ecosystem
from pratique.net.configuration.config_file import Project
from pratique.net.configuration.gem.bundler import BundleConfig
from pratique.net.configuration.gem.files import load_gem
from pratique.net.configuration.gem.upstreams import gem_upstreams
from pratique.net.registries.upstreams import BUILT_IN, Upstream, Upstreams

_ASKED_OF = {
    Ecosystem.NPM: ("npm", "/npm/"),
    Ecosystem.PYPI: ("pip", "/pypi/simple/"),
    Ecosystem.RUBYGEMS: ("gem", "/gems/"),
}
_MANIFESTS = {
    Ecosystem.NPM: ("package.json",),
    Ecosystem.PYPI: (
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "requirements*.txt",
        "Pipfile",
        "pylock*.toml",
    ),
    Ecosystem.RUBYGEMS: ("Gemfile", "gems.rb", "*.gemspec"),
}
"""The files that identify a folder as a project of each ecosystem."""
_PROGRAMS = {"yarn1": "yarn", "yarn": "yarn", "bun": "bun", "uv": "uv", "bundler": "bundle"}
"""The clients with configuration files that are searched as text."""
_IN_PROJECT = {
    "yarn1": (".yarnrc", ".npmrc"),
    "bun": ("bunfig.toml", ".npmrc"),
    "uv": ("uv.toml", "pyproject.toml"),
    "bundler": (".bundle/config", "Gemfile"),
}
"""The project files of each client that take precedence over the user's files."""
_VARIABLES = {
    "yarn": ("YARN_NPM_REGISTRY_SERVER",),
    "uv": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "bundler": ("BUNDLE_MIRROR__ALL",),
}
_WITHOUT_FILES = {"uv": ("UV_NO_CONFIG",), "bundler": ("BUNDLE_IGNORE_CONFIG",)}
"""The environment variables that make a client ignore its configuration files."""


def clients(
    upstreams: Upstreams, to: Target, env: Mapping[str, str], installed: Iterable[str], project: Project
) -> Iterator[Check]:
    """Yield a check for each client that reports whether the client uses the gate.

    `installed` contains the programs on this machine.

    `upstreams` includes the registries in the project's files. For a client of an ecosystem that the project does not
    use, yield a note instead of a failed check.
    """
    here = frozenset(installed)
    used = _used(project.folder)
    for ecosystem, check in _asking(upstreams, to, env, here, project):
        yield check if ecosystem in used else replace(check, state=min(check.state, State.NOTE))
    for scope, up in upstreams.scopes.items():
        if not up.url.startswith(str(to.url)):
            text = f"{scope} uses {up.url} ({up.origin}), which bypasses the gate"
            yield Check(
                "npm",
                State.NOTE,
                text,
                "set the scope's registry on the gate's machine, and remove it on this machine",
            )
    for setup in SETUPS:
        if _PROGRAMS.get(setup.name) in here:
            yield from _by_text(setup, to, env, project)


def _asking(
    upstreams: Upstreams, to: Target, env: Mapping[str, str], here: frozenset[str], project: Project
) -> Iterator[tuple[Ecosystem, Check]]:
    gate = str(to.url)
    for ecosystem, (program, path) in _ASKED_OF.items():
        first, *others = _asked(upstreams, ecosystem, env, project)
        if program not in here and first.origin == BUILT_IN:
            continue
        if first.url == to.at(path):
            text = f"{program} uses the gate ({first.label} in {first.origin})"
            yield ecosystem, Check(program, State.OK, text)
        else:
            step = f"pratique setup {program} --gate {gate}"
            if first.from_project:
                step = f"replace the registry with {to.at(path)}, or remove the setting"
            text = f"{program} uses {first.url} ({first.origin})"
            yield ecosystem, Check(program, State.BAD, text, step)
        for up in others:
            if not up.url.startswith(gate):
                text = f"{program} also uses {up.url} ({up.label} in {up.origin}), which bypasses the gate"
                step = "add the registry to the gate's configuration as an upstream"
                yield ecosystem, Check(program, State.BAD, text, step)


def registries(
    upstreams: Upstreams, env: Mapping[str, str], installed: Iterable[str], project: Project
) -> Iterator[Check]:
    """Yield a note with the configured registry of each client. `doctor` prints these notes if no gate is known."""
    here = frozenset(installed)
    for ecosystem, (program, _) in _ASKED_OF.items():
        for up in _asked(upstreams, ecosystem, env, project):
            if program in here or up.origin != BUILT_IN:
                yield Check(program, State.NOTE, f"{program} uses {up.url} ({up.origin})")


def _used(folder: Path) -> frozenset[Ecosystem]:
    """Return the ecosystems of a project, or all ecosystems if the folder is not a project."""
    used = frozenset(
        ecosystem
        for ecosystem, patterns in _MANIFESTS.items()
        if any(next(folder.glob(pattern), None) for pattern in patterns)
    )
    return used or frozenset(_MANIFESTS)


def _asked(
    upstreams: Upstreams, ecosystem: Ecosystem, env: Mapping[str, str], project: Project
) -> tuple[Upstream, ...]:
    if ecosystem is Ecosystem.RUBYGEMS:
        # gem does not heed the mirrors of Bundler.
        return gem_upstreams(load_gem(env, project=project), BundleConfig(), upstreams.public[ecosystem])
    return upstreams.open[ecosystem]


def _by_text(setup: Setup, to: Target, env: Mapping[str, str], project: Project) -> Iterator[Check]:
    own = place_of(setup, env)
    files = _files(setup, env, project)
    if setup.name == "yarn1" and text_of(own) is None and text_of(files[0]) is None:
        return
    variables = _VARIABLES.get(setup.name, ())
    named = next((name for name in variables if to.authority in env.get(name, "")), None)
    if named is None:
        named = next((str(path) for path in files if _names(path, to)), None)
    if named is not None:
        yield Check(setup.name, State.OK, f"{named} uses the gate")
    else:
        step = f"pratique setup {setup.name} --gate {to.url}"
        yield Check(setup.name, State.NOTE, f"{own} does not use the gate", step)


def _files(setup: Setup, env: Mapping[str, str], project: Project) -> list[Path]:
    """Return the configuration files of a client, the project's files first.

    Environment variables can replace or disable configuration files.
    """
    own = place_of(setup, env)
    if any(env.get(name) for name in _WITHOUT_FILES.get(setup.name, ())):
        return []
    if setup.name == "uv" and env.get("UV_CONFIG_FILE"):
        return [own]
    names = (yarn_file(env),) if setup.name == "yarn" else _IN_PROJECT[setup.name]
    # bun reads npm's file, too.
    others = [place_of(SETUPS[0], env)] if setup.name == "bun" else []
    return [*(project.folder / name for name in names), own, *others]


def _names(path: Path, to: Target) -> bool:
    lines = (text_of(path) or "").splitlines()
    return any(to.authority in line for line in lines if not line.lstrip().startswith(("#", ";")))
