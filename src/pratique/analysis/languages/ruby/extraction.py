"""From the bytes of a Ruby file to its facts."""

from dataclasses import dataclass, field

from pratique.analysis.facts import FileFacts
from pratique.analysis.languages.ruby.blocks import parameter
from pratique.analysis.languages.ruby.coding import readable
from pratique.analysis.languages.ruby.evaluate import Evaluator
from pratique.analysis.languages.ruby.expressions import KINDS
from pratique.analysis.languages.ruby.gather import Facts
from pratique.analysis.languages.ruby.grammar import UnparsableError, parse
from pratique.analysis.languages.ruby.load import Load
from pratique.analysis.languages.ruby.misreading import mended
from pratique.analysis.languages.ruby.nodes import build
from pratique.analysis.languages.ruby.own_end import with_own_end
from pratique.analysis.languages.ruby.scopes import Index
from pratique.analysis.languages.ruby.source import Source
from pratique.analysis.languages.ruby.uses import read_uses
from pratique.analysis.languages.ruby.values import to_bytes
from pratique.analysis.languages.ruby.walk import collect

_MOST_BROKEN = 0.1
_FEWEST_BROKEN = 200
"""Share and bytes of syntax errors above which a literal is no code. A file is told from the first error on."""
_MOST_READINGS = 6
"""Readings of one source: what a misread literal hides may hide more."""
_MOST_NESTED = 3
_MOST_NESTED_BYTES = 1_000_000
"""Of one literal that is read as code."""
_MOST_NESTED_BYTES_IN_ALL = 3_000_000
_MOST_NESTED_PIECES = 300
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def extract(source: bytes) -> FileFacts:
    """Read the facts of a Ruby source, of any Ruby from 1.8 to 3.4.

    Any bytes give facts, if only a problem: too large, not text, does not parse, too deep, cut.
    """
    plain = with_own_end(readable(source.removeprefix(_BYTE_ORDER_MARK)))
    facts = Facts(plain=plain)
    outcome = _Reading().read(plain, facts, at_load=True)
    return facts.done("; ".join(outcome.problems) or None)


def indexed(source: bytes) -> Index:
    """Walk the tree of a source, and parse it again where the grammar took code for text. Raises UnparsableError."""
    shown, tree = parse(source)
    index = collect(build(shown, tree))
    for _ in range(_MOST_READINGS):
        if not index.program.misread:
            break
        shown, tree = parse(mended(shown, index.program.misread))
        index.release()
        index = collect(build(shown, tree))
    return index


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How the reading of a source went."""

    problems: list[str]
    """Why facts may be missing."""
    is_code: bool = True
    """Whether most of it parses."""


def _outcome(evaluator: Evaluator) -> _Outcome:
    program, problems = evaluator.program, list[str]()
    broken, whole = program.broken_bytes, len(program.source)
    if broken:
        problems.append(
            f"does not parse: {broken:,} of {whole:,} bytes, from line {program.line_at(program.broken_at)} on"
        )
    if program.misread:
        problems.append("does not parse: operators that look like literals")
    if program.cut:
        problems.append("cut: too many nodes")
    if evaluator.index.too_deep:
        problems.append("too deep: parts of the file were not read")
    if evaluator.exhausted:
        problems.append("too many steps to follow its data")
    return _Outcome(problems, broken <= max(_FEWEST_BROKEN, _MOST_BROKEN * whole))


@dataclass(slots=True)
class _Reading:
    """The reading of one file and of the code in its literals, within one allowance."""

    bytes_left: int = _MOST_NESTED_BYTES_IN_ALL
    seen: set[tuple[str, bool]] = field(default_factory=set)

    def read(self, source: bytes, facts: Facts, *, at_load: bool) -> _Outcome:
        """Add the facts of a source."""
        try:
            index = indexed(source)
        except UnparsableError as error:
            return _Outcome([str(error)], is_code=False)
        evaluator = Evaluator(index, KINDS, parameter)

        def read_code(code: str, line: int, runs: bool) -> None:  # noqa: FBT001 - the shape of `ReadCode`
            self._inner(code, line, facts, at_load=runs)

        try:
            read_uses(Source(index, evaluator, Load(index, evaluator), facts, at_load, read_code))
        finally:
            index.release()
        return _outcome(evaluator)

    def _inner(self, code: str, line: int, outer: Facts, *, at_load: bool) -> None:
        """Read code that stands in a literal of `outer`. What is no Ruby is passed over."""
        if (code, True) in self.seen or (code, at_load) in self.seen:
            return
        self.seen.add((code, at_load))
        source = to_bytes(code)
        if (
            outer.depth >= _MOST_NESTED
            or len(source) > min(_MOST_NESTED_BYTES, self.bytes_left)
            or len(self.seen) > _MOST_NESTED_PIECES
        ):
            outer.cut.add("code in literals")
            return
        self.bytes_left -= len(source)
        facts = Facts(depth=outer.depth + 1, line=outer.line or line, plain=source)
        if self.read(source, facts, at_load=at_load).is_code:
            outer.absorb(facts)
