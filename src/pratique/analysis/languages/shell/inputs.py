"""Which file an interpreter is given: on its line, through its input, by a variable, from the script's own folder, or by the environment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

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
from pratique.analysis.languages.shell.words import Simple, Word

if TYPE_CHECKING:
    from pratique.analysis.languages.shell.commands import Step

OWN_FOLDER = "__dirname"
"""Stands for the folder of the script itself, as in JavaScript."""
_ELSEWHERE = ("/", "~", "$", "node_modules/", "%", "http")
_SOURCE = r"[\"']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})[\"']?"
_FOLDER_OF_IT = rf"dirname\s+(?:--\s+)?{_SOURCE}\s*"
_NAMES_FOLDER = re.compile(
    rf"\s*(?:{_FOLDER_OF_IT}|cd\s+(?:--\s+)?[\"']?(?:\$\({_FOLDER_OF_IT}\)|`{_FOLDER_OF_IT}`)[\"']?"
    r"(?:\s*>\s*/dev/null(?:\s*2>&1)?)?\s*(?:;|&&)\s*pwd(?:\s+-P)?\s*)"
)
"""`dirname "$0"`, and `cd "$(dirname "$0")" && pwd`."""
_VARIABLE = re.compile(r"\$(?:\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}|\{(\w{1,100})\}|(\w{1,100}))")
_OPTIONS = re.compile(r"NODE_OPTIONS=(.{1,2000})", re.DOTALL)
_MOST_NAMES = 2_000
_LONGEST = 4_000


@dataclass(slots=True)
class Inputs:
    """What earlier steps say of the file that an interpreter is given."""

    names: dict[str, str] = field(default_factory=dict)
    """Variables whose value is known."""
    printed: str | None = None
    """The file that the step before prints (`cat FILE |`)."""

    def told(self, step: "Step", simple: Simple) -> "Step":
        """The step with the file that it runs, where what is around it says so."""
        if step.given:
            return step
        if step.assigns is not None:
            self._assign(*step.assigns)
            return step
        command = step.command
        fed, self.printed = self.printed if simple.piped else None, _printed(command)
        if command.runs is not None or command.inline is not None:
            return step
        runs = self._runs(command, step.words) or _input(command, simple, fed)
        return step if runs is None else replace(step, command=replace(command, runs=runs))

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


def _printed(command: Command) -> str | None:
    """The file that `cat` prints, where it is one."""
    if program_name(command.program) != "cat" or len(command.arguments) != 1:
        return None
    return own_path(command.arguments[0])


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


def preloaded(simple: Simple) -> Iterator[Command]:
    """The files that every node is told to load first by the variable that it reads its options from."""
    for word in simple.words[:20]:
        found = _OPTIONS.match(word.text)
        if found is not None:
            words = tuple(part.strip("\"'") for part in found.group(1).split())
            yield from (Command("node", words, simple.line, runs=path) for path in required(words))
