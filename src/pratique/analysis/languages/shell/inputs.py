"""Which file an interpreter is given: on its line, through its input, by a variable, from the script's own folder, or by the environment."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pratique.analysis.facts import Command, Language
from pratique.analysis.languages.shell.programs import (
    INLINE_FLAGS,
    INTERPRETERS,
    REQUIRE_FLAGS,
    RUN_WORDS,
    RUNNERS,
    VALUE_FLAGS,
    program_name,
)
from pratique.analysis.languages.shell.words import Redirect, Simple, Word, cut

OWN_FOLDER = "__dirname"
"""Stands for the folder of the script itself, as in JavaScript."""
_ELSEWHERE = ("/", "~", "$", "%", "http")
_SOURCE = r"[\"']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})[\"']?"
_FOLDER_OF_IT = rf"dirname\s+(?:--\s+)?{_SOURCE}\s*"
_NAMES_FOLDER = re.compile(
    rf"\s*(?:{_FOLDER_OF_IT}|cd\s+(?:--\s+)?[\"']?(?:\$\({_FOLDER_OF_IT}\)|`{_FOLDER_OF_IT}`)[\"']?"
    r"(?:\s*>\s*/dev/null(?:\s*2>&1)?)?\s*(?:;|&&)\s*pwd(?:\s+-P)?\s*)"
)
"""`dirname "$0"`, and `cd "$(dirname "$0")" && pwd`."""
_VARIABLE = re.compile(r"\$(?:\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}|\{(\w{1,100})\}|(\w{1,100}))")
_OPTIONS = re.compile(r"(?:NODE_OPTIONS|(?i:npm_config_node_options))=(.{1,2000})", re.DOTALL)
_MOST_NAMES = 2_000
_LONGEST = 4_000
_MOST_LOOPED = 23
_MOST_PATHS = 5
_COPYING = frozenset(("cp", "mv", "ln", "install", "copy", "move"))
_HOLE = re.compile(r"\s*[\"']?(?:\{\}|%|\$[01@*])[\"']?\s*")
"""What `xargs` puts its input in place of, where that is all of the code."""
_GIT_RUNS = frozenset(
    ("commit", "merge", "checkout", "switch", "push", "am", "rebase", "pull", "clone", "gc")
)
"""Words of git that run hooks."""


@dataclass(frozen=True, slots=True)
class Step:
    """A program call with what is around it."""

    command: Command
    words: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    document: str | None = None
    piped: bool = False
    background: bool = False
    detached: bool = False
    """Started by `nohup` or `setsid`: it outlives the script."""
    assigns: tuple[str, Word] | None = None
    """`NAME=value` standing alone: nothing is started."""
    given: bool = False
    """Whether it was found in an argument (`sh -c`, `$(...)`): it runs before the step that holds it."""


@dataclass(slots=True)
class Inputs:
    """What earlier steps say of the file that an interpreter is given."""

    names: dict[str, str] = field(default_factory=dict)
    """Variables whose value is known."""
    printed: str | None = None
    """The file that the step before prints (`cat FILE |`)."""
    lists: dict[str, list[str]] = field(default_factory=dict)
    """What a variable of `for` takes after its first value."""
    copies: dict[str, str] = field(default_factory=dict)
    """Files that were made of others, by their paths."""
    folders: list[str] = field(default_factory=list)
    """Own folders in which programs are looked for."""
    git_hooks: str | None = None
    fed: str | None = None
    """The file that the step reads from its input."""

    def told(self, step: Step, simple: Simple) -> Step:
        """The step with the file that it runs, where what is around it says so."""
        if step.given:
            return step
        if step.assigns is not None:
            self._assign(*step.assigns)
            return step
        command = step.command
        fed = self.printed if simple.piped else None
        self.printed = _printed(command, simple, fed)
        self.fed = fed
        if command.runs is not None or command.inline is not None:
            return step
        runs = self._runs(command, step.words) or _input(command, simple, fed)
        return step if runs is None else replace(step, command=replace(command, runs=runs))

    def loops(self, simple: Simple) -> None:
        """Note what a variable of `for NAME in WORDS` takes."""
        words = simple.words
        if len(words) > 3 and words[0].text == "for" and words[2].text == "in":
            values = [word.text for word in words[3:_MOST_LOOPED] if not word.inner and "$" not in word.text]
            if values and len(self.names) < _MOST_NAMES:
                self.names[words[1].text] = values[0]
                self.lists[words[1].text] = values[1:]

    def more(self, step: Step, simple: Simple) -> Iterator[Command]:
        """What else the step runs, by what earlier ones say: it is told beside it."""
        command = step.command
        if step.given or step.assigns is not None:
            self._exported(simple)
            return
        name = program_name(command.program)
        self._note(name, command, simple)
        yield from self._substituted(name, step)
        yield from self._looped(step)
        yield from self._copied(command)
        if (
            simple.words[0].text == "xargs"
            and self.fed
            and command.inline is not None
            and _HOLE.fullmatch(command.inline[1])
        ):
            yield Command(command.program, (self.fed,), command.line, runs=self.fed)
        if name == "run-parts" and command.arguments:
            folder = own_path(command.arguments[-1])
            yield from _all_in(folder, command)
        if name == "git" and not _GIT_RUNS.isdisjoint(command.arguments):
            yield from _all_in(self.git_hooks, command)
        if "/" not in command.program and name not in INTERPRETERS:
            for folder in self.folders[:_MOST_PATHS]:
                yield replace(command, runs=f"{folder.rstrip('/')}/{command.program}")

    def _exported(self, simple: Simple) -> None:
        for word in simple.words[:20]:
            name, equals, value = word.text.partition("=")
            if name == "PATH" and equals and len(self.folders) < _MOST_PATHS:
                parts = [part.removeprefix("$PWD/") for part in value.split(":")[:20]]
                own = [part for part in parts if part and own_path(part)]
                self.folders.extend(own)

    def _note(self, name: str, command: Command, simple: Simple) -> None:
        self._exported(simple)
        plain = [word for word in command.arguments if not word.startswith("-")]
        if name in _COPYING and len(plain) == 2 and len(self.copies) < _MOST_NAMES:
            target = plain[1] + posixpath.basename(plain[0]) if plain[1].endswith("/") else plain[1]
            self.copies[posixpath.normpath(target)] = plain[0]
        if self.printed and len(self.copies) < _MOST_NAMES:
            for redirect in simple.redirects:
                if redirect.operator.startswith(">"):
                    self.copies[posixpath.normpath(redirect.target.text)] = self.printed
        for at, word in enumerate(command.arguments[:20]) if name == "git" else ():
            head, equals, value = word.partition("=")
            if head.lower() == "core.hookspath":
                self.git_hooks = own_path(value if equals else "".join(command.arguments[at + 1 : at + 2]))

    def _substituted(self, name: str, step: Step) -> Iterator[Command]:
        """`node -e "$(cat FILE)"`, `eval "$(cat FILE)"`: the file is what runs."""
        if name != "eval" and name not in INTERPRETERS:
            return
        for word in step.words[1:]:
            path = substituted(word) if word.inner and not word.text else None
            if path is not None:
                program = "sh" if name == "eval" else step.command.program
                yield Command(program, (path,), step.command.line, runs=path)

    def _looped(self, step: Step) -> Iterator[Command]:
        """The same command for what else its variable takes."""
        names = {name for word in step.words for name in word.variables if name in self.lists}
        for name in names:
            first = self.names.get(name)
            for value in self.lists[name]:
                self.names[name] = value
                runs = self._runs(step.command, step.words)
                if runs is not None:
                    yield replace(step.command, runs=runs)
            if first is not None:
                self.names[name] = first

    def _copied(self, command: Command) -> Iterator[Command]:
        """The file of which the one that runs was made."""
        runs = self.copies.get(posixpath.normpath(command.runs)) if command.runs else None
        if runs is not None and (path := own_path(runs)):
            own = command.runs == command.program
            yield replace(command, runs=path, program=f"./{path}" if own else command.program)

    def _assign(self, name: str, word: Word) -> None:
        value = self._value(word)
        if value is not None and len(self.names) < _MOST_NAMES:
            self.names[name] = value
        else:
            self.names.pop(name, None)

    def _runs(self, command: Command, words: tuple[Word, ...]) -> str | None:
        """The file that it is given by a variable, or from the script's own folder."""
        name = program_name(command.program)
        language = INTERPRETERS.get(name)
        values = [self._value(word) for word in words[1:]]
        if values == list(command.arguments) or len(values) != len(command.arguments):
            return None
        arguments = tuple("$" if value is None else value for value in values)
        if language is not None:
            return interpreted(name, language, arguments)[0]
        return own_path(arguments[0]) if name in {"source", "."} else None

    def _value(self, word: Word) -> str | None:
        """The text of a word with what its variables hold; None where one is not known."""
        if word.inner:
            known = len(word.inner) == 1 and _NAMES_FOLDER.fullmatch(word.inner[0]) is not None
            return OWN_FOLDER + word.text if known and word.text[:1] in {"", "/"} else None
        if not word.variables and "$" not in word.text:
            return word.text
        text = _VARIABLE.sub(self._held, word.text[:_LONGEST])
        return text if "$" not in text else None

    def _held(self, match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        return OWN_FOLDER if name is None else self.names.get(name, "$")


def _printed(command: Command, simple: Simple, fed: str | None) -> str | None:
    """The file of which lines are printed, where it is one; what only passes on what it reads prints that."""
    name = program_name(command.program)
    if name not in PRINTING and not (name in {"echo", "printf"} and simple.words[-1].inner):
        return None
    if name in {"echo", "printf"}:
        return substituted(simple.words[-1])
    given = [redirect.target for redirect in simple.redirects if redirect.operator.endswith("<")]
    plain = [word for word in simple.words[1:] if not word.text.startswith(("-", "+"))]
    if given:
        return None if given[-1].inner else own_path(given[-1].text)
    if name == "cat":
        return (
            own_path(plain[0].text) if len(plain) == 1 and not plain[0].inner else fed if not plain else None
        )
    if simple.piped:
        return fed
    return own_path(plain[-1].text) if plain and not plain[-1].inner else None


def _all_in(folder: str | None, command: Command) -> Iterator[Command]:
    if folder:
        yield replace(command, runs=f"{folder.rstrip('/')}/*")


def _input(command: Command, simple: Simple, fed: str | None) -> str | None:
    """The file that an interpreter without one on its line reads from its input."""
    name = program_name(command.program)
    language = INTERPRETERS.get(name)
    if language is None or not _reads_input(language, command.arguments):
        return None
    given = [redirect.target for redirect in simple.redirects if redirect.operator.endswith("<")]
    if given and not given[-1].inner:
        return own_path(given[-1].text)
    return fed


def _reads_input(language: Language, arguments: tuple[str, ...]) -> bool:
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word == "-" or (
            language is Language.SHELL and word[:1] == "-" and "s" in word and word[:2] != "--"
        ):
            return True
        elif word in VALUE_FLAGS:
            skip = True
        elif not word.startswith("-") or word in INLINE_FLAGS[language] or word == "-m":
            return False
    return True


def interpreted(
    name: str, language: Language, arguments: tuple[str, ...]
) -> tuple[str | None, tuple[Language, str] | None]:
    """The file that an interpreter is given on its line, and the code there."""
    skip = False
    for place, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in INLINE_FLAGS[language]:
            code = arguments[place + 1] if place + 1 < len(arguments) else ""
            return None, (language, code) if code else None
        elif word == "-" or (language is Language.PYTHON and word == "-m"):
            return None, None
        elif language is Language.SHELL and word[:1] == "-" and "s" in word and word[:2] != "--":
            # The script is read from the input.
            return None, None
        elif word in VALUE_FLAGS:
            skip = True
        elif not word.startswith("-") and not (place == 0 and name in RUNNERS and word in RUN_WORDS):
            return own_path(word), None
    return None, None


def own_path(word: str) -> str | None:
    """A path as written, unless it is plainly outside the package."""
    return None if not word or word == "-" or word.startswith(_ELSEWHERE) else word.replace("\\", "/")


def required(arguments: tuple[str, ...]) -> Iterator[str]:
    """Files that node is told to load first: `-r ./x.js`, `--import=./x.mjs`."""
    for place, word in enumerate(arguments):
        flag, equals, value = word.partition("=")
        if not equals:
            value = arguments[place + 1] if place + 1 < len(arguments) else ""
        if flag in REQUIRE_FLAGS and value.startswith("."):
            yield value


PRINTING = frozenset(
    ("cat", "sed", "head", "tail", "tac", "grep", "egrep", "fgrep", "awk", "gawk", "sort", "uniq")
)
"""Programs that print lines of the file that they are given last."""


def substituted(word: Word) -> str | None:
    """The file whose text stands in place of the word: `"$(cat FILE)"`."""
    if len(word.inner) != 1:
        return None
    commands = cut(word.inner[0][:_LONGEST]).commands
    if len(commands) != 1:
        return None
    simple = commands[0]
    if not simple.words:
        given = [redirect.target.text for redirect in simple.redirects if redirect.operator == "<"]
        return own_path(given[-1]) if given else None
    command = Command(simple.words[0].text, tuple(part.text for part in simple.words[1:]), 1)
    return _printed(command, simple, None)


def preloaded(simple: Simple) -> Iterator[Command]:
    """The files that a program is told to load first by a variable of its environment."""
    for word in simple.words[:20]:
        found = _OPTIONS.match(word.text)
        if found is not None:
            words = tuple(part.strip("\"'") for part in found.group(1).split())
            yield from (Command("node", words, simple.line, runs=path) for path in required(words))
            continue
        name, equals, value = word.text.partition("=")
        if not equals or word.inner:
            continue
        if name in {"BASH_ENV", "ENV"} and own_path(value):
            yield Command("bash", (value,), simple.line, runs=own_path(value))
        elif name.lower() == "npm_config_script_shell" and own_path(value):
            yield Command(value, ("-c",), simple.line, runs=own_path(value))
        elif name == "PYTHONPATH":
            for folder in (own_path(part) for part in value.split(":")[:20]):
                for module in ("sitecustomize.py", "usercustomize.py") if folder else ():
                    yield Command("python", (module,), simple.line, runs=f"{folder}/{module}")
