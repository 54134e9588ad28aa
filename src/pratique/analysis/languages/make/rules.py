"""A Makefile cut into variables, rules and the shell lines that reading it runs; includes are read in place."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pratique.analysis.languages.make.expansion import Variables, closing

MOST_TEXT = 1_000_000
_MOST_LINES = 30_000
_MOST_RULES = 5_000
_MOST_FILES = 60
_MOST_ASKED = 300
_MOST_EVALUATED = 300
_MOST_DEEP = 4
_CONDITION = re.compile(r"\s*(?:else\s+)?(ifeq|ifneq|ifdef|ifndef)\b|\s*(else|endif)\b")
_DEFINE = re.compile(
    r"\s*+(?:(?:override|export|private)\s++)*+define\s++(\S+)\s*+(:{0,3}=|\?=|\+=|!=)?\s*+\Z"
)
_END = re.compile(r"\s*endef\b")
_INCLUDE = re.compile(r"\s*[-s]?include\s+(.+)", re.DOTALL)
_ASSIGNMENT = re.compile(
    r"\s*(?:(?:export|override|private|unexport)\s+){0,4}([^\s:#=!?+]{1,300})\s*(:{0,3}=|\?=|\+=|!=)\s*(.*)",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?<!\\)#.*", re.DOTALL)
_JOINED = re.compile(r"\\\n[ \t]*")
_MARKS = re.compile(r"\$[({]|[;#]")
_SEPARATOR = re.compile(r"(?:&|:)?:(?!\\)")

Read = Callable[[str], Iterable[tuple[str, str]]]
"""From the name that an include gives to the files that it means: their paths and texts."""


@dataclass(slots=True)
class Rule:
    """Targets, what they need, and the recipe: its lines as they stand, each with the file and the line."""

    targets: tuple[str, ...]
    needs: tuple[str, ...]
    recipe: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Makefile:
    """What was read. `shells` are lines that reading runs, with file and line."""

    read: Read
    variables: Variables = field(default_factory=Variables)
    rules: list[Rule] = field(default_factory=list)
    shells: list[tuple[str, int, str]] = field(default_factory=list)
    included: list[tuple[str, int, str]] = field(default_factory=list)
    """Files that are read in place, each with the file and line that name it."""
    first: str | None = None
    """The goal where none is named."""
    files: set[str] = field(default_factory=set)
    cut: bool = False
    _lines: int = 0
    _evaluated: int = 0
    _deep: int = 0
    _asked: int = 0
    _place: tuple[str, int] = ("", 0)
    _current: Rule | None = None
    _conditions: int = 0
    _defining: tuple[str, str, list[str]] | None = None
    _prefix: str = "\t"

    def take(self, path: str, text: str) -> None:
        """Read a file; one that was read is not read again."""
        if path in self.files:
            return
        if len(self.files) >= _MOST_FILES:
            self.cut = True
            return
        self.files.add(path)
        self.cut = self.cut or len(text) > MOST_TEXT
        self._current = None
        self._all(path, text[:MOST_TEXT], 1, one=False)

    def _all(self, path: str, text: str, first: int, *, one: bool) -> None:
        for number, line in _logical(text):
            self._lines += 1
            if self._lines > _MOST_LINES:
                self.cut = True
                return
            self._place = path, first if one else number
            self._line(line)
            self._drain()

    def _drain(self) -> None:
        lines, self.variables.shells[:] = list(self.variables.shells), []
        self.shells.extend((*self._place, line) for line in lines)
        self.cut = self.cut or self.variables.cut

    def _evaluate(self, text: str) -> None:
        """What `$(eval ...)` is given is read as lines of a Makefile."""
        self._evaluated += 1
        if self._evaluated > _MOST_EVALUATED or self._deep >= _MOST_DEEP:
            self.cut = True
            return
        held = self._place, self._current, self._defining
        self._defining = None
        self._deep += 1
        self._all(held[0][0], text, held[0][1], one=True)
        self._deep -= 1
        self._place, self._current, self._defining = held

    def _line(self, line: str) -> None:
        self.variables.evaluate = self._evaluate
        if self._defining is not None:
            self._define(line)
            return
        if self._current is not None and line.startswith(self._prefix):
            self._current.recipe.append(
                (*self._place, line[1:].replace("\\\n" + self._prefix, "").replace("\\\n", ""))
            )
            return
        joined = _JOINED.sub(" ", line)
        bare = _COMMENT.sub("", joined)
        if not bare.strip():
            return
        if _CONDITION.match(bare):
            self._condition(bare)
        elif (found := _DEFINE.match(bare)) is not None:
            self._defining = (found.group(1), found.group(2) or "=", [])
        elif (found := _INCLUDE.match(bare)) is not None:
            self._include(self.variables.expand(found.group(1)))
        elif (found := _ASSIGNMENT.match(bare)) is not None:
            self._assign(found)
        else:
            self._rule(joined)

    def _define(self, line: str) -> None:
        assert self._defining is not None
        name, operator, lines = self._defining
        if _END.match(line):
            self.variables.define(name, "\n".join(lines), operator, sure=not self._conditions)
            self._defining = None
        elif len(lines) < 2_000:
            lines.append(line.replace("\\\n", ""))

    def _condition(self, line: str) -> None:
        found = _CONDITION.match(line)
        if found is not None and found.group(1) and not line.lstrip().startswith("else"):
            self._conditions += 1
        elif found is not None and found.group(2) == "endif":
            self._conditions = max(0, self._conditions - 1)
        self.variables.expand(line)

    def _include(self, names: str) -> None:
        place = self._place
        for name in names.split():
            self._asked += 1
            if self._asked > _MOST_ASKED:
                self.cut = True
                break
            for path, text in self.read(name):
                self.included.append((*place, path))
                held = self._current, self._conditions
                self.take(path, text)
                self._current, self._conditions = held
        self._place = place

    def _assign(self, found: re.Match[str]) -> None:
        name, operator, value = found.groups()
        self._current = None
        name = self.variables.expand(name)
        if operator == "!=":
            self.shells.append((*self._place, self.variables.expand(value)))
            return
        if not operator.startswith(":") and ("shell" in value or "eval" in value):
            # What is put off until the variable is used counts at once.
            self.variables.expand(value)
        self.variables.define(name, value, operator, sure=not self._conditions)
        if name == ".RECIPEPREFIX":
            self._prefix = value[:1] or "\t"
        elif name == ".DEFAULT_GOAL":
            self.first = self.variables.expand(value).strip()

    def _rule(self, line: str) -> None:
        head, recipe = _parted(line)
        head = self.variables.expand(head)
        mark = _SEPARATOR.search(head)
        if mark is None:
            return
        needs = head[mark.end() :]
        given = _ASSIGNMENT.match(needs)
        if given is not None:
            value = given.group(3) if recipe is None else f"{given.group(3)};{recipe}"
            self.variables.define(given.group(1), value, given.group(2), sure=False)
            return
        if len(self.rules) >= _MOST_RULES:
            self.cut = True
            return
        rule = Rule(tuple(head[: mark.start()].split()), tuple(re.split(r"[\s:|]+", needs.strip())))
        self.rules.append(rule)
        self._current = rule
        if recipe is not None:
            rule.recipe.append((*self._place, recipe))
        if self.first is None:
            self.first = next((name for name in rule.targets if name[:1] != "." or "/" in name), None)


def _parted(line: str) -> tuple[str, str | None]:
    """The head of a rule, and the recipe that follows it on its line."""
    place = 0
    while (mark := _MARKS.search(line, place)) is not None:
        if mark.group() == ";":
            return line[: mark.start()], line[mark.end() :]
        if mark.group() == "#":
            return line[: mark.start()], None
        place = closing(line, mark.end(), mark.group()[1]) + 1
    return line, None


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that a backslash at the end joins to them, each with the number of its first."""
    held: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), start=1):
        first = first if held else number
        held.append(line.removesuffix("\r"))
        if (len(held[-1]) - len(held[-1].rstrip("\\"))) % 2 and len(held) < 5_000:
            continue
        yield first, "\n".join(held)
        held = []
    if held:
        yield first, "\n".join(held)
