"""From shell text to program calls: what is started, which file of the package, which code on the line."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pratique.analysis.facts import Command, Language
from pratique.analysis.languages.shell import powershell
from pratique.analysis.languages.shell.carriers import carried_lines
from pratique.analysis.languages.shell.folders import Folders, Places, moves
from pratique.analysis.languages.shell.inputs import Inputs, Step, interpreted, own_path, preloaded, required
from pratique.analysis.languages.shell.programs import (
    INTERPRETERS,
    KEYWORDS,
    OTHER_INTERPRETERS,
    WRAPPER_VALUES,
    WRAPPERS,
    program_name,
)
from pratique.analysis.languages.shell.words import Simple, Word, cut

_MOST_DEEP = 8
_MOST_FOLDERS = 8
_DETACH = frozenset(("nohup", "setsid"))
_MOST_STEPS = 20_000
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w{0,100})\+?=(.*)", re.DOTALL)
_FILE = re.compile(
    r"(?:\.{1,2}[/\\]|[\w.@-]+[/\\])[^\s]*\Z|[\w.@-]+\.(?:sh|bash|js|cjs|mjs|py|rb|exe|cmd|bat|ps1|vbs)\Z"
)


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a text in order; `cut` tells that there were more."""

    found: tuple[Step, ...] = ()
    cut: bool = False


def parse_command(text: str) -> tuple[Command, ...]:
    """Give the program calls of a command line, those inside `$(...)`, `sh -c` and `cmd /c` among them."""
    return tuple(step.command for step in steps(text).found if step.assigns is None)


def steps(text: str, *, deep: int = 0) -> Steps:
    """Cut a text into steps, those inside an argument before the step that holds it; bounded in number and depth."""
    found: list[Step] = []
    before: str | None = None
    document: str | None = None
    script = cut(text)
    deeper: list[str] = []
    inputs, folders = Inputs(), Folders()
    for simple in script.commands:
        places = folders.at(simple)
        inputs.loops(simple)
        if simple.piped and simple.document is None and before == "cat":
            simple.document = document
        document = simple.document
        own: list[Step] = []
        for step in _steps(simple, before if simple.piped else None, deep, deeper):
            own.append(inputs.told(step, simple))
            own.extend(Step(command, given=True) for command in inputs.more(own[-1], simple))
            if not step.given:
                before = step.command.program or before
        own.extend(Step(command, given=True) for command in preloaded(simple))
        found.extend(own if places == ("",) and not moves(simple) else (_moved(step, places) for step in own))
        if len(found) >= _MOST_STEPS:
            break
    return Steps(tuple(found[:_MOST_STEPS]), cut=script.cut or len(found) >= _MOST_STEPS or bool(deeper))


def words_steps(words: tuple[str, ...]) -> Steps:
    """The steps of an argument list, whose words are taken as they are."""
    deeper: list[str] = []
    found = tuple(_steps(Simple(1, [Word(word) for word in words]), None, 0, deeper))
    return Steps(found, cut=bool(deeper))


def simple_steps(commands: Iterable[Simple]) -> Steps:
    """The steps of simple commands that another language's words were made into."""
    found: list[Step] = []
    before: str | None = None
    deeper: list[str] = []
    for simple in commands:
        for step in _steps(simple, before if simple.piped else None, 0, deeper):
            found.append(step)
            before = step.command.program or before
        if len(found) >= _MOST_STEPS:
            return Steps(tuple(found[:_MOST_STEPS]), cut=True)
    return Steps(tuple(found), cut=bool(deeper))


def _steps(simple: Simple, before: str | None, deep: int, deeper: list[str]) -> Iterator[Step]:
    """The steps of a simple command; what lies too deep, or was cut further inside, is added to `deeper`."""
    words = simple.words
    for word in (*words, *(redirect.target for redirect in simple.redirects)):
        for inner in word.inner:
            if deep >= _MOST_DEEP:
                deeper.append(inner)
                continue
            found = steps(inner, deep=deep + 1)
            deeper.extend([inner] if found.cut else ())
            yield from _inside(found, simple.line)
    alone = _assignment(words[0]) if words else None
    while words and _assignment(words[0]):
        words = words[1:]
    if not words:
        if alone is not None:
            yield Step(Command("", (), simple.line), assigns=alone)
        return
    detached = any(program_name(word.text) in _DETACH for word in words[:4])
    words = _unwrapped(words)
    if not words or words[0].text in KEYWORDS or not words[0].text:
        return
    command = _command(words, simple.line, before, simple.document)
    within = _within(command, deep)
    deeper.extend([command.program] if within.cut else ())
    yield from _inside(within, simple.line)
    for path in _loaded_first(command):
        yield Step(replace(command, runs=path))
    yield Step(
        command,
        tuple(words),
        tuple(simple.redirects),
        simple.document,
        simple.piped,
        simple.background,
        detached,
    )


