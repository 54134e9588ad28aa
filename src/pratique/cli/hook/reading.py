"""Reads a command line: every client that it starts, also within `sh -c`, `$(...)`, wrappers and pipes.

Nothing is expanded or run. What decides about an installation and cannot be read is a doubt, never nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pratique.analysis.languages.shell.carriers import carried_lines
from pratique.analysis.languages.shell.programs import (
    KEYWORDS,
    QUIET,
    SHELLS,
    VALUE_FLAGS,
    WRAPPERS,
    program_name,
)
from pratique.analysis.languages.shell.words import Simple, Word, cut
from pratique.cli.hook.clients import MENTION, Client, client_of
from pratique.cli.hook.installs import NOTHING, Install, read_client, started
from pratique.cli.hook.options import Said
from pratique.cli.hook.unseen import unseen

MOST_TEXT = 100_000
_MOST_DEEP = 8
_MOST_READ = 1_000_000
_PIECE = 500
"""What reading a part costs beside its length."""
_LOOKS = frozenset(
    {
        *(
            "git",
            "rg",
            "ag",
            "gh",
            "man",
            "tldr",
            "which",
            "whereis",
            "code",
            "vim",
            "nano",
            "open",
            "history",
        ),
        *(
            "rm",
            "cp",
            "mv",
            "ln",
            "touch",
            "chmod",
            "chown",
            "tar",
            "tree",
            "pgrep",
            "pkill",
            "killall",
            "tee",
        ),
        *("apt", "apt-get", "apt-cache", "apk", "brew", "dnf", "yum", "pacman", "zypper", "choco", "winget"),
        *("scoop", "make", "just", "rake", "task"),
    }
)
"""Programs besides `QUIET` whose words are texts, files, system packages or targets."""
_ASKING = {"command": ("-v", "-V"), "corepack": ("enable", "disable")}
"""Programs, and the first words with which they start nothing."""
_CODE = {
    "python": ("-c",),
    "node": ("-e", "--eval", "-p", "--print", "-pe"),
    "ruby": ("-e",),
    "perl": ("-e", "-E"),
    "php": ("-r",),
    "deno": ("eval",),
    "osascript": ("-e",),
    "lua": ("-e",),
    "awk": (),
}
"""Interpreters, and the options before code."""
_BEFORE_CODE = VALUE_FLAGS - {"-O", "-o"}
"""Options of interpreters whose value is the next word."""
_MODULES = frozenset({"pip", "pipx", "uv", "poetry", "pdm", "pipenv", "easy_install"})
_FIRSTS = frozenset(
    {*WRAPPERS, "corepack", "parallel", "watch", "entr", "sem", "busybox", "toybox", "rtx", "mise"}
)
"""Words before a program that they start."""
_OWN = frozenset({"export", "declare", "typeset", "readonly", "local", "alias", "cd", "pushd", "source", "."})
"""Commands that change the shell itself."""
_OTHER_SHELLS = frozenset({"cmd", "powershell", "pwsh"})
_LATER = frozenset({"at", "batch", "crontab"})
"""Programs that run the commands of their input at a later time."""
_FROM_INPUT = frozenset({"xargs", "parallel", "sem"})
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w{0,100})\+?=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:\{(\w{1,100})\}|(\w{1,100}))")
_ALL_WORDS = frozenset({"$@", "$*"})
_INPUTS = frozenset({"", "-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"})
"""Names of the standard input."""
_REGISTRY = re.compile(
    r"npm_config_(?:.*registry|userconfig|globalconfig)|(?:https?|all)_proxy|yarn_(?:npm_)?registry.*|(?:pip|uv|pdm|poetry)_.*"
    r"(?:index|find_links|config_file|reposi).*|bundle_(?:mirror|rubygems).*|rubygems_host|gem_(?:home|spec_cache).*",
    re.IGNORECASE,
)
"""Variables that choose the source of packages."""
_FILES = frozenset(
    {".npmrc", "npmrc", ".yarnrc", ".yarnrc.yml", "pip.conf", "pip.ini", "uv.toml", "bunfig.toml", ".gemrc"}
)
"""Files that choose the source of packages."""
_WRITERS = frozenset({"tee", "cp", "mv", "ln", "sed", "dd", "install", "curl", "wget"})


_UNSEEN = Install(
    doubts=(
        "a here-document or an expansion of the shell runs an install command, which the hook may misread",
    )
)

_WRITTEN = Install(doubts=("a shell runs what another program writes, which the hook cannot read",))
_TOO_DEEP = Install(doubts=("the command line is too long or too deeply nested",))


@dataclass(slots=True)
class _State:
    """What earlier commands of a line decide for later ones."""

    names: dict[str, str | None] = field(default_factory=dict)
    """The values of variables; None if a value is not known."""
    aliases: dict[str, str] = field(default_factory=dict)
    folder: str | None = ""
    """The folder, relative to the first one; None if it is not known."""
    registry: bool = False
    budget: list[int] = field(default_factory=lambda: [_MOST_READ])
    """How many characters may still be read, shared with all parts of the line."""

    def copy(self) -> "_State":
        """Return the state for a shell of its own, whose changes end with it."""
        return _State(dict(self.names), dict(self.aliases), self.folder, self.registry, self.budget)

    def restore(self, other: "_State") -> None:
        """Take the state back that was before a shell of its own."""
        self.names, self.aliases = dict(other.names), dict(other.aliases)
        self.folder, self.registry = other.folder, other.registry


def read_line(text: str) -> Install:
    """Return what a command line installs."""
    if len(text) > MOST_TEXT:
        return Install(doubts=("the command line is longer than 100,000 characters",))
    return _read(text, _State(), 0)


def _read(text: str, state: _State, deep: int) -> Install:
    state.budget[0] -= len(text) + _PIECE
    if deep > _MOST_DEEP or state.budget[0] < 0:
        return _TOO_DEEP
    script = cut(text)
    total = Install(doubts=("the command line is too long",)) if script.cut else NOTHING
    for inner in unseen(text):
        found = _read(inner, state.copy(), deep + 1)
        total += found if found.nothing else found + _UNSEEN
    outside: dict[tuple[int, ...], _State] = {(): state.copy()}
    groups: tuple[int, ...] = ()
    before: tuple[Simple, list[Said]] | None = None
    for simple in script.commands:
        if simple.groups != groups:
            _regroup(outside, groups, simple.groups, state)
            groups = simple.groups
        words = (*simple.words, *(redirect.target for redirect in simple.redirects))
        for inner in (inner for word in words for inner in word.inner):
            total += _read(inner, state.copy(), deep + 1)
        said = list(_said(simple.words, state))
        state.registry |= _chooses(simple, said)
        total += _command(simple, said, before if simple.piped else None, state, deep)
        before = (simple, said)
    return total


def _chooses(simple: Simple, said: Sequence[Said]) -> bool:
    """Return True if a command changes the configuration of a client, so that later commands may use another source."""
    written = [one.target.text for one in simple.redirects if ">" in one.operator]
    words = [one.text for one in said]
    if words and program_name(words[0]) in _WRITERS:
        written += [word.partition("=")[2] if word.startswith("of=") else word for word in words[1:]]
    if any(re.split(r"[/\\]", path)[-1] in _FILES for path in written):
        return True
    client = client_of(words[0]) if words else None
    changes = {"set", "-a", "--add", "--global", "--local"} & set(words[2:4])
    return client is not None and bool(changes) and words[1] in {"config", "c", "sources", "set"}


def _regroup(
    outside: dict[tuple[int, ...], _State],
    groups: tuple[int, ...],
    now: tuple[int, ...],
    state: _State,
) -> None:
    """Enter or leave brackets, whose changes of folders and variables end with them."""
    if now[: len(groups)] != groups:
        common = next((place for place in range(len(now), -1, -1) if now[:place] == groups[:place]), 0)
        state.restore(outside[groups[:common]] if groups[:common] in outside else outside[()])
    for place in range(len(now)):
        outside.setdefault(now[:place], state.copy())
        if now[:place] == groups:
            outside[now[:place]] = state.copy()


def _said(words: Sequence[Word], state: _State) -> Iterator[Said]:
    """Yield the words with the values of known variables; the first word may become several."""
    for place, word in enumerate(words):
        if word.inner:
            yield Said(word.text, known=False)
            continue
        if not word.variables:
            yield Said(word.text, known=word.text not in _ALL_WORDS)
            continue
        known = all(state.names.get(name) is not None for name in word.variables)
        text = _VARIABLE.sub(lambda match: state.names.get(match[1] or match[2]) or match[0], word.text)
        parts = text.split() if known and not _ASSIGNMENT.match(word.text) else [text]
        yield from (Said(part, known) for part in (parts if place == 0 or known else [text]))


def _command(
    simple: Simple, said: list[Said], before: tuple[Simple, list[Said]] | None, state: _State, deep: int
) -> Install:
    """Return what one simple command installs."""
    given = said
    said, sets_registry = _assigned(said, state)
    given = given[: len(given) - len(said)]
    if len(said) > 2 and said[0].text == "function":
        said = said[2:]
    while said and said[0].text in {
        "{",
        "}",
        "!",
        "then",
        "else",
        "do",
        "if",
        "elif",
        "while",
        "until",
        "fi",
        "done",
    }:
        said = said[1:]
    said, set_again = _assigned(said, state) if said and _ASSIGNMENT.match(said[0].text) else (said, False)
    if not said or said[0].text in KEYWORDS:
        return _looped(said, state)
    alias = state.aliases.get(said[0].text)
    if alias is not None:
        said = [*(Said(part) for part in alias.split()), *said[1:]]
    found = _program(simple, said, before, state, deep)
    if any(MENTION.search(match[2]) for one in given if (match := _ASSIGNMENT.match(one.text))):
        found += Install(doubts=("a variable of the program holds an install command, which it may run",))
    if (sets_registry or set_again or state.registry) and (found.packages or found.projects):
        found += Install(doubts=("the line chooses another source of packages than the configuration",))
    if state.folder is None and (found.packages or found.projects):
        found += Install(doubts=("the hook cannot read the folder of the installation: it is in a variable",))
    return found


def _looped(said: Sequence[Said], state: _State) -> Install:
    """Note that the variable of a loop is not known."""
    if len(said) > 1 and said[0].text in {"for", "select"}:
        state.names[said[1].text] = said[3].text if len(said) == 4 and said[3].known else None
    return NOTHING


def _assigned(said: list[Said], state: _State) -> tuple[list[Said], bool]:
    """Take the assignments off the words; return whether one chooses the source of packages."""
    chooses, rest = False, list(said)
    while rest and (match := _ASSIGNMENT.match(rest[0].text)):
        if len(rest) == 1 or all(_ASSIGNMENT.match(one.text) for one in rest):
            state.names[match[1]] = match[2] if rest[0].known else None
            state.registry |= bool(_REGISTRY.fullmatch(match[1]))
        chooses |= bool(_REGISTRY.fullmatch(match[1]))
        rest.pop(0)
    return rest, chooses


def _program(
    simple: Simple, said: list[Said], before: tuple[Simple, list[Said]] | None, state: _State, deep: int
) -> Install:
    """Return what a program installs, by its name and its words."""
    first = said[0]
    word = first.text.replace("\\", "") if "\\" in first.text and ":" not in first.text else first.text
    tail = word.rpartition("/")[2]
    if (not first.known and ("$" in tail or not tail)) or _is_pattern(word):
        return Install(
            doubts=(
                "the hook does not know which program runs: its name is in a variable, a command or a pattern",
            )
        )
    name, arguments = program_name(word), said[1:]
    client = client_of(word)
    if client is not None:
        return _client(client, arguments, state, deep)
    sources = name in {"source", "."} and bool(arguments) and arguments[0].text in _INPUTS
    if sources or name in SHELLS or name in _OTHER_SHELLS or name in _LATER:
        words = () if name in _LATER else arguments
        return _shell("sh" if sources or name in _LATER else name, simple, words, before, state, deep)
    if name in {"eval", "trap"}:
        return _evaluated(arguments if name == "eval" else arguments[:1], state, deep)
    if name in _CODE:
        return _interpreter(name, simple, arguments, state, deep)
    return _own(name, arguments, state) if name in _OWN else _other(name, arguments, state, deep)


def _client(client: Client, arguments: Sequence[Said], state: _State, deep: int) -> Install:
    """Return what a client installs, and what the program that it starts installs: `npx pnpm add x`, `uv run pip`."""
    total = read_client(client, arguments, state.folder or "")
    line, program = started(client, arguments)
    if line is not None:
        total += _evaluated([line], state, deep)
    if not program or deep > _MOST_DEEP:
        return total
    first = replace(program[0], text=re.split(r"(?<=.)[@=]", program[0].text, maxsplit=1)[0])
    state.budget[0] -= _PIECE
    if state.budget[0] < 0:
        return total + _TOO_DEEP
    return total + _command(Simple(1), [first, *program[1:]], None, state.copy(), deep + 1)


def _is_pattern(word: str) -> bool:
    """Return True if a shell may expand a word into other words."""
    return any(mark in word for mark in "*?[") or "," in word.partition("{")[2]


def _own(name: str, arguments: Sequence[Said], state: _State) -> Install:
    """Read a command that changes the shell itself."""
    if name in {"cd", "pushd"}:
        to = next((one for one in arguments if not one.text.startswith("-")), Said("~"))
        state.folder = None if not to.known or state.folder is None else _moved(state.folder, to.text)
    elif name in {"source", "."}:
        if arguments and not arguments[0].known:
            return _WRITTEN
    else:
        for one in arguments:
            label, equals, value = one.text.partition("=")
            if not equals:
                continue
            if name == "alias":
                state.aliases[label] = value
            else:
                state.names[label] = value if one.known else None
                state.registry |= bool(_REGISTRY.fullmatch(label))
    return NOTHING


def _moved(folder: str, to: str) -> str:
    return to if to.startswith(("/", "~")) or not folder else f"{folder}/{to}"


def _shell(
    name: str,
    simple: Simple,
    arguments: Sequence[Said],
    before: tuple[Simple, list[Said]] | None,
    state: _State,
    deep: int,
) -> Install:
    """Return what a shell installs that is started on the line: `sh -c`, a here-document, a pipe."""
    lower = [one.text.lower() for one in arguments]
    flags = {"/c", "/k"} if name == "cmd" else {"-c", "-command"} if name in {"powershell", "pwsh"} else set()
    for place, text in enumerate(lower):
        short = not flags and re.fullmatch(r"[-+][a-z]{0,8}c[a-z]{0,8}", text)
        if not (short or text in flags):
            if text.startswith(("-e", "-enc")) and name in {"powershell", "pwsh"}:
                return Install(doubts=("the hook cannot read an encoded command",))
            continue
        rest = arguments[place + 1 :]
        while rest and not flags and rest[0].text.startswith("-"):
            rest = rest[1:]
        return _evaluated(rest if flags else rest[:1], state, deep, others=() if flags else rest[1:])
    script = next((one for one in arguments if not one.text.startswith(("-", "+"))), None)
    reads = script is None or script.text in _INPUTS or "-s" in lower
    hidden = script is not None and not script.known and not script.text.strip("/")
    if hidden or (reads and any(one.operator == "<" and one.target.inner for one in simple.redirects)):
        return _WRITTEN
    if reads and simple.document is not None:
        return _read(simple.document, state.copy(), deep + 1)
    return NOTHING if before is None or not reads else _piped(before, state, deep)


def _piped(before: tuple[Simple, list[Said]], state: _State, deep: int) -> Install:
    """Return what a shell installs that reads what the command before it prints."""
    simple, said = before
    name = program_name(said[0].text) if said else ""
    plain = [one for one in said[1:] if not re.fullmatch(r"-[neE]+", one.text)]
    if name == "cat" and not plain and simple.document is not None:
        return _read(simple.document, state.copy(), deep + 1)
    literal = not simple.piped and all(one.known for one in plain)
    if (
        name in {"echo", "printf"}
        and literal
        and not any("\\" in one.text or "%" in one.text for one in plain)
    ):
        return _read(" ".join(one.text for one in plain), state.copy(), deep + 1)
    return _WRITTEN


def _evaluated(words: Sequence[Said], state: _State, deep: int, others: Sequence[Said] = ()) -> Install:
    """Return what a text installs that is run as a command line; `others` are the values of `$0`, `$1` and so on."""
    if not all(one.known for one in words):
        return Install(
            doubts=("the hook cannot read a command line that is in a variable or comes from a command",)
        )
    text = " ".join(one.text for one in words)
    inner = state.copy()
    inner.names |= {str(place): one.text if one.known else None for place, one in enumerate(others[:10])}
    return _read(text, inner, deep + 1)


def _interpreter(name: str, simple: Simple, arguments: Sequence[Said], state: _State, deep: int) -> Install:
    """Return what an interpreter installs: a module (`-m pip`), a client's script, or code that mentions a client."""
    for place, one in enumerate(arguments):
        text = one.text
        joined = re.fullmatch(r"-[bBdEhiIOPqsSRuvVx]*m(.*)", text) if name == "python" else None
        module, rest = joined[1] if joined else None, arguments[place + 1 :]
        if module == "" and rest:
            module, rest = rest[0].text, rest[1:]
        if module is not None:
            client = client_of(module.partition(".")[0]) if module.partition(".")[0] in _MODULES else None
            return NOTHING if client is None else _client(client, rest, state, deep)
        if text in _CODE[name] or (name == "python" and re.fullmatch(r"-[BEIOPqsSuvdx]*c", text)):
            return _mentioned(
                " ".join(word.text for word in rest[:1]), known=all(word.known for word in rest[:1])
            )
        if not text.startswith("-") and (not place or arguments[place - 1].text not in _BEFORE_CODE):
            if not _CODE[name]:
                return _mentioned(text, known=one.known)
            client = client_of(text)
            return NOTHING if client is None else _client(client, rest, state, deep)
    return NOTHING if simple.document is None else _mentioned(simple.document)


