"""Facts from Python source: parsed, its names resolved, its constants folded, its data followed; never run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from pratique.analysis.engine.gather import PYTHON, Facts
from pratique.analysis.facts import FileFacts, Language, problem_only
from pratique.analysis.languages.python.across import read_calls, read_definitions
from pratique.analysis.languages.python.broken import read_broken
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.expressions import KINDS
from pratique.analysis.languages.python.inlined import inline
from pratique.analysis.languages.python.load import Load
from pratique.analysis.languages.python.parse import Parsed, parse, parse_text
from pratique.analysis.languages.python.required import read_required
from pratique.analysis.languages.python.resolve import Resolver
from pratique.analysis.languages.python.scopes import Binding
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.uses import read_uses
from pratique.analysis.languages.python.walk import collect
from pratique.analysis.languages.values import Constant

_MOST_DEPTH = 3
_MOST_INNER_CHARACTERS = 2_000_000
_MOST_INNER = 100
_MOST_EXPORTED = 300
_FEWEST_EXPORTED = 8
"""Characters of a constant that is worth carrying to another file."""


def extract(source: bytes, *, given: Mapping[str, Constant] | None = None) -> FileFacts:
    """Read a Python file. `given` are constants of other files, by the dotted names under which this one imports them."""
    parsed = parse(source)
    if parsed.tree is None:
        return problem_only(Language.PYTHON, parsed.problem or "does not parse")
    facts = Facts(PYTHON, plain=_plain(parsed.text))
    exhausted = _Reading(given=given).read(parsed, facts, at_load=True)
    read_broken(parsed.broken, facts)
    problems = [parsed.problem, "too many steps to follow its data" if exhausted else None]
    return facts.done(Language.PYTHON, "; ".join(filter(None, problems)) or None)


def extract_together(source: bytes, near: Mapping[str, bytes]) -> FileFacts | None:
    """Read a Python file with others of its package in place of their imports (`pratique.analysis.languages.python.inlined`).

    `near` has their sources by the modules as the file spells them. None where nothing of them could be put in.
    """
    parsed = parse(source)
    if parsed.tree is None or not inline(parsed.tree, near):
        return None
    facts = Facts(PYTHON, plain=b"\n".join((_plain(parsed.text), *near.values())))
    _Reading().read(parsed, facts, at_load=True)
    return facts.done(Language.PYTHON, None)


def extract_text(text: str, *, line: int = 0) -> FileFacts:
    """Read Python given as text. With `line`, all facts are told at that line."""
    parsed = parse_text(text)
    if parsed.tree is None:
        return problem_only(Language.PYTHON, parsed.problem or "does not parse")
    facts = found = Facts(PYTHON, plain=_plain(text))
    _Reading().read(parsed, found, at_load=True)
    if line:
        facts = Facts(PYTHON, plain=found.plain)
        facts.absorb(found, line)
    return facts.done(Language.PYTHON, parsed.problem)


def exported_constants(source: bytes) -> dict[str, Constant]:
    """The texts and bytes that the names of a module stand for once it is loaded, where each is bound once."""
    parsed = parse(source)
    if parsed.tree is None:
        return {}
    index = collect(parsed.tree)
    evaluator = Evaluator(index, Resolver(index), KINDS)
    found: dict[str, Constant] = {}
    for name, bounds in islice(index.module.names.items(), _MOST_EXPORTED):
        if len(bounds) == 1 and bounds[0].how is Binding.ASSIGN and bounds[0].node is not None:
            const = evaluator.value(bounds[0].node, At(index.module, index.block)).const
            if isinstance(const, str | bytes) and len(const) >= _FEWEST_EXPORTED:
                found[name] = const
    index.release()
    return found


def _plain(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@dataclass(slots=True)
class _Reading:
    """One file with the code in its literals. Such code is read once for each moment, to a depth, in a budget."""

    characters: int = _MOST_INNER_CHARACTERS
    seen: set[tuple[str, bool]] = field(default_factory=set)
    given: Mapping[str, Constant] | None = None

    def read(self, parsed: Parsed, facts: Facts, *, at_load: bool) -> bool:
        """Add the facts of a tree to `facts`; tell whether the steps of the evaluation ran out."""
        assert parsed.tree is not None
        index = collect(parsed.tree)
        resolver = Resolver(index)
        evaluator = Evaluator(index, resolver, KINDS, self.given)

        def inner(text: str, line: int, runs: bool, scope: int) -> None:  # noqa: FBT001 - the shape of `ReadCode`
            self.inner(text, line, facts, at_load=runs, scope=scope)

        load = Load(index, resolver, evaluator)
        source = Source(index, resolver, evaluator, load, facts, at_load, inner)
        read_uses(source)
        read_required(source)
        read_calls(source)
        if not facts.depth:
            read_definitions(source)
        index.release()
        return evaluator.exhausted

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
        facts = Facts(PYTHON, depth=outer.depth + 1, plain=_plain(text))
        self.read(parsed, facts, at_load=at_load)
        outer.absorb(facts, line, at_load=at_load, scope=scope)
