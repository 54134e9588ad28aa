"""A source as a parser asks for it, piece by piece.

The binding of the parser (0.25 and 0.26) never lets go of what such a reader gives it: bytes would stay for as long as the process
does. A view is given instead, and emptied when the parser is done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import cast

from tree_sitter import Point

Read = Callable[[int, Point], bytes]


@contextmanager
def pieces(source: bytes, size: int) -> Iterator[Read]:
    """A reader of pieces of so many bytes, which gives None when the context is left.

    The tree keeps it, and asks it for the `text` of a node: a TypeError says then that it is gone, where an error in here would end the
    process, and no bytes would have it ask for ever.
    """
    whole = memoryview(source)
    given = [whole]

    def read(offset: int, _point: Point) -> memoryview | None:
        if not given:
            return None
        piece = whole[offset : offset + size]
        given.append(piece)
        return piece

    try:
        # The parser takes any buffer; what is known of its types says bytes.
        yield cast("Read", read)
    finally:
        for piece in reversed(given):
            # One that the parser still looks into stays.
            with suppress(BufferError):
                piece.release()
        given.clear()
