"""Files of the package that a source copies, moves or links, and then asks for or starts where they have come to lie.

What is told is the file that was there before, as a module that is asked for or as what a command starts. A copy that the source does not
run itself is none of it: whoever makes projects out of templates copies code.
"""

import posixpath
from dataclasses import dataclass, field, replace

from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.marks import FILE, OWN
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript import copying, started, surroundings, targets
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.values import Value

_WRITING = frozenset(
    f"fs.{name}{end}" for name in ("writeFile", "outputFile", "appendFile") for end in ("", "Sync")
)
_MOST_COMPARED = 1_000_000
"""Copies, times what is asked for and started."""
_MOST_WORDS = 6


@dataclass(slots=True)
class Copies:
    """The copies of one source."""

    made: list[tuple[str, str]] = field(default_factory=list)
    """What is copied, and where it comes to lie, with holes."""
    written: list[tuple[int, str]] = field(default_factory=list)
    """The line on which what is written was read, and where it is written."""

    def note(self, evaluator: Evaluator, called: Called) -> None:
        """Note the copy that a call makes."""
        name, place = called.function.name, copying.place_of_path(called)
        if place and len(called.arguments) > place:
            self.made.append(
                (targets.first_argument(evaluator, called), targets.argument(evaluator, called, place))
            )
        elif name in _WRITING and len(called.arguments) > 1:
            data: Value = evaluator.argument(called, 1)
            if data.text is None and data.marks & (FILE | OWN):
                self.written.append((data.origin, targets.first_argument(evaluator, called)))

    def finish(self, facts: Facts) -> None:
        """Tell the files that were copied for those that are asked for and started."""
        read = [use for use in facts.uses.values() if use.capability is Capability.FILE_READ and use.argument]
        by_line: dict[int, list[str]] = {}
        for use in read:
            by_line.setdefault(use.line, []).append(use.argument or "")
        made = [*self.made, *((one, place) for line, place in self.written for one in by_line.get(line, ()))]
        whole = [
            (before, started.relative(place))
            for source, place in dict.fromkeys(made)
            if (before := surroundings.own_path(source)) is not None
            and not targets.is_open(posixpath.basename(place))
        ]
        if len(whole) * (len(facts.imports) + len(facts.commands)) > _MOST_COMPARED:
            facts.cut.add("copies")
            return
        for before, after in whole:
            for item in list(facts.imports.values()):
                path = _moved(item.module, before, after)
                if path is not None:
                    module = started.relative(path)
                    facts.add_import(module, item.line, at_load=item.at_load, dynamic=True, scope=item.scope)
            for command in list(facts.commands.values()):
                words = (command.runs, command.program, *command.arguments[:_MOST_WORDS])
                path = next(filter(None, (_moved(word, before, after) for word in words)), None)
                if path is not None:
                    facts.add_command(replace(command, runs=path))


def _moved(asked: str | None, before: str, after: str) -> str | None:
    """Where a file lies before it is copied that is asked for afterwards; None for one that was not copied."""
    if asked is None:
        return None
    asked = started.relative(asked)
    if asked == after or asked == posixpath.splitext(after)[0]:
        return before
    return before + asked[len(after) :] if asked.startswith(f"{after}/") else None
