"""Command lines that programs are given which are no shells: `find -exec`, an alias of git, an action of tar.

Sources: find(1), git-config(1), tar(1) of GNU tar 1.35, su(1), script(1).
"""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise

_EXECUTES = frozenset(("-exec", "-execdir", "-ok", "-okdir"))
_GIT_COMMANDS = re.compile(
    r"(?i:core\.(?:sshcommand|editor|pager|fsmonitor|askpass|gitproxy)|diff\.external|sequence\.editor|gpg\.program|"
    r"(?:diff|merge|filter|pager|alias|credential)\.[^=]{1,100}?(?:\.(?:textconv|command|driver|clean|smudge|process|helper))?)"
)
_TAR_OPTIONS = ("--checkpoint-action=exec=", "--to-command=", "--use-compress-program=", "--info-script=")
_TAR_VALUES = frozenset(("-I", "--use-compress-program", "-F", "--info-script", "--to-command"))
_TAKING_LINES = frozenset(("su", "runuser", "script", "flock", "sg"))
_MOST_WORDS = 200


def carried_lines(name: str, arguments: tuple[str, ...]) -> Iterator[str]:
    """Give the command lines among the words of a program."""
    words = arguments[:_MOST_WORDS]
    if name == "find":
        yield from _found(words)
    elif name == "git":
        yield from _git(words)
    elif name in {"tar", "bsdtar", "gtar"}:
        yield from (
            word.removeprefix(head) for word in words for head in _TAR_OPTIONS if word.startswith(head)
        )
        yield from (value.removeprefix("exec=") for flag, value in pairwise(words) if flag in _TAR_VALUES)
        yield from (
            value[5:]
            for flag, value in pairwise(words)
            if flag == "--checkpoint-action" and value[:5] == "exec="
        )
    elif name in _TAKING_LINES:
        yield from (value for flag, value in pairwise(words) if flag in {"-c", "--command"})
    elif name == "env":
        yield from (value for flag, value in pairwise(words) if flag in {"-S", "--split-string"})


def _found(words: tuple[str, ...]) -> Iterator[str]:
    """What `find` runs, for the places that it is told and for what may lie there."""
    paths: list[str] = []
    for word in words:
        if word[:1] in {"-", "(", "!"}:
            break
        paths.append(word)
    names = [value for flag, value in pairwise(words) if flag in {"-name", "-iname"}] or ["*"]
    for place, word in enumerate(words):
        if word not in _EXECUTES:
            continue
        run = words[place + 1 :]
        run = run[: next((at for at, one in enumerate(run) if one in {";", "+"}), len(run))]
        for path in paths[:5] or ["."]:
            for one in dict.fromkeys((path, *(f"{path}/{name}" for name in names[:5]))):
                yield shlex.join(part.replace("{}", one) for part in run)


def _git(words: tuple[str, ...]) -> Iterator[str]:
    """The commands that settings of git name; an alias that begins with `!` is a shell's line."""
    given = [value.partition("=") for flag, value in pairwise(words) if flag == "-c"]
    settings = [(name, value) for name, _, value in given]
    if "config" in words:
        plain = [word for word in words if not word.startswith("-")]
        settings += pairwise(tuple(plain[plain.index("config") + 1 :]))
    for name, value in settings:
        if value.startswith("!"):
            yield value[1:]
        elif _GIT_COMMANDS.fullmatch(name) and not name.lower().startswith(("alias.", "credential.")):
            yield value
