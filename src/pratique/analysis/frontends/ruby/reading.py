"""From the bytes of a Ruby source to its representation."""

from pratique.analysis.engine.ir import Unit
from pratique.analysis.frontends.ruby.grammar import parse
from pratique.analysis.frontends.ruby.lower import lower
from pratique.analysis.frontends.ruby.misreading import mended
from pratique.analysis.frontends.ruby.nodes import Program, build

_MOST_BROKEN = 0.1
_FEWEST_BROKEN = 200
"""Share and bytes of syntax errors above which a literal is no code. A file is told from the first error on."""
_MOST_READINGS = 6
"""Readings of one source: what a misread literal hides may hide more."""


def read(source: bytes) -> Unit:
    """Lower a source. Raises UnparsableError."""
    program, unit = parsed(source)
    unit.problems = _problems(program)
    unit.is_code = program.broken_bytes <= max(_FEWEST_BROKEN, _MOST_BROKEN * len(program.source))
    return unit


def parsed(source: bytes) -> tuple[Program, Unit]:
    """Parse and lower a source, again where the grammar took code for text. Raises UnparsableError."""
    shown, tree = parse(source)
    program = build(shown, tree)
    unit = lower(program)
    for _ in range(_MOST_READINGS):
        if not program.misread:
            break
        shown, tree = parse(mended(shown, program.misread))
        unit.release()
        program = build(shown, tree)
        unit = lower(program)
    return program, unit


def _problems(program: Program) -> list[str]:
    """Say why parts of the source may not be read."""
    problems, broken = list[str](), program.broken_bytes
    if broken:
        whole, line = len(program.source), program.line_at(program.broken_at)
        problems.append(f"does not parse: {broken:,} of {whole:,} bytes, from line {line} on")
    if program.misread:
        problems.append("does not parse: operators that look like literals")
    if program.cut:
        problems.append("cut: too many nodes")
    return problems
