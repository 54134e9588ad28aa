"""From the bytes of a Ruby file to the tree of its grammar, whatever the bytes are."""

import tree_sitter_ruby
from tree_sitter import Language as Grammar
from tree_sitter import Parser, Point, Tree

from pratique.analysis.engine.ir import UnparsableError
from pratique.analysis.languages.pieces import pieces

MOST_BYTES = 12 * 1024 * 1024
"""A larger file is not parsed: the tree takes some 65 bytes for each byte of source."""
_MOST_CONTROLS = 0.3
"""Share of control characters above which a file is not text."""
_MOST_FOREIGN = 0.3
"""Share of bytes that are no UTF-8 above which a file is not text; Ruby 1.8 sources came in any encoding."""
_MOST_RECOVERY = 5_000
"""Reports of progress while the parser is looking for a way out of an error; real files need a handful."""
_CHUNK = 1 << 14
_MOST_READS = 1_000
_MOST_READ_AGAIN = 40
"""How often each part of a file may be asked for, beside `_MOST_READS` in all: an unclosed literal is looked for up to
the end of the file again and again."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b\x04\x1a\x00") + b"\x7f"
_SHOWN = bytes(ord("?") if code == 0 or code in _CONTROLS else code for code in range(256))
GRAMMAR = Grammar(tree_sitter_ruby.language())


def parse(source: bytes) -> tuple[bytes, Tree]:
    """Parse a source that is small enough and is text; give what was parsed, of the same length, with its tree.

    Raises:
        UnparsableError: too large, not text, or so far from the grammar that recovery would take minutes.
    """
    if len(source) > MOST_BYTES:
        raise UnparsableError(f"too large to read: {len(source):,} bytes, the most is {MOST_BYTES:,}")
    shown = _text(source)
    recovering = reads = 0
    most_reads = _MOST_READS + _MOST_READ_AGAIN * len(source) // _CHUNK

    def read(offset: int, point: Point) -> bytes:
        nonlocal reads
        reads += 1
        return piece(offset, point)

    def progress(_offset: int, in_error: bool) -> bool:  # noqa: FBT001 (the binding's signature)
        nonlocal recovering
        recovering += in_error
        return recovering > _MOST_RECOVERY or reads > most_reads

    try:
        with pieces(shown, _CHUNK) as piece:
            return shown, Parser(GRAMMAR).parse(read, progress_callback=progress)
    except ValueError as error:
        raise UnparsableError("does not parse: too many errors") from error


def _text(source: bytes) -> bytes:
    """The source with control characters as question marks: the parser takes a zero byte for the end of the file."""
    controls = len(source) - len(source.translate(None, _CONTROLS + b"\x00"))
    if controls > _MOST_CONTROLS * len(source):
        raise UnparsableError(f"not text: {controls:,} control characters in {len(source):,} bytes")
    if not source.isascii():
        wrong = source.decode("utf-8", "replace").count("\ufffd") - source.count(b"\xef\xbf\xbd")
        if wrong > _MOST_FOREIGN * len(source):
            raise UnparsableError(f"not text: {wrong:,} bytes of {len(source):,} are no UTF-8")
    return source.translate(_SHOWN) if controls else source
