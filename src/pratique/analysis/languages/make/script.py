"""The shell script that running a Makefile amounts to: what it runs for its goals, each line where its recipe stands."""

import fnmatch
import re
import shlex
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pratique.analysis.languages.make.rules import Makefile, Read, Rule
from pratique.analysis.languages.shell.programs import SHELLS, program_name

_COMPILERS = ("CC", "CXX", "CPP", "AS", "AR", "LD", "FC", "LEX", "YACC", "LINK.o", "COMPILE.c", "COMPILE.cc")
"""Variables whose value the rules run that make has without being told."""
_MOST_LINES = 20_000
_MOST_RECIPE = 20_000
_QUOTED = re.compile(r"\\.|'[^']*(?P<one>'?)|\"(?:[^\"\\]|\\.)*+(?P<two>\"?)|(?<!\S)(?P<rest>#)", re.DOTALL)
_DOCUMENT = re.compile(r"(?<!<)<<-?(?=[ \t]*['\"]?[\w.-])")
_SUFFIXES = re.compile(r"\.[\w+-]{1,10}(?:\.[\w+-]{1,10})?\Z")


@dataclass(slots=True)
class Script:
    """What to read as a shell script in place of each file, by its path."""

    lines: dict[str, dict[int, dict[str, None]]] = field(default_factory=dict)
    cut: bool = False

    def add(self, path: str, line: int, text: str) -> None:
        """Put a command line at a line of a file."""
        self.lines.setdefault(path, {}).setdefault(line, {})[text] = None

    def texts(self) -> dict[str, str]:
        """The scripts by path; what stands on a line of the file stands on the same one here."""
        found = {}
        for path, lines in self.lines.items():
            last = max(lines, default=0)
            found[path] = (
                "\n".join(" ; ".join(filter(None, lines.get(at, ()))) for at in range(1, last + 1)) + "\n"
            )
        return found


def scripts(
    path: str, text: str, read: Read, goals: Iterable[str], set_: Mapping[str, str] | None = None
) -> Script:
    """Read a Makefile for its goals, the first of its own where none is given; `set_` are variables of the command line."""
    made = Makefile(read)
    made.variables.values.update((name, [value]) for name, value in (set_ or {}).items())
    made.variables.values["MAKEFILE_LIST"] = [path]
    made.take(path, text)
    for name, value in (set_ or {}).items():
        made.variables.values[name] = [value]
    script = Script()
    script.add(path, 1, "")
    for file, line, included in made.included:
        script.add(file, line, f". ./{included}")
        script.add(included, 1, "")
    for file, line, command in made.shells[:_MOST_LINES]:
        script.add(file, line, closed(command))
    _recipes(made, script, tuple(goals) or ((made.first,) if made.first else ()))
    for name in _COMPILERS:
        for value in made.variables.values.get(name, ()):
            script.add(path, 1, closed(made.variables.expand(value)))
    script.cut = made.cut or made.variables.cut or len(made.shells) > _MOST_LINES or script.cut
    return script


def _recipes(made: Makefile, script: Script, goals: tuple[str, ...]) -> None:
    shell, flags = (made.variables.expand(f"$({name})").strip() for name in ("SHELL", ".SHELLFLAGS"))
    other = shell if program_name(shell.split()[0] if shell else "sh") not in SHELLS else ""
    count = 0
    whole = any(".ONESHELL" in rule.targets for rule in made.rules)
    for rule in _reached(made, (*goals, *made.files)):
        own = _automatic(rule)
        for file, line, text in rule.recipe:
            count += 1
            if count > _MOST_RECIPE or made.variables.cut:
                script.cut = True
                return
            for one in made.variables.alternatives(text, own):
                for command in one.split("\n"):
                    bare = command.strip().lstrip("@-+ \t")
                    if bare and not bare.startswith("#"):
                        script.add(file, line, _told(bare, other, flags, whole=whole))
    made.variables.shells.clear()


def _told(command: str, other: str, flags: str, *, whole: bool) -> str:
    if other:
        return f"{other} {flags or '-c'} {shlex.quote(command)}"
    return command if whole else closed(command)


def _automatic(rule: Rule) -> dict[str, str]:
    """`$@`, `$<` and their like, as far as the rule tells."""
    target = rule.targets[0] if rule.targets else ""
    needs = [name for name in rule.needs if name]
    stem = target.partition("%")[2]
    every = " ".join(needs)
    return {"@": target, "<": needs[0] if needs else "", "^": every, "+": every, "?": every, "*": stem}


def _reached(made: Makefile, goals: Iterable[str]) -> Iterator[Rule]:
    """The rules that the goals need; all where what is needed is not known. Rules for any name count, as do those for the Makefile itself."""
    named: dict[str, list[int]] = {}
    waiting, done = deque(goals), set[str]()
    found, looked = dict[int, None](), set[int]()
    for place, rule in enumerate(made.rules):
        for target in rule.targets:
            named.setdefault(target.removeprefix("./"), []).append(place)
            if "%" in target or target == ".DEFAULT" or _SUFFIXES.match(target):
                found[place] = None
                waiting.extend(rule.needs if "%" in target else ())
    while waiting:
        goal = waiting.popleft().removeprefix("./")
        if goal in done:
            continue
        done.add(goal)
        if "$" in goal or "`" in goal:
            yield from made.rules
            return
        names = fnmatch.filter(named, goal) if "*" in goal and len(done) < 200 else (goal,)
        for place in (place for name in names for place in named.get(name, ())):
            if place not in looked:
                looked.add(place)
                found[place] = None
                waiting.extend(need for need in made.rules[place].needs if need and need not in done)
    yield from (made.rules[place] for place in sorted(found))


def closed(command: str) -> str:
    """A command line that ends where it ends: each has a shell of its own, and none goes on into the next."""
    command = _DOCUMENT.sub("", command.replace("\n", " ; "))
    if (len(command) - len(command.rstrip("\\"))) % 2:
        command = command[:-1]
    for match in _QUOTED.finditer(command):
        if match["rest"]:
            command = command[: match.start()]
            break
        if match["one"] == "" or match["two"] == "":
            command += match.group()[0]
    return f"( {command} )"
