"""Writes SVG elements.

Every text in the SVG goes through `shown` and every number through `number`; nothing else is interpolated. Colours are
variables of the style sheet, so that one picture works in light and dark mode. A letter, a shape or a word repeats the
meaning of each colour.
"""

import unicodedata
from collections.abc import Iterable
from html import escape as reference

from pratique.report.parts.escape import escape

PUBLISHERS = 8
"""The maximum number of publishers with their own colour."""
SHEET = """\
.history {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2129; --faint: #5b6673; --line: #d5dbe2; --band: #eef1f5; --silence: #e7ebf0;
  --holds: #b3141b; --lengthens: #a85400; --ranks: #3d5a80; --none: #7d8894; --on: #ffffff;
  --p0: #1f6fb2; --p1: #8a3ea8; --p2: #1d7a4f; --p3: #6d4c2f; --p4: #0f7a80; --p5: #6b6a00; --p6: #3a4a9f; --p7: #a3195b;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  .history {
    --paper: #14181d; --ink: #e6eaef; --faint: #a0abb8; --line: #39424d; --band: #1d232a; --silence: #232a33;
    --holds: #ff7b7b; --lengthens: #ffb066; --ranks: #9cc3f0; --none: #8b97a5; --on: #0d1013;
    --p0: #6cb4f5; --p1: #d79af0; --p2: #6fd3a0; --p3: #cfa98a; --p4: #63d3d9; --p5: #d9d65c; --p6: #a5b1ff; --p7: #ff8dbb;
  }
}
.history text { fill: var(--ink); font-size: 13px; }
.history .paper { fill: var(--paper); }
.history .name { font-size: 22px; font-weight: 700; }
.history .head { font-size: 15px; font-weight: 600; }
.history .faint { fill: var(--faint); }
.history .small { font-size: 11.5px; }
.history .lane { stroke: var(--line); stroke-width: 1; }
.history .stripe { fill: var(--band); }
.history .silence { fill: var(--silence); }
.history .silent { fill: var(--faint); font-size: 11.5px; font-style: italic; }
.history .letter { fill: var(--on); font-size: 9.5px; font-weight: 700; text-anchor: middle; }
.history .version { font-size: 12px; }
.history .strong { font-weight: 700; }
.history .number { fill: var(--on); font-size: 12px; font-weight: 700; text-anchor: middle; }
.history .untold { fill: var(--paper); stroke: var(--none); stroke-width: 1.6; stroke-dasharray: 2.5 2; }
.history .faded { opacity: .5; }
.history .others { fill: var(--none); }
.history .cross { stroke: var(--ink); stroke-width: 2.2; fill: none; }
.history .ring { fill: none; stroke-width: 2.6; }
.history .guide { stroke-width: 1; stroke-dasharray: 3 3; }
.history .holds { stroke: var(--holds); } .history .f-holds { fill: var(--holds); }
.history .lengthens { stroke: var(--lengthens); } .history .f-lengthens { fill: var(--lengthens); }
.history .ranks { stroke: var(--ranks); } .history .f-ranks { fill: var(--ranks); }
.history .judged { stroke: var(--ink); stroke-width: 1.4; fill: none; stroke-dasharray: 3 2; }
.history .sign { fill: var(--ink); font-size: 14px; font-weight: 700; text-anchor: middle; }
""" + "".join(f".history .p{place} {{ fill: var(--p{place}); }}\n" for place in range(PUBLISHERS))
"""The style sheet of the picture, for the document that contains the picture."""
_WIDE = {"W", "F"}


def shown(text: str, *, most: int = 200) -> str:
    """Return text escaped for XML and HTML elements or attributes.

    Hidden characters are shown as escapes.
    """
    return reference(escape(text, most=most), quote=True)


def number(value: float) -> str:
    """Return a coordinate as text."""
    return f"{value:.1f}".removesuffix(".0")


def width(text: str, *, size: float = 12.0) -> float:
    """Return the approximate width of a text, without knowledge of the font."""
    return sum(1.05 if unicodedata.east_asian_width(c) in _WIDE else 0.59 for c in text) * size


def words(x: float, y: float, text: str, classes: str = "", *, anchor: str = "", most: int = 200) -> str:
    """Return an SVG text element with one line."""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{number(x)}" y="{number(y)}" class="{classes}"{where}>{shown(text, most=most)}</text>'


def box(x: float, y: float, w: float, h: float, classes: str, *, round_: float = 0) -> str:
    """Return a rectangle."""
    corner = f' rx="{number(round_)}"' if round_ else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(w, 0))}" height="{number(max(h, 0))}"{corner} '
        f'class="{classes}"/>'
    )


def dot(x: float, y: float, r: float, classes: str) -> str:
    """Return a circle."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" class="{classes}"/>'


def stroke(x1: float, y1: float, x2: float, y2: float, classes: str) -> str:
    """Return a straight line."""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" class="{classes}"/>'
    )


def cross(x: float, y: float, r: float) -> str:
    """Return a cross, which marks a removed release."""
    return (
        f'<path d="M{number(x - r)} {number(y - r)}L{number(x + r)} {number(y + r)}'
        f'M{number(x - r)} {number(y + r)}L{number(x + r)} {number(y - r)}" class="cross"/>'
    )


def group(parts: Iterable[str], *, title: str = "") -> str:
    """Return a group of SVG elements. Browsers show the title of the group as a tooltip."""
    told = f"<title>{shown(title, most=600)}</title>" if title else ""
    return f"<g>{told}{''.join(parts)}</g>"
