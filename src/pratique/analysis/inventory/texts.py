"""Whether a piece of data is a program, by its bytes alone."""

import re

from pratique.analysis.inventory.inventory import Shape
from pratique.analysis.kinds import Compiled, Packed, classify
from pratique.core.tree import File

MOST_BYTES = 64 * 1024
"""So much of a piece is looked at."""
_SAMPLE = 80
_SHEBANG = re.compile(rb"#![ \t]*/[\w./-]{1,60}(?:[ \t]|\r?\n)")
_TEXT = re.compile(rb"[^\x00-\x08\x0e-\x1a\x1c-\x1f]*\Z")

_STARTS = re.compile(
    rb"""\s*(?:
      (?:import[ \t]+[\w{*'"]|from[ \t]+[\w.]+[ \t]+import[ \t]|def[ \t]+\w+\(|class[ \t]+\w+[:(])
    | (?:const|let|var)[ \t]+[\w${\[]|['"]use[ ]strict['"]|function[ \t]*[\w$]*\(|module\.exports|exports\.
    | (?:require|eval|exec|setTimeout|Function)[ \t]*\(|\(?(?:async[ \t]+)?\(\)[ \t]*=>|[;!(]*\((?:async[ \t]+)?function
    | @echo[ \t]+off|powershell|cmd[ ]/c|Set-ExecutionPolicy|\$\w+[ \t]*=[ \t]*New-Object|<\?php|<script
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ACTS = re.compile(
    rb"""
      \b(?:eval|exec|Function|compile)[ \t]*\(|\brequire[ \t]*\(\s*['"]|\b__import__\b|\bsubprocess\b|\bos\.system
    | child_process|process\.env|fromCharCode|b64decode|base64[ ]-d|\batob\(|Buffer\.from|urlopen|requests\.(?:get|post)
    | Invoke-(?:WebRequest|Expression)|\bIEX\b|DownloadString|/bin/(?:ba)?sh|\bcurl[ ]+-|\bwget[ ]+http|document\.write
    """,
    re.VERBOSE,
)
_ENCODED = re.compile(rb"[A-Za-z0-9+/]{256,}={0,2}|[0-9a-fA-F]{400,}")


def shape_of(data: bytes) -> Shape:
    """Say what a piece of data is. Code must both begin as code does and do something that code does."""
    head = data[:MOST_BYTES]
    match classify(File("data", head)):
        case Compiled():
            return Shape.EXECUTABLE
        case Packed():
            return Shape.ARCHIVE
        case _:
            return _shape_of_text(head)


def _shape_of_text(head: bytes) -> Shape:
    if head.startswith((b"%PDF-", b"<?xml")):
        return Shape.DATA
    if _SHEBANG.match(head) or (is_text(head) and _STARTS.match(head) and _ACTS.search(head)):
        return Shape.SCRIPT
    return Shape.ENCODED if _ENCODED.match(head.lstrip()) else Shape.DATA


def is_text(data: bytes) -> bool:
    """Whether there are no control characters but blanks and escapes in a piece of data."""
    return _TEXT.match(data) is not None


def acts(data: bytes) -> bool:
    """Whether a text names what only a program needs."""
    return _ACTS.search(data[:MOST_BYTES]) is not None


def begins_as_code(data: bytes) -> bool:
    """Whether a text begins as source does."""
    return _STARTS.match(data[:MOST_BYTES]) is not None


def sample(data: bytes) -> str:
    """The first characters of a text; "" for anything else."""
    head = data[:_SAMPLE]
    return head.decode("utf-8", "replace").strip() if is_text(head) else ""
