"""From the representation of a source to its facts, with the code that stands in its literals."""

from dataclasses import dataclass, field

from pratique.analysis.engine.blocks import parameter
from pratique.analysis.engine.byte_text import to_bytes
from pratique.analysis.engine.evaluate import Evaluator, Model
from pratique.analysis.engine.expressions import KINDS
from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.ir import UnparsableError
from pratique.analysis.engine.load import Load
from pratique.analysis.engine.source import Source
from pratique.analysis.engine.uses import read_uses
from pratique.analysis.facts import FileFacts

_MOST_NESTED = 3
_MOST_NESTED_BYTES = 1_000_000
"""Of one literal that is read as code."""
_MOST_NESTED_BYTES_IN_ALL = 3_000_000
_MOST_NESTED_PIECES = 300


def extract(model: Model, source: bytes) -> FileFacts:
    """Read the facts of a source. What cannot be read is a problem of the facts, never an error."""
    facts = Facts(model.rules, plain=source)
    problems, _ = _Reading(model).read(source, facts, at_load=True)
    return facts.done(model.language, "; ".join(problems) or None)


@dataclass(slots=True)
class _Reading:
    """The reading of one file and of the code in its literals, within one allowance."""

    model: Model
    bytes_left: int = _MOST_NESTED_BYTES_IN_ALL
    seen: set[tuple[str, bool]] = field(default_factory=set)

    def read(self, source: bytes, facts: Facts, *, at_load: bool) -> tuple[list[str], bool]:
        """Add the facts of a source. Return why facts may be missing, and whether most of it is code."""
        try:
            unit = self.model.lower(source)
        except UnparsableError as error:
            return [str(error)], False
        evaluator = Evaluator(unit, self.model, KINDS, parameter)

        def read_code(code: str, line: int, runs: bool) -> None:  # noqa: FBT001 - the shape of `ReadCode`
            self._inner(code, line, facts, at_load=runs)

        try:
            read_uses(Source(unit, evaluator, Load(unit, evaluator), facts, at_load, read_code))
        finally:
            unit.release()
        problems = [*unit.problems]
        if unit.too_deep:
            problems.append("too deep: parts of the file were not read")
        if evaluator.exhausted:
            problems.append("too many steps to follow its data")
        return problems, unit.is_code

    def _inner(self, code: str, line: int, outer: Facts, *, at_load: bool) -> None:
        """Read code that stands in a literal of `outer`, unless most of it does not parse."""
        if (code, True) in self.seen or (code, at_load) in self.seen:
            return
        self.seen.add((code, at_load))
        source = to_bytes(code)
        if (
            outer.depth >= _MOST_NESTED
            or len(source) > min(_MOST_NESTED_BYTES, self.bytes_left)
            or len(self.seen) > _MOST_NESTED_PIECES
        ):
            outer.cut.add("pieces of code in literals")
            return
        self.bytes_left -= len(source)
        facts = Facts(self.model.rules, depth=outer.depth + 1, plain=source)
        _, is_code = self.read(source, facts, at_load=at_load)
        if is_code:
            outer.absorb(facts, line, at_load=at_load)
