"""Read Makefiles that are run as the shell scripts they amount to; report the scripts of perl, awk and CMake."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.first_lines import together
from pratique.analysis.languages import make, readers
from pratique.analysis.languages.make.script import Script
from pratique.analysis.resolving import fitting
from pratique.analysis.starting import Started, file_commands
from pratique.analysis.tools import Taken, taken
from pratique.core.names import Ecosystem
from pratique.core.tree import File, Tree

NOT_READ = "not read, since its language is not supported: "
"""How the problem of a file begins whose language is not read; the tool follows."""
_MOST_TAKEN = 200
_MOST_TURNS = 30
"""How often a Makefile may have `make` called again."""
_MOST_BYTES = 4 * 1024 * 1024
"""Of a text that is looked at: what is beyond is told."""
_CUT = "cut: not all that it runs was followed"


@dataclass(frozen=True, slots=True)
class Translated:
    """What to read as a shell script in place of a file."""

    text: str
    problem: str | None = None


@dataclass(slots=True)
class Translator:
    """Reads what tools are given, again and again while more is found that starts them; sets the facts of those files."""

    tree: Tree
    ecosystem: Ecosystem
    facts: dict[str, FileFacts]
    _done: dict[str, str] = field(default_factory=dict)
    _named: dict[str, FileFacts] = field(default_factory=dict)
    _given: dict[Taken, None] = field(default_factory=dict)
    _scripts: dict[Taken, Script] = field(default_factory=dict)
    _texts: dict[str, Translated] = field(default_factory=dict)
    _made: int = 0

    def again(self, starts: Iterable[Started]) -> bool:
        """Read what is new, and what that has tools carry out in turn; False where nothing is."""
        self._take(starts)
        changed = False
        for _ in range(_MOST_TURNS):
            fresh = [path for path, one in self._found().items() if self._done.get(path) != one.text]
            if not fresh:
                break
            changed = True
            for path in fresh:
                self._read(path)
        return changed

    def end(self, starts: Iterable[Started]) -> None:
        """Tell what is left unread when there are no more rounds."""
        self._take(starts)
        for path, translated in self._found().items():
            if self._done.get(path) != translated.text:
                known = self.facts.get(path, FileFacts(language=Language.SHELL))
                self.facts[path] = replace(known, problem=_CUT)

    def _take(self, starts: Iterable[Started]) -> None:
        self._given.update(dict.fromkeys(started.by for started in starts if started.by is not None))

    def _read(self, path: str) -> None:
        translated = self._found()[path]
        if path not in self._done and path in self.facts:
            self._named[path] = self.facts[path]
        self._done[path] = translated.text
        found = readers.read(File(path, translated.text.encode("utf-8", "replace")), Language.SHELL)
        found = replace(found, problem=translated.problem or found.problem)
        named = self._named.get(path)
        self.facts[path] = together(named, found) if named is not None else found
        for where, command in file_commands(posixpath.dirname(path), found.commands):
            self._given.update(dict.fromkeys(taken(self.tree, where, command)))

    def _found(self) -> dict[str, Translated]:
        """All that is translated so far, made anew where more is given."""
        if len(self._given) != self._made:
            self._made = len(self._given)
            told = self.ecosystem is Ecosystem.NPM
            self._texts = translations(self.tree, self._given, told=told, known=self._scripts)
        return self._texts


def forgive_later(facts: dict[str, FileFacts], when: Mapping[str, Context]) -> None:
    """Take back that a file was not read where no install runs it."""
    for path, file in facts.items():
        if (file.problem or "").startswith(NOT_READ) and when.get(path) is not Context.INSTALL:
            facts[path] = replace(file, problem=None)


def translations(
    tree: Tree, given: Iterable[Taken], *, told: bool, known: dict[Taken, Script] | None = None
) -> dict[str, Translated]:
    """Return the scripts by path. With `told`, a file in a language that is not read has a problem.

    `known` are those that were made before; new ones are added.
    """
    known = {} if known is None else known
    whole = Script()
    tools: dict[str, str] = {}
    cut: set[str] = set()
    for count, one in enumerate(dict.fromkeys(given)):
        if one.path not in tree.by_path:
            continue
        if count >= _MOST_TAKEN:
            cut.add(one.path)
            whole.add(one.path, 1, "")
            continue
        tools[one.path] = one.tool
        script = known[one] = known.get(one) or _safely(tree, one)
        for path, lines in script.lines.items():
            tools.setdefault(path, one.tool)
            for line, texts in lines.items():
                for text in texts:
                    whole.add(path, line, text)
        if script.cut:
            cut.add(one.path)
    found = {}
    for path, text in whole.texts().items():
        unread = f"{NOT_READ}{tools[path]}" if told and tools[path] != "make" else None
        found[path] = Translated(text, _CUT if path in cut else unread)
    return found


def _safely(tree: Tree, one: Taken) -> Script:
    """The script of a file: empty in a language that is not read, cut where the reader of Makefiles failed."""
    made: list[Script] = []

    def read() -> FileFacts:
        made.append(_made(tree, one))
        return FileFacts(language=Language.SHELL)

    if one.tool == "make":
        readers.safely(Language.SHELL, read)
    if not made:
        made.append(Script(cut=one.tool == "make"))
        made[0].add(one.path, 1, "")
    return made[0]


def _made(tree: Tree, taken: Taken) -> Script:
    own = posixpath.dirname(taken.path)

    def read(name: str) -> Iterator[tuple[str, str]]:
        for path in _included(tree, (taken.folder, own), name):
            yield path, _text(tree, path)

    script = make.scripts(taken.path, _text(tree, taken.path), read, taken.goals, dict(taken.sets))
    script.cut = script.cut or tree.by_path[taken.path].size_bytes > _MOST_BYTES
    return script


def _included(tree: Tree, folders: Iterable[str], name: str) -> Iterator[str]:
    """The files that a name means from the first folder that has any; `*` stands for names."""
    for folder in dict.fromkeys(folders):
        path = posixpath.normpath(posixpath.join(folder, name))
        found = list(fitting(tree, path)) if "*" in path else [path]
        found = [one for one in found if one in tree.by_path]
        if found:
            yield from found
            return


def _text(tree: Tree, path: str) -> str:
    return tree.by_path[path].data[:_MOST_BYTES].decode("utf-8", "replace")
