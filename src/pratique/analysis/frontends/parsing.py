"""Parsing with a tree-sitter grammar, whatever the bytes are: one table of limits for each language."""

from dataclasses import dataclass

from tree_sitter import Language as Grammar
from tree_sitter import Parser, Point, Tree

from pratique.analysis.engine.ir import UnparsableError
from pratique.analysis.languages.pieces import pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is parsed of a language, and for how long."""

    most_bytes: int
    """A larger file is not parsed: the tree takes some 65 bytes for each byte of source."""
    most_controls: float = 0.3
    """Share of control characters above which a file is not text."""
    most_foreign: float = 0.3
    """Share of bytes that are no UTF-8 above which a file is not text."""
    allowed: bytes = b"\t\n\v\f\r\x1b"
    """Control characters that count as text."""
    most_recovery: int = 5_000
    """Reports of progress while the parser is looking for a way out of an error; real files need a handful."""
    chunk: int = 1 << 14
    """Bytes that the parser is given at once."""
    most_reads: int = 1_000
    """How often the parser may ask for a part of the file, beside `most_read_again`."""
    most_read_again: int = 40
    """How often the parser may ask for each part: an unclosed literal is looked for up to the end of the file again
    and again."""


def parse(grammar: Grammar, limits: Limits, source: bytes) -> tuple[bytes, Tree]:
    """Parse a source that is small enough and is text; give what was parsed, of the same length, with its tree.

    Raises:
        UnparsableError: too large, not text, or so far from the grammar that recovery would take minutes.
    """
    if len(source) > limits.most_bytes:
        raise UnparsableError(f"too large to read: {len(source):,} bytes, the most is {limits.most_bytes:,}")
    shown = _text(limits, source)
    recovering = reads = 0
    most_reads = limits.most_reads + limits.most_read_again * len(source) // limits.chunk

    def read(offset: int, point: Point) -> bytes:
        nonlocal reads
        reads += 1
        return piece(offset, point)

    def progress(_offset: int, in_error: bool) -> bool:  # noqa: FBT001 (the binding's signature)
        nonlocal recovering
        recovering += in_error
        return recovering > limits.most_recovery or reads > most_reads

    try:
        with pieces(shown, limits.chunk) as piece:
            return shown, Parser(grammar).parse(read, progress_callback=progress)
    except ValueError as error:
        raise UnparsableError("does not parse: too many errors") from error


def _text(limits: Limits, source: bytes) -> bytes:
    """Return the source with control characters as question marks: a zero byte ends the file for the parser."""
    controls = bytes(code for code in range(1, 32) if code not in limits.allowed) + b"\x7f"
    found = len(source) - len(source.translate(None, controls + b"\x00"))
    if found > limits.most_controls * len(source):
        raise UnparsableError(f"not text: {found:,} control characters in {len(source):,} bytes")
    if not source.isascii():
        wrong = source.decode("utf-8", "replace").count("\ufffd") - source.count(b"\xef\xbf\xbd")
        if wrong > limits.most_foreign * len(source):
            raise UnparsableError(f"not text: {wrong:,} bytes of {len(source):,} are no UTF-8")
    if not found:
        return source
    shown = bytes(ord("?") if code == 0 or code in controls else code for code in range(256))
    return source.translate(shown)
