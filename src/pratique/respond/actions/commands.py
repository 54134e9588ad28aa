"""The commands of each package manager that clear a cache, remove a release, pin a version and renew a lock.

Facts about caches: `docs/how-to/client-caches.md`. Each command is a template with `{name}`, `{bad}` and `{good}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pratique.core.names import Ecosystem

_SAFE = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@._/+~!-]{0,213}\Z")
"""Names and versions that every shell and package manager reads as one literal word, and none as an option."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One package manager with its commands, in the folder of the project unless the command names another."""

    name: str
    ecosystem: Ecosystem
    words: tuple[str, ...]
    """Words in file names, formats and paths by which a sighting is one of this package manager."""
    purge: tuple[str, ...]
    uninstall: tuple[str, ...]
    pin: tuple[str, ...]
    relock: tuple[str, ...]


_TREE = ("rm -rf node_modules",)
CLIENTS: tuple[Client, ...] = (
    Client(
        name="npm",
        ecosystem=Ecosystem.NPM,
        words=("package-lock", "npm-shrinkwrap", "npm-cache", "_cacache", "_npx", "npx"),
        purge=(*_TREE, "npm cache clean --force", 'rm -rf "$(npm config get cache)/_npx"'),
        uninstall=("npm uninstall --ignore-scripts {name}",),
        # An override alone is refused for a direct dependency (EOVERRIDE), unless both name the same version.
        pin=(
            "npm install --package-lock-only --ignore-scripts --save-exact {name}@{good}",
            "npm pkg set 'overrides[{name}]={good}'",
        ),
        relock=("npm install --package-lock-only --ignore-scripts", "npm ci --ignore-scripts"),
    ),
    Client(
        name="yarn 1",
        ecosystem=Ecosystem.NPM,
        words=("yarn1", "yarn v1", "yarn 1", "yarn-1"),
        purge=(*_TREE, "yarn cache clean {name}"),
        uninstall=("yarn remove --ignore-scripts {name}",),
        # A resolution alone leaves the entry of a direct dependency, and the bad release, in the lock.
        pin=(
            "npm pkg set 'resolutions[{name}]={good}'",
            "yarn add --exact --ignore-scripts {name}@{good}",
        ),
        relock=("yarn install --ignore-scripts",),
    ),
    Client(
        name="yarn",
        ecosystem=Ecosystem.NPM,
        words=("yarn.lock", "yarn", "berry"),
        purge=(*_TREE, "yarn cache clean --all"),
        uninstall=("yarn remove {name}",),
        pin=("npm pkg set 'resolutions[{name}]={good}'",),
        relock=("yarn install --mode=skip-build",),
    ),
    Client(
        name="pnpm",
        ecosystem=Ecosystem.NPM,
        words=("pnpm",),
        purge=(*_TREE, "pnpm store prune"),
        uninstall=("pnpm remove --ignore-scripts {name}",),
        pin=("printf 'overrides:\\n  \"%s\": \"%s\"\\n' '{name}' '{good}' >> pnpm-workspace.yaml",),
        relock=(
            "pnpm install --lockfile-only --ignore-scripts",
            "pnpm install --frozen-lockfile --ignore-scripts",
        ),
    ),
    Client(
        name="bun",
        ecosystem=Ecosystem.NPM,
        words=(
            "bun.lock",
            "bun",
        ),
        purge=(*_TREE, "bun pm cache rm"),
        uninstall=("bun remove --ignore-scripts {name}",),
        pin=("npm pkg set 'overrides[{name}]={good}'",),
        relock=(
            "bun install --lockfile-only --ignore-scripts",
            "bun install --frozen-lockfile --ignore-scripts",
        ),
    ),
    Client(
        name="uv",
        ecosystem=Ecosystem.PYPI,
        words=("uv.lock", "uv-cache", "uv-tool", "uv"),
        purge=("uv cache clean {name}",),
        uninstall=("uv remove {name}",),
        pin=("uv lock --upgrade-package {name}=={good}",),
        relock=("uv lock", "uv sync --no-build"),
    ),
    Client(
        name="Poetry",
        ecosystem=Ecosystem.PYPI,
        words=("poetry",),
        purge=('rm -rf "$(poetry config cache-dir)/artifacts" "$(poetry config cache-dir)/cache"',),
        uninstall=("poetry remove {name}",),
        pin=("poetry add --lock {name}=={good}",),
        relock=("poetry lock", "poetry sync"),
    ),
    Client(
        name="PDM",
        ecosystem=Ecosystem.PYPI,
        words=("pdm",),
        purge=("pdm cache clear",),
        uninstall=("pdm remove {name}",),
        pin=("pdm add --no-sync {name}=={good}",),
        relock=("pdm lock --update-reuse", "pdm sync --clean"),
    ),
    Client(
        name="Pipenv",
        ecosystem=Ecosystem.PYPI,
        words=("pipfile", "pipenv"),
        purge=("pipenv lock --clear", "pip cache purge"),
        uninstall=("pipenv uninstall {name}",),
        pin=("pipenv upgrade {name}=={good}",),
        relock=("pipenv lock", "pipenv sync"),
    ),
    Client(
        name="pip",
        ecosystem=Ecosystem.PYPI,
        words=("requirements", "pip-cache", "pip", "site-packages", "pylock"),
        purge=("pip cache purge",),
        uninstall=("pip uninstall -y {name}",),
        pin=("echo '{name}=={good}' >> constraints.txt",),
        relock=("pip install --only-binary :all: -r requirements.txt -c constraints.txt",),
    ),
    Client(
        name="Bundler",
        ecosystem=Ecosystem.RUBYGEMS,
        words=("gemfile", "gems.locked", "vendor/cache", "bundler"),
        purge=("rm -f vendor/cache/{name}-{bad}.gem", "bundle clean --force"),
        uninstall=("bundle remove {name}",),
        pin=("bundle add {name} --version '= {good}' --skip-install",),
        relock=("bundle lock --conservative --update {name}", "bundle install"),
    ),
    Client(
        name="gem",
        ecosystem=Ecosystem.RUBYGEMS,
        words=("gem",),
        purge=('rm -f "$(gem env gemdir)/cache/{name}-{bad}.gem"',),
        uninstall=("gem uninstall {name} --version {bad} --executables --ignore-dependencies",),
        pin=("gem install {name} --version {good}",),
        relock=(),
    ),
)
"""All package managers; the first whose word a sighting has is taken, so that narrower words come first."""
PROXIES: Mapping[str, tuple[str, ...]] = {
    "pratique": ("pratique deny {target} --reason 'malicious release'",),
    "artifactory": ("jf rt delete --quiet '*/{name}/*{bad}*'",),
    "nexus": ("Delete the component {name} {bad} in Browse, then invalidate the cache of the repository.",),
    "verdaccio": ("rm -f storage/{name}/*-{bad}.tgz",),
    "devpi": ("devpi remove --yes {name}=={bad}",),
    "nginx": ("Delete the folder of proxy_cache_path, then reload nginx.",),
    "squid": ("Delete the object of {name} {bad} with `squidclient -m PURGE URL`.",),
}
"""How to remove a release from the caches of proxies, by a word in the format of the log."""


