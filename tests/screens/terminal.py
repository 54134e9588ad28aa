"""Run a command in a real terminal of a given width, and read the screen that is left."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pyte

COMMAND = (sys.executable, "-m", "pratique.cli")
_ROWS = 400
_TIMEOUT_S = 120
_CELL, _LINE, _MARGIN = 8, 18, 12
_COLOURS = {"red": "#ff7b72", "green": "#3fb950", "brown": "#d29922", "cyan": "#39c5cf"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one look."""

    text: str
    colour: str = "default"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What stood on the terminal when the command ended."""

    rows: tuple[tuple[Piece, ...], ...]
    code: int

    @property
    def text(self) -> str:
        """Return the characters without their colours."""
        return "".join("".join(piece.text for piece in row).rstrip() + "\n" for row in self.rows)

    @property
    def coloured(self) -> bool:
        """Return whether anything has a colour or is bold."""
        return any(piece.colour != "default" or piece.bold for row in self.rows for piece in row)


def shown(
    arguments: Sequence[str], *, folder: Path, width: int, colour: bool, command: Sequence[str] = COMMAND
) -> Screen:
    """Run the command line in a terminal of `width` columns, and return its last screen."""
    variables: Mapping[str, str] = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    variables = {
        name: value for name, value in variables.items() if name not in {"COLUMNS", "NO_COLOR", "CI"}
    }
    if not colour:
        variables["NO_COLOR"] = "1"
    first, *rest = (*command, *arguments)
    child = pexpect.spawn(
        first, rest, cwd=str(folder), env=variables, dimensions=(_ROWS, width), timeout=_TIMEOUT_S
    )
    output = child.read()
    child.close()
    screen = pyte.Screen(width, _ROWS)
    pyte.ByteStream(screen).feed(output)
    rows = [_row(screen, number) for number in range(_ROWS)]
    while rows and not any(piece.text.strip() for piece in rows[-1]):
        rows.pop()
    return Screen(tuple(rows), child.exitstatus or 0)


def _row(screen: pyte.Screen, number: int) -> tuple[Piece, ...]:
    cells = [screen.buffer[number][column] for column in range(screen.columns)]
    while cells and not cells[-1].data.strip():
        cells.pop()
    looks = groupby(cells, key=lambda cell: (cell.fg, cell.bold))
    return tuple(Piece("".join(cell.data for cell in part), fg, bold) for (fg, bold), part in looks)


def svg(screen: Screen, *, width: int) -> str:
    """Return the screen as a picture, with its colours."""
    height = _LINE * len(screen.rows) + 2 * _MARGIN
    size = f'width="{width * _CELL + 2 * _MARGIN}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="monospace" font-size="13">',
        '<rect width="100%" height="100%" rx="6" fill="#0d1117"/>',
    ]
    for number, row in enumerate(screen.rows, start=1):
        column = 0
        for piece in row:
            if piece.text.strip():
                look = f'fill="{_COLOURS.get(piece.colour, "#e6edf3")}"' + (
                    ' font-weight="bold"' if piece.bold else ""
                )
                at = f'x="{_MARGIN + column * _CELL}" y="{number * _LINE + 4}" textLength="{len(piece.text) * _CELL}"'
                lines.append(f'<text {at} {look} xml:space="preserve">{escape(piece.text)}</text>')
            column += len(piece.text)
    return "\n".join([*lines, "</svg>", ""])
