"""Facts from Python source: parsed, its names resolved, its constants folded, its data followed; never run."""

from dataclasses import dataclass, field

from pratique.analysis.facts import FileFacts, Language, problem_only
from pratique.analysis.languages.python.broken import read_broken
from pratique.analysis.languages.python.evaluate import Evaluator
from pratique.analysis.languages.python.expressions import KINDS
from pratique.analysis.languages.python.gather import Facts
from pratique.analysis.languages.python.load import Load
from pratique.analysis.languages.python.parse import Parsed, parse, parse_text
from pratique.analysis.languages.python.resolve import Resolver
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.uses import read_uses
from pratique.analysis.languages.python.walk import collect

_MOST_DEPTH = 3
_MOST_INNER_CHARACTERS = 2_000_000
_MOST_INNER = 100


def extract(source: bytes) -> FileFacts:
    """Read a Python file."""
    parsed = parse(source)
    if parsed.tree is None:
        return problem_only(Language.PYTHON, parsed.problem or "does not parse")
    facts = Facts(plain=parsed.text)
    exhausted = _Reading().read(parsed, facts, at_load=True)
    read_broken(parsed.broken, facts)
    problems = [parsed.problem, "too many steps to follow its data" if exhausted else None]
    return facts.done(Language.PYTHON, "; ".join(filter(None, problems)) or None)


def extract_text(text: str, *, line: int = 0) -> FileFacts:
    """Read Python given as text. With `line`, all facts are told at that line."""
    parsed = parse_text(text)
    if parsed.tree is None:
        return problem_only(Language.PYTHON, parsed.problem or "does not parse")
    facts = Facts(plain=text, line=line)
    _Reading().read(parsed, facts, at_load=True)
    return facts.done(Language.PYTHON, parsed.problem)


@dataclass(slots=True)
class _Reading:
    """One file with the code in its literals. Such code is read once for each moment, to a depth, in a budget."""

    characters: int = _MOST_INNER_CHARACTERS
    seen: set[tuple[str, bool]] = field(default_factory=set)

    def read(self, parsed: Parsed, facts: Facts, *, at_load: bool) -> bool:
        """Add the facts of a tree to `facts`; tell whether the steps of the evaluation ran out."""
        assert parsed.tree is not None
        index = collect(parsed.tree)
        resolver = Resolver(index)
        evaluator = Evaluator(index, resolver, KINDS)

        def inner(text: str, line: int, runs: bool, scope: int) -> None:  # noqa: FBT001 - the shape of `ReadCode`
            self.inner(text, line, facts, at_load=runs, scope=scope)

        load = Load(index, resolver, evaluator)
        exhausted = read_uses(Source(index, resolver, evaluator, load, facts, at_load, inner))
        index.release()
        return exhausted or evaluator.exhausted

    def inner(self, text: str, line: int, outer: Facts, *, at_load: bool, scope: int = 0) -> None:
        """Read code that stands in a literal of `outer`, when it is Python."""
        key = (text, at_load)
        if outer.depth >= _MOST_DEPTH or key in self.seen or (text, True) in self.seen:
            return
        if len(text) > self.characters or len(self.seen) >= _MOST_INNER:
            return
        self.seen.add(key)
        self.characters -= len(text)
        parsed = parse_text(text.strip().lstrip("\ufeff"), tolerant=False)
        if parsed.tree is None:
            return
        inside = outer.scope if outer.line else scope
        facts = Facts(depth=outer.depth + 1, line=outer.line or line, scope=inside, plain=text)
        self.read(parsed, facts, at_load=at_load)
        outer.absorb(facts)
