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
    CLIENT = "client"
    """No packages: newer releases of the client and its plugins."""
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
    like: str = ""
    """The table of options (`option_table`) if it is that of another client."""
    values: frozenset[str] = frozenset()
    """Options with a value that the table does not have."""
    flags: frozenset[str] = frozenset()
    """Options without a value that the table does not have."""
    nopt: bool = False
    """Whether options are read as by npm: abbreviated, with one dash (`-registry`), with `--no-`, and with `true` or `false`."""
    abbreviates: bool = False
    """Whether long options may be abbreviated."""
    throughout: bool = False
    """Whether options after the name of a program are the client's own."""
    programs: bool = False
    """Whether a word that is no command is a program that the client starts."""
    hands: Mapping[str, str] = field(default_factory=dict)
    """Commands whose words after the first are those of another client."""
    packages: frozenset[str] = frozenset()
    """Options whose value is a package, for `RUN` and `WITH`."""
    registries: frozenset[str] = frozenset()
    """Options that choose another source of packages: a registry, a configuration file, a proxy."""
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


_NPM_SOURCES = _options(
    "--registry --reg --userconfig --globalconfig --proxy --https-proxy --npm-config-registry"
)
_YARN_SOURCES = _options("--registry --use-yarnrc --proxy --https-proxy")
_BUN_SOURCES = _options("--registry -c --config")
_PIP_SOURCES = _options("-i --index-url --extra-index-url -f --find-links --pypi-url --proxy")
_UV_SOURCES = _options(
    "-i --index-url --extra-index-url -f --find-links --index --default-index --config-file"
)
_UV_HIDDEN = _options("--constraint --override --build-constraint --trusted-host")
_UV_LISTS = _options("-r --requirements --requirement -e --editable --with-requirements")
_PIPX_SOURCES = _options("-i --index-url --pip-args")
_GEM_SOURCES = _options("-s --source --config-file -p --http-proxy")

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
        packages=frozenset({"--package"}),
        registries=_NPM_SOURCES,
        folders=frozenset({"-C", "--prefix"}),
        calls=frozenset({"-c", "--call"}),
        local=frozenset({"--no-install", "--no"}),
        nopt=True,
        throughout=True,
        starts=frozenset({"explore"}),
    ),
    Client(
        name="npx",
        ecosystem="npm",
        alone=Use.RUN,
        packages=frozenset({"-p", "--package"}),
        registries=_NPM_SOURCES,
        folders=frozenset({"-C", "--prefix"}),
        calls=frozenset({"-c", "--call"}),
        local=frozenset({"--no-install", "--no"}),
        like="npm",
        nopt=True,
        flags=frozenset({"--no-install", "--quiet"}),
        values=frozenset({"--shell", "--npm", "--node-arg", "-n"}),
    ),
    Client(
        name="pnpm",
        ecosystem="npm",
        commands={
            **_each(Use.ADD, "add", "install", "i", "install-test", "it"),
            **_each(Use.NEWEST, "update", "up", "upgrade", "audit --fix"),
            **_each(Use.PROJECT, "ci", "dedupe", "fetch", "deploy"),
            **_each(Use.RUN, "dlx"),
            **_each(Use.CREATE, "create"),
        },
        packages=frozenset({"--package"}),
        registries=_NPM_SOURCES,
        folders=frozenset({"-C", "--dir"}),
        starts=frozenset({"exec"}),
        nopt=True,
        programs=True,
    ),
    Client(
        name="pnpx",
        ecosystem="npm",
        alone=Use.RUN,
        packages=frozenset({"--package"}),
        registries=_NPM_SOURCES,
        like="pnpm",
        nopt=True,
    ),
    Client(
        name="yarn",
        ecosystem="npm",
        alone=Use.PROJECT,
        commands={
            **_each(Use.ADD, "add", "global add"),
            **_each(Use.NEWEST, "up", "upgrade", "upgrade-interactive"),
            **_each(Use.PROJECT, "install", "dedupe", "workspaces focus"),
            **_each(Use.CLIENT, "set version", "plugin import"),
            **_each(Use.RUN, "dlx"),
            **_each(Use.CREATE, "create"),
        },
        packages=frozenset({"-p", "--package"}),
        registries=_YARN_SOURCES,
        folders=frozenset({"--cwd"}),
        hands={"workspace": "yarn", "workspaces": "yarn"},
        starts=frozenset({"exec", "run"}),
        programs=True,
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
        packages=frozenset({"-p", "--package"}),
        registries=_BUN_SOURCES,
        folders=frozenset({"--cwd"}),
        local=frozenset({"--no-install"}),
        starts=frozenset({"run"}),
        programs=True,
    ),
    Client(
        name="bunx",
        ecosystem="npm",
        alone=Use.RUN,
        packages=frozenset({"-p", "--package"}),
        local=frozenset({"--no-install"}),
        like="bun",
        registries=_BUN_SOURCES,
        folders=frozenset({"--cwd"}),
    ),
    Client(
        name="pip",
        ecosystem="pypi",
        commands=_each(Use.ADD, "install", "download", "wheel"),
        values=frozenset({"--group", "--uploaded-prior-to"}),
        registries=_PIP_SOURCES,
        lists=frozenset({"-r", "--requirement", "-e", "--editable", "--requirements-from-script"}),
        abbreviates=True,
    ),
    Client(name="easy_install", ecosystem="pypi", alone=Use.ADD, registries=_PIP_SOURCES, like="pip"),
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
        packages=frozenset({"--with", "--from", "--with-editable"}),
        values=_UV_HIDDEN,
        flags=frozenset({"--pre"}),
        registries=_UV_SOURCES,
        lists=_UV_LISTS,
        folders=frozenset({"--directory", "--project"}),
    ),
    Client(
        name="uvx",
        ecosystem="pypi",
        alone=Use.RUN,
        packages=frozenset({"--with", "--from", "--with-editable"}),
        values=_UV_HIDDEN,
        flags=frozenset({"--pre"}),
        registries=_UV_SOURCES,
        lists=frozenset({"--with-requirements"}),
        like="uv",
    ),
    Client(
        name="pipx",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "install", "inject", "reinstall"),
            **_each(Use.NEWEST, "upgrade", "upgrade-all", "reinstall-all", "install-all", "upgrade-shared"),
            **_each(Use.RUN, "run"),
        },
        packages=frozenset({"--spec", "--with", "--preinstall", "--include-resources-from"}),
        registries=_PIPX_SOURCES,
        lists=frozenset({"-r", "--requirement"}),
        hands={"runpip": "pip"},
    ),
    Client(
        name="poetry",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "add", "self add"),
            **_each(Use.NEWEST, "update"),
            **_each(Use.CLIENT, "self update", "self install", "self sync"),
            **_each(Use.PROJECT, "install", "sync"),
        },
        starts=frozenset({"run"}),
        registries=frozenset({"--source"}),
        folders=frozenset({"-C", "--directory", "-P", "--project"}),
    ),
    Client(
        name="pdm",
        ecosystem="pypi",
        commands={
            **_each(Use.ADD, "add", "self add", "plugin add"),
            **_each(Use.NEWEST, "update"),
            **_each(Use.CLIENT, "self update"),
            **_each(Use.PROJECT, "install", "i", "sync"),
        },
        starts=frozenset({"run"}),
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
        registries=_options("-i --index --pypi-mirror --extra-pip-args"),
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
        packages=frozenset({"-g", "--gem"}),
        registries=_GEM_SOURCES,
        versions=frozenset({"-v", "--version"}),
        abbreviates=True,
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
        registries=_options("-s --source --git --github"),
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