def is_copyable(*texts: str) -> bool:
    """Return True if the texts can be pasted into a shell without a risk."""
    return all(_SAFE.match(text) for text in texts)


def filled(
    templates: tuple[str, ...], *, name: str, bad: str, good: str = "", target: str = ""
) -> tuple[str, ...]:
    """Return the commands for a release; none if its name or a version cannot be pasted safely."""
    values = {"{name}": name, "{bad}": bad, "{good}": good, "{target}": target}
    commands = []
    for template in templates:
        used = [value for key, value in values.items() if key in template]
        if not is_copyable(*used):
            continue
        command = template
        for key, value in values.items():
            command = command.replace(key, value)
        commands.append(command)
    return tuple(commands)


def for_windows(command: str) -> str:
    """Return the command for PowerShell, in which most commands are the same."""
    if command.startswith("printf "):
        *_, name, _, good, _ = command.split("'")
        return f"Add-Content pnpm-workspace.yaml 'overrides:', '  \"{name}\": \"{good}\"'"
    if command.startswith("echo "):
        line, _, file = command.removeprefix("echo ").rpartition(" >> ")
        return f"Add-Content {file} {line}"
    for start, instead in (("rm -rf ", "Remove-Item -Recurse -Force "), ("rm -f ", "Remove-Item -Force ")):
        if command.startswith(start):
            return (instead + command.removeprefix(start)).replace('" "', '", "')
    return command