def _mentioned(code: str, *, known: bool = True) -> Install:
    words = " ".join(re.findall(r"[\w.-]+", code))
    if MENTION.search(words) or (not known and MENTION.search(code)):
        return Install(
            doubts=(
                "code in another language mentions an installation, and the hook does not read such code",
            )
        )
    return NOTHING


def _other(name: str, arguments: list[Said], state: _State, deep: int) -> Install:
    """Return what another program starts: a wrapper, `find -exec`, or a program whose words hold a command line."""
    total = NOTHING
    if name in _ASKING and arguments and arguments[0].text in _ASKING[name]:
        return total
    for line in carried_lines(name, tuple(one.text for one in arguments)):
        total += _read(line, state.copy(), deep + 1)
    if (name in QUIET or name in _LOOKS) and name not in _FIRSTS:
        return total
    for place, one in enumerate(arguments):
        if "=" in one.text and (match := _ASSIGNMENT.match(one.text)) and _REGISTRY.fullmatch(match[1]):
            state = state.copy()
            state.registry = True
        found = NOTHING
        if any(mark in one.text for mark in " \t\n;&|"):
            found = _read(one.text, state.copy(), deep + 1)
        elif _starts(one):
            rest = arguments[place:]
            found = _command(Simple(1), rest, None, state, deep) if deep <= _MOST_DEEP else NOTHING
        if found.nothing:
            continue
        return total + found + _about(name)
    if name in _FIRSTS and any(not one.known and not _ASSIGNMENT.match(one.text) for one in arguments[:1]):
        return total + Install(
            doubts=(
                "the hook does not know which program runs: its name is in a variable, a command or a pattern",
            )
        )
    return total


def _starts(one: Said) -> bool:
    """Return True if a word may be the start of a command that matters."""
    name = program_name(one.text)
    return (
        client_of(one.text) is not None
        or name in SHELLS
        or name in _CODE
        or name in _OTHER_SHELLS
        or name == "eval"
    )


def _about(name: str) -> Install:
    if name in _FROM_INPUT:
        return Install(doubts=(f"{name} adds package names from its input, which the hook cannot read",))
    if name in _FIRSTS:
        return NOTHING
    return Install(
        doubts=(
            "another program gets an install command, and may run it on another machine or in another folder",
        )
    )
