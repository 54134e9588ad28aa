"""Lists the clients that install packages: their names, the commands that install, and the options that matter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Use(StrEnum):
    """What the words after a command of a client are."""

    ADD = "add"
    """Packages; without a word, those of the project."""
    NEWEST = "newest"
    """Packages; without a word, the newest releases of all, whatever is locked."""
    RUN = "run"
    """A package whose program is run, and the words for this program."""
    CREATE = "create"
    """The short name of a package that creates projects; without a word, nothing is installed."""
    PROJECT = "project"
    """No packages: those of the project are installed."""
    WITH = "with"
    """The words of a program; only options name packages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client, or one command name of it."""

    name: str
    ecosystem: str
    """The ecosystem as in package URLs: npm, pypi or gem."""
    commands: Mapping[tuple[str, ...], Use] = field(default_factory=dict)
    """The words that install, longest first where one begins like another."""
    alone: Use | None = None
    """What the client does without a command."""
    prefixes: bool = False
    """Whether the client accepts the first letters of a command."""
    values: frozenset[str] = frozenset()
    """Options that take the next word as a value."""
    packages: frozenset[str] = frozenset()
    """Options whose value is a package, for `RUN` and `WITH`."""
    registries: frozenset[str] = frozenset()
    """Options that name another registry or place of packages."""
    lists: frozenset[str] = frozenset()
    """Options whose value is a file with a list of packages, or a folder of a project."""
    folders: frozenset[str] = frozenset()
    """Options that name the folder of the project."""
    versions: frozenset[str] = frozenset()
    """Options whose value is the version of all named packages."""
    calls: frozenset[str] = frozenset()
    """Options whose value is a command line that the client runs."""
    starts: frozenset[str] = frozenset()
    """Commands before a program that the client starts, besides `RUN` and `WITH`."""
    local: frozenset[str] = frozenset()
    """Options that make the client run only what is already installed, if no other option is given."""


def _each(use: Use, *names: str) -> dict[tuple[str, ...], Use]:
    return {tuple(name.split()): use for name in names}


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NPM_REGISTRY = _options("--registry --userconfig --globalconfig")
_NPM_VALUES = _options(
    "-w --workspace --tag --omit --include --cache --loglevel --before --cpu --os --libc --script-shell"
    " --install-strategy --depth --filter -F --reporter --network --cache-folder --modules-folder --mutex"
    " --backend --concurrent-scripts --store-dir --min-release-age --dir-mode --shell"
)
_PIP_INDEX = _options("-i --index-url --extra-index-url -f --find-links --pypi-url --index")
_UV_INDEX = _PIP_INDEX | _options("--default-index --config-file")
_PIP_VALUES = _options(
    "-c --constraint -t --target --root --prefix --src --python --platform --proxy --python-version"
    " --implementation --abi --no-binary --only-binary --log --timeout --retries --exists-action --trusted-host"
    " --cert --client-cert --cache-dir -d --dest --progress-bar --config-settings -C --report"
    " --upgrade-strategy -w --wheel-dir --global-option --use-feature --use-deprecated --uploaded-prior-to"
)
_UV_VALUES = _PIP_VALUES | _options(
    "-p --group --optional --extra --resolution --prerelease --exclude-newer --package --python-platform"
    " --link-mode --index-strategy --keyring-provider -P --upgrade-package --tag --branch --rev --script --marker"
    " -m --module --env-file --bounds --overrides --override --build-constraint --torch-backend --only-group"
    " --no-group"
)
_GEM_VALUES = _options(
    "-i --install-dir -n --bindir --platform --document -P --trust-policy --group --build-root -p --http-proxy"
    " --target-rbconfig --without --with --jobs -j --gemfile --path --retry --config-file"
)
_GEM_SOURCES = _options("-s --source --git --github")

CLIENTS: tuple[Client, ...] = (
    Client(
        name="npm",
        ecosystem="npm",
        prefixes=True,
        commands={
            **_each(Use.ADD, "install", "i", "add", "in", "ins", "inst", "insta", "instal", "isnt", "isnta"),
            **_each(Use.ADD, "isntal", "isntall", "install-test", "it", "link", "ln"),
            **_each(Use.NEWEST, "update", "up", "upgrade", "udpate", "audit fix"),
            **_each(Use.PROJECT, "ci", "clean-install", "ic", "install-clean", "isntall-clean", "cit", "sit"),
            **_each(Use.PROJECT, "install-ci-test", "clean-install-test", "dedupe", "ddp"),
            **_each(Use.RUN, "exec", "x"),
            **_each(Use.CREATE, "create", "init", "innit"),
        },
        values=_NPM_VALUES | {"-c", "--call"},
        packages=frozenset({"-p", "--package"}),
        registries=_NPM_REGISTRY,
        folders=frozenset({"-C", "--prefix"}),
        calls=frozenset({"-c", "--call"}),
        local=frozenset({"--no-install", "--no"}),
    ),
    Client(
        name="npx",
        ecosystem="npm",
        alone=Use.RUN,
        values=_NPM_VALUES | {"-c", "--call"},
        packages=frozenset({"-p", "--package"}),
        registries=_NPM_REGISTRY,
        folders=frozenset({"-C", "--prefix"}),
        calls=frozenset({"-c", "--call"}),
        local=frozenset({"--no-install", "--no"}),
    ),
    Client(
        name="pnpm",
        ecosystem="npm",
        commands={
            **_each(Use.ADD, "add", "install", "i", "install-test", "it"),
            **_each(Use.NEWEST, "update", "up", "upgrade"),
            **_each(Use.PROJECT, "ci", "dedupe", "audit --fix", "fetch", "deploy"),
            **_each(Use.RUN, "dlx"),
            **_each(Use.CREATE, "create"),
        },
        values=_NPM_VALUES,
        packages=frozenset({"--package"}),
        registries=_NPM_REGISTRY,
        folders=frozenset({"-C", "--dir"}),
        starts=frozenset({"exec", "npm"}),
    ),
    Client(
        name="pnpx", ecosystem="npm", alone=Use.RUN, values=_NPM_VALUES, packages=frozenset({"--package"})
    ),
    Client(
        name="yarn",
        ecosystem="npm",
        alone=Use.PROJECT,
        commands={
            **_each(Use.ADD, "add", "global add"),
            **_each(Use.NEWEST, "up", "upgrade", "upgrade-interactive"),
            **_each(Use.PROJECT, "install", "dedupe", "set version", "workspaces focus"),
            **_each(Use.RUN, "dlx"),
            **_each(Use.CREATE, "create"),
        },
        values=_NPM_VALUES,
        packages=frozenset({"-p", "--package"}),
        registries=_NPM_REGISTRY,
        folders=frozenset({"--cwd"}),
        starts=frozenset({"exec"}),
    ),
    Client(
        name="bun",
        ecosystem="npm",
        commands={
            **_each(Use.ADD, "add", "a", "install", "i"),
            **_each(Use.NEWEST, "update"),
            **_each(Use.PROJECT, "ci"),
            **_each(Use.RUN, "x"),
            **_each(Use.CREATE, "create", "c"),
        },
        values=_NPM_VALUES | {"-c", "--config"},
        packages=frozenset({"-p", "--package"}),
        registries=_NPM_REGISTRY,
        folders=frozenset({"--cwd"}),
        local=frozenset({"--no-install"}),
    ),
    Client(
        name="bunx",
        ecosystem="npm",
        alone=Use.RUN,
        packages=frozenset({"-p", "--package"}),
        local=frozenset({"--no-install"}),
    ),
    Client(
        name="pip",
        ecosystem="pypi",
        commands=_each(Use.ADD, "install", "download", "wheel"),
        values=_PIP_VALUES | {"--group"},
        registries=_PIP_INDEX,
        lists=frozenset({"-r", "--requirement", "-e", "--editable", "--requirements-from-script"}),
    ),
    Client(name="easy_install", ecosystem="pypi", alone=Use.ADD, registries=_PIP_INDEX, values=_PIP_VALUES),
    Client(
        name="uv",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "pip install", "tool install", "add"),
            **_each(Use.NEWEST, "tool upgrade"),
            **_each(Use.PROJECT, "sync", "pip sync"),
            **_each(Use.RUN, "tool run"),
            **_each(Use.WITH, "run"),
        },
        values=_UV_VALUES,
        packages=frozenset({"--with", "--from", "--with-editable"}),
        registries=_UV_INDEX,
        lists=frozenset({"-r", "--requirements", "--requirement", "-e", "--editable", "--with-requirements"}),
        folders=frozenset({"--directory", "--project"}),
    ),
    Client(
        name="uvx",
        ecosystem="pypi",
        alone=Use.RUN,
        values=_UV_VALUES,
        packages=frozenset({"--with", "--from", "--with-editable"}),
        registries=_UV_INDEX,
        lists=frozenset({"--with-requirements"}),
    ),
    Client(
        name="pipx",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "install", "inject", "reinstall"),
            **_each(Use.NEWEST, "upgrade", "upgrade-all", "reinstall-all", "install-all", "upgrade-shared"),
            **_each(Use.RUN, "run"),
        },
        values=_PIP_VALUES | {"--suffix", "--pip-args", "--backend"},
        packages=frozenset({"--spec", "--with", "--preinstall"}),
        registries=_PIP_INDEX,
    ),
    Client(
        name="poetry",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "add", "self add"),
            **_each(Use.NEWEST, "update"),
            **_each(Use.PROJECT, "install", "sync"),
        },
        starts=frozenset({"run"}),
        values=frozenset(
            {"-G", "--group", "-E", "--extras", "--optional", "--python", "--platform", "--markers"}
        ),
        registries=frozenset({"--source"}),
        folders=frozenset({"-C", "--directory", "-P", "--project"}),
    ),
    Client(
        name="pdm",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "add", "self add", "plugin add"),
            **_each(Use.NEWEST, "update"),
            **_each(Use.PROJECT, "install", "i", "sync"),
        },
        starts=frozenset({"run"}),
        values=frozenset({"-G", "--group", "-L", "--lockfile"}),
        folders=frozenset({"-p", "--project"}),
        lists=frozenset({"-e", "--editable"}),
    ),
    Client(
        name="pipenv",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "install"),
            **_each(Use.NEWEST, "update", "upgrade"),
            **_each(Use.PROJECT, "sync"),
        },
        starts=frozenset({"run"}),
        values=frozenset({"--python", "--categories", "--extra-pip-args"}),
        registries=_PIP_INDEX,
        lists=frozenset({"-r", "--requirements", "-e", "--editable"}),
    ),
    Client(
        name="gem",
        ecosystem="gem",
        prefixes=True,
        commands={
            **_each(Use.ADD, "install", "i", "fetch"),
            **_each(Use.NEWEST, "update"),
            **_each(Use.RUN, "exec"),
        },
        values=_GEM_VALUES,
        packages=frozenset({"-g", "--gem"}),
        registries=_GEM_SOURCES,
        versions=frozenset({"-v", "--version"}),
    ),
    Client(
        name="bundle",
        ecosystem="gem",
        alone=Use.PROJECT,
        commands={
            **_each(Use.ADD, "add", "plugin install"),
            **_each(Use.NEWEST, "update"),
            **_each(Use.PROJECT, "install", "i", "cache", "package"),
        },
        starts=frozenset({"exec"}),
        prefixes=True,
        values=_GEM_VALUES,
        registries=_GEM_SOURCES,
        versions=frozenset({"-v", "--version"}),
    ),
)
"""All clients. npm and gem accept the first letters of a command, as `gem inst`."""

_BY_NAME = {client.name: client for client in CLIENTS}
_OTHER_NAMES = {
    **dict.fromkeys(("pip2", "pip3"), "pip"),
    **dict.fromkeys(("npm-cli.js", "npm-cli"), "npm"),
    **dict.fromkeys(("npx-cli.js", "npx-cli"), "npx"),
    **dict.fromkeys(("pnpm.cjs", "pnpm.mjs", "pnpm.js"), "pnpm"),
    **dict.fromkeys(("yarn.js", "yarn.cjs", "yarnpkg"), "yarn"),
    "bundler": "bundle",
}
_ENDS = re.compile(r"\.(?:exe|cmd|bat|ps1)\Z", re.IGNORECASE)
_PIP = re.compile(r"pip-?\d{1,2}(?:\.\d{1,3}){0,2}\Z")
_YARN = re.compile(r"yarn-[\d.]{1,20}(?:-[\w.]{1,20})?\.cjs\Z")
_GEMS = re.compile(r"(gem|bundle|bundler)[\d.]{1,8}\Z")
_SEPARATORS = re.compile(r"[\s/\\]")
MENTION = re.compile(
    r"\b(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|pip[\d.]{0,6}|uv|uvx|pipx|poetry|pdm|pipenv|gem|bundle)\b[^\n]{0,80}?"
    r"\b(?:install|i|add|exec|x|dlx|ci|create|init|run|sync|update)\b"
    r"|\b(?:npx|pnpx|bunx|uvx|easy_install)\b"
)
"""A text that mentions an installation, for code of languages that are not read."""


def client_of(word: str) -> Client | None:
    """Return the client that a word names: `/usr/bin/pip3.11` is pip, `npm.cmd` is npm; None if it names none."""
    name = _ENDS.sub("", _SEPARATORS.split(word)[-1].partition("@")[0]).lower()
    if _PIP.match(name):
        return _BY_NAME["pip"]
    if _YARN.match(name):
        return _BY_NAME["yarn"]
    if match := _GEMS.match(name):
        name = match[1]
    return _BY_NAME.get(_OTHER_NAMES.get(name, name))
