"""The clipboard watched for addresses of payments: it is read and written, and the file holds what such an address looks like."""

import ast
import re
from collections.abc import Mapping
from itertools import islice

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.scopes import Called
from pratique.analysis.languages.python.source import Source

_READS = frozenset(
    (
        *(
            "pyperclip.paste",
            "clipboard.paste",
            "win32clipboard.GetClipboardData",
            "PIL.ImageGrab.grabclipboard",
        ),
        *("ctypes.windll.user32.GetClipboardData", "ctypes.WinDLL().GetClipboardData"),
    )
)
_WRITES = frozenset(
    (
        *("pyperclip.copy", "clipboard.copy", "win32clipboard.SetClipboardData"),
        *("win32clipboard.SetClipboardText", "ctypes.windll.user32.SetClipboardData"),
        *("ctypes.WinDLL().SetClipboardData",),
    )
)
_LAST = frozenset(name.rpartition(".")[2] for name in _READS | _WRITES)
_READING = re.compile(
    r"\bGet-Clipboard\b|\bpbpaste\b|\bxclip\b.{0,40} -o\b|\bxsel\b.{0,20} (?:-o|--output)\b", re.IGNORECASE
)
_WRITING = re.compile(
    r"\bSet-Clipboard\b|\bpbcopy\b|\bclip(?:\.exe)?\Z|\bxclip\b|\bxsel\b.{0,20} (?:-i|--input)\b",
    re.IGNORECASE,
)
_WORDS = ("lipboard", "pyperclip", "pbcopy", "xclip", "xsel")
METHODS = ("clipboard_get", "clipboard_append")
"""Of windows of tkinter, by their names alone."""
_LOOKS = re.compile(
    r"0x\)?\??\[[0-9a-fA-F\\d-]{2,24}\]\{40|\bbc1\b.{0,12}\[|\[13\]\)?\[|\bbc1\|\[13\]|[TLDX]\[[0-9A-HJ-NP-Za-km-z\\w-]{4,60}\]\{3[0-9]"
    r"|\[(?:1-9A-HJ-NP-Za-km-z|a-km-zA-HJ-NP-Z1-9)\]"
)
"""How patterns spell the addresses of Bitcoin, Ethereum, Tron and their like: the letters of base 58, forty of base 16."""
_MOST_PARTS = 200_000


def read_swaps(source: Source, named: Mapping[int, str], started: list[tuple[Called, str]]) -> None:
    """Tell a clipboard that is swapped. `named` are the calls by their ids, `started` the programs with their command lines."""
    if not any(word in source.text for word in _WORDS):
        return
    reads = writes = False
    place: Called | None = None
    for scope in source.index.scopes:
        for called in scope.calls:
            func = called.node.func
            name = named.get(id(called.node)) or _name(source, called)
            last = func.attr if isinstance(func, ast.Attribute) else ""
            reads = reads or name in _READS or last == METHODS[0]
            if name in _WRITES or last == METHODS[1]:
                writes, place = True, place or called
    for called, line in started:
        reads = reads or _READING.search(line) is not None
        if _WRITING.search(line) and not _READING.search(line):
            writes, place = True, place or called
    if reads and writes and place is not None and _looks(source):
        source.use(Capability.SECRETS, "payment-address-swap", place)


def _name(source: Source, called: Called) -> str:
    func = called.node.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if last not in _LAST:
        return ""
    return source.evaluator.value(func, At(called.scope, called.block)).name


def _looks(source: Source) -> bool:
    parts = islice(ast.walk(source.index.module.node), _MOST_PARTS)
    return any(
        _LOOKS.search(part.value[:500]) is not None
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value) > 8
    )