def _moved(step: Step, places: Places) -> Step:
    """A step that runs in other folders than the text starts in."""
    inside = tuple(posixpath.join(place, own) for place in places for own in step.command.folders or ("",))
    folders = tuple(dict.fromkeys(posixpath.normpath(folder) if folder else "" for folder in inside))
    return replace(step, command=replace(step.command, folders=folders[:_MOST_FOLDERS]))


def _inside(found: Steps, line: int) -> Iterator[Step]:
    """The steps of an argument, on the line of the argument."""
    for step in found.found:
        at = replace(step.command, line=line + step.command.line - 1)
        yield replace(step, command=at, given=True)


def _assignment(word: Word) -> tuple[str, Word] | None:
    match = _ASSIGNMENT.match(word.text)
    if match is None or not (word.text[0].isalpha() or word.text[0] == "_"):
        return None
    return match.group(1), replace(word, text=match.group(2))


def _unwrapped(words: list[Word]) -> list[Word]:
    """The words from the program that is really started."""
    while words:
        name = program_name(words[0].text)
        if name not in WRAPPERS or len(words) == 1:
            return words
        if name == "env" and all("=" not in word.text and word.text.startswith("-") for word in words[1:]):
            return words
        rest, own = words[1:], WRAPPERS[name]
        while rest and (rest[0].text.startswith("-") or _assignment(rest[0]) or own > 0 or not rest[0].text):
            if rest[0].text in WRAPPER_VALUES and name not in {"xargs", "exec", "env", "start"}:
                rest = rest[1:]
            elif not rest[0].text.startswith("-") and not _assignment(rest[0]) and rest[0].text:
                own -= 1
            rest = rest[1:]
        while rest and name == "start" and rest[0].text.startswith("/"):
            rest = rest[1:]
        words = rest
    return words


def _command(words: list[Word], line: int, before: str | None, document: str | None) -> Command:
    program = words[0].text
    arguments = tuple(word.text for word in words[1:])
    name = program_name(program)
    language = INTERPRETERS.get(name)
    command = Command(program, arguments, line, piped_from=before)
    if language is not None:
        runs, inline = interpreted(name, language, arguments)
        if runs is None and inline is None and document:
            inline = (language, document)
        return replace(command, runs=runs, inline=inline)
    if name in {"source", "."}:
        return replace(command, runs=own_path(arguments[0]) if arguments else None)
    if name in {"powershell", "pwsh"}:
        return replace(command, runs=powershell.file_of(arguments))
    if name in OTHER_INTERPRETERS:
        return replace(
            command, runs=next((own_path(word) for word in arguments if not word.startswith("-")), None)
        )
    return replace(command, runs=own_path(program) if _FILE.match(program) else None)


def _loaded_first(command: Command) -> Iterator[str]:
    """Files that node is told to load first: `node -r ./x.js`."""
    language = INTERPRETERS.get(program_name(command.program))
    if language is Language.JAVASCRIPT:
        yield from required(command.arguments)
    elif language is Language.SHELL:
        pairs = zip(command.arguments, command.arguments[1:], strict=False)
        yield from (value for flag, value in pairs if flag in {"--rcfile", "--init-file"})


def _within(command: Command, deep: int) -> Steps:
    """The steps in code that a command carries on its line: `sh -c`, `cmd /c`, `powershell -enc`, `eval`."""
    name = program_name(command.program).lower()
    text = ""
    if command.inline is not None and command.inline[0] is Language.SHELL:
        text = command.inline[1]
    elif name == "cmd":
        flag = next(
            (place for place, word in enumerate(command.arguments) if word.lower() in {"/c", "/k", "/s"}),
            None,
        )
        text = " ".join(command.arguments[flag + 1 :]) if flag is not None else ""
    elif name in {"powershell", "pwsh"}:
        script = powershell.script_of(command.arguments) or ""
        # What has brackets is no list of programs; `powershell.signs` looks at it.
        text = "" if "(" in script else script
    elif name == "eval":
        text = " ".join(command.arguments)
    else:
        text = "\n".join(carried_lines(name, command.arguments))
    if not text:
        return Steps()
    return steps(text, deep=deep + 1) if deep < _MOST_DEEP else Steps(cut=True)
