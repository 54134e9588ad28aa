"""What `npm` is told to run by the words after it: the scripts of which package, and command lines of its own.

Words are read as npm does (nopt): an option that takes a value takes the next word, whatever that is, and of what is left the first
word is the command. Source: npm 11 (`@npmcli/config` definitions and shorthands, `lib/utils/cmd-list.js`, `@npmcli/run-script`).
"""

import re
from dataclasses import dataclass

from pratique.analysis.facts import Command
from pratique.analysis.languages.shell.programs import program_name

_VALUED = frozenset(
    (
        *("_auth", "access", "allow-directory", "allow-file", "allow-git", "allow-remote", "allow-scripts"),
        *("also", "audit-level", "auth-type", "before", "ca", "cache", "cache-max", "cache-min", "cafile"),
        *("call", "cert", "cidr", "cpu", "depth", "diff", "diff-dst-prefix", "diff-src-prefix"),
        *("diff-unified", "editor", "expect-result-count", "expires", "fetch-retries", "fetch-timeout"),
        *("fetch-retry-factor", "fetch-retry-maxtimeout", "fetch-retry-mintimeout", "git", "globalconfig"),
        *("heading", "https-proxy", "include", "init-author-email", "init-author-name", "init-author-url"),
        *("init-license", "init-module", "init-type", "init-version", "init.author.email"),
        *("init.author.name", "init.author.url", "init.license", "init.module", "init.version"),
        *("install-strategy", "key", "libc", "local-address", "location", "lockfile-version", "loglevel"),
        *("logs-dir", "logs-max", "name", "maxsockets", "message", "min-release-age", "node-gyp"),
        *("min-release-age-exclude", "node-options", "noproxy", "omit", "only", "orgs", "os", "otp"),
        *("package", "pack-destination", "packages", "prefix", "preid", "provenance-file", "proxy"),
        *("registry", "replace-registry-host", "save-prefix", "sbom-format", "sbom-type", "scope"),
        *("scopes", "packages-and-scopes-permission", "orgs-permission", "password", "script-shell"),
        *("token-description", "searchexclude", "searchlimit", "searchopts", "searchstaleness", "shell"),
        *("tag", "tag-version-prefix", "umask", "user-agent", "userconfig", "viewer", "which", "workspace"),
    )
)
"""Options of npm that are no switches: the next word is their value."""
_SHORT = {
    "C": "prefix",
    "c": "call",
    "L": "location",
    "m": "message",
    "reg": "registry",
    "w": "workspace",
    "enjoy-by": "before",
}
_TRUTHS = frozenset(("true", "false", "null"))
"""What a switch takes as its value where it is the next word."""
_RUN = frozenset(("run", "run-", "run-s", "run-sc", "run-scr", "run-scri", "run-scrip", "run-script"))
_ALIASES = {
    **dict.fromkeys((*_RUN, "rum", "ur", "urn"), "run"),
    **dict.fromkeys(("t", "tes", "test", "ts", "tst"), "test"),
    "start": "start",
    **dict.fromkeys(("sto", "stop"), "stop"),
    **dict.fromkeys(("res", "rest", "resta", "restar", "restart"), "restart"),
    **dict.fromkeys(("add", "i", "in", "ins", "inst", "insta", "instal", "install"), "install"),
    **dict.fromkeys(("isnt", "isnta", "isntal", "isntall"), "install"),
    **dict.fromkeys(("ci", "clean-install", "ic", "install-clean", "isntall-clean"), "install"),
    **dict.fromkeys(("it", "install-test", "cit", "sit", "install-ci-test"), "install-test"),
    **dict.fromkeys(("exe", "exec", "x"), "exec"),
    **dict.fromkeys(("pac", "pack"), "pack"),
    "version": "version",
}
"""The commands that run scripts of the package itself, by their names, aliases and what npm takes for those."""
_LIFECYCLES = {
    "install": ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"),
    "pack": ("prepack", "prepare", "postpack"),
}
"""What npm runs of a package in whose folder it is called without further words."""
_ITSELF = re.compile(r"\$\{?npm_execpath\}?\Z")
_MANAGERS = frozenset(("yarn", "pnpm", "bun"))
_LISTS = ("npm-run-all", "run-s", "run-p")
_OF_THEIR_OWN = frozenset(("run", "run-script"))


@dataclass(frozen=True, slots=True)
class Told:
    """What a package manager is told to run."""

    folder: str = ""
    """Where it looks for the package, relative to where it is started; may lead out of the package."""
    exact: bool = False
    """Whether the package is looked for there alone, and not in the folders above, too."""
    scripts: tuple[str, ...] = ()
    """Names of scripts."""
    line: str | None = None
    """A command line that it gives to a shell."""


def told(command: Command) -> Told | None:
    """What a package manager is told by a command; None where it is none, or runs nothing of a package's own."""
    name, arguments = program_name(command.program), command.arguments
    if name == "node" and arguments and _ITSELF.match(arguments[0]):
        return _npm(arguments[1:])
    if name == "npm" or _ITSELF.match(command.program):
        return _npm(arguments)
    if name == "npx":
        call = _read(arguments)[0].get("call")
        return Told(line=call) if call else None
    if name == "node" and "--run" in arguments:
        return Told(scripts=arguments[arguments.index("--run") + 1 :][:1])
    return _others(name, tuple(word for word in arguments if not word.startswith("-")))


def _others(name: str, words: tuple[str, ...]) -> Told | None:
    """What managers beside npm are told, by the words that are no options."""
    if name.startswith(_LISTS):
        return Told(scripts=words)
    if name in _MANAGERS and words:
        return Told(scripts=words[1:2] if words[0] in _OF_THEIR_OWN and len(words) > 1 else words[:1])
    return None


def _npm(arguments: tuple[str, ...]) -> Told | None:
    options, words = _read(arguments)
    folder = options.get("prefix") or options.get("workspace") or ""
    exact = bool(folder)
    verb = _ALIASES.get(words[0]) if words else None
    if verb == "exec":
        call = options.get("call")
        return Told(folder, exact, line=call) if call else None
    if verb == "run":
        return Told(folder, exact, scripts=words[1:2])
    if verb == "version":
        return Told(folder, exact, scripts=("version",)) if len(words) > 1 else None
    if verb == "install-test":
        return Told(folder, exact, scripts=(*_LIFECYCLES["install"], "test"))
    if verb in _LIFECYCLES:
        return Told(folder, exact, scripts=_LIFECYCLES[verb]) if len(words) == 1 else None
    return Told(folder, exact, scripts=(verb,)) if verb is not None else None


def _read(arguments: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The options that have values, and the other words."""
    options: dict[str, str] = {}
    words: list[str] = []
    place = 0
    while place < len(arguments):
        word = arguments[place]
        place += 1
        if word == "--":
            words.extend(arguments[place:])
            break
        if not word.startswith("-") or len(word) == 1:
            words.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        name = _SHORT.get(name, name)
        following = arguments[place] if place < len(arguments) else ""
        if name in _VALUED:
            if not equals:
                value, place = following, place + 1
            options[name] = value
        elif not equals and following in _TRUTHS:
            place += 1
    return options, tuple(words)
