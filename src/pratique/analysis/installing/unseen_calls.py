"""Finds calls of Python and Ruby that write files or run code, and that the facts of a file do not show.

The facts contain calls with their names and first arguments. These patterns find what facts lack: helpers of distutils and mkmf, handlers
of logs, functions that are handed on, rules of make that code writes. A finding only says that a person must read the code.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pratique.analysis.facts import Language
from pratique.core.install_script import Effect


@dataclass(frozen=True, slots=True)
class Unseen:
    """A call that the facts do not show; `words` is a clause as in `Statement`, empty for a write in a place that is not known."""

    effect: Effect
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class _Row:
    pattern: re.Pattern[bytes]
    effect: Effect
    words: str
    after: re.Pattern[bytes] | None = None
    """What must also be in the file behind the call."""


_S = rb"\s{0,9}"
_COMPILER = _Row(
    re.compile(rb"-fplugin\b|-specs=|-wrapper\b"),
    Effect.OTHER_CODE,
    "makes the compiler run other code",
)
_PYTHON = (
    _Row(
        re.compile(
            rb"\bO_(?:WRONLY|RDWR|CREAT|APPEND)\b|\b(?:Rotating|TimedRotating|Watched)?FileHandler"
            + _S
            + rb"\("
            rb"|\bbasicConfig" + _S + rb"\([^)]{0,300}\bfilename\b"
            rb"|\b(?:copy_file|move_file|write_file|copy_tree|unpack_archive|outfiles)" + _S + rb"\("
            rb"|\b(?:NamedTemporaryFile|TemporaryFile|TemporaryDirectory|mkstemp|mkdtemp)"
            + _S
            + rb"\([^)\n]{0,300}\bdir"
            + _S
            + rb"="
        ),
        Effect.WRITES,
        "",
    ),
    _Row(
        re.compile(
            rb"[(,=\[]" + _S + rb"(?:io" + _S + rb"\." + _S + rb")?open" + _S + rb"(?:[,)\]]|$)", re.MULTILINE
        ),
        Effect.UNKNOWN,
        "it hands on a function that opens files",
    ),
    _Row(
        re.compile(rb"\bself" + _S + rb"\." + _S + rb"execute" + _S + rb"\("),
        Effect.UNKNOWN,
        "it has distutils call a function",
    ),
    _Row(re.compile(rb"\bspawn" + _S + rb"\("), Effect.STARTS, "starts a program with distutils"),
    _Row(
        re.compile(rb"\bdata_files\b"),
        Effect.STARTUP,
        "installs data files where interpreters or shells start",
        re.compile(
            rb"site-packages|dist-packages|\.pth\b|(?:site|user)customize|purelib|platlib|get_python_lib|expanduser"
            rb"|\.home\(|\bHOME\b|profile\.d|[\"']/(?:etc|root|home|usr)\b"
        ),
    ),
    _COMPILER,
)
_EMPTY_RULES = (
    rb"(?:dummy_makefile\b(?:\([^()\n]{0,100}\)|[ ]\S{1,60})?+(?:\.join\b(?:\([^()\n]{0,20}\))?+)?+"
    rb"|[\"'](?:(?:\.PHONY|all|install|clean|static|install-so|install-rb|default)(?:[: ]|[a-z-]){0,60}(?:\\n|\s){0,9}+){0,12}+[\"'])"
)
"""A Makefile that builds nothing, as gems write it for platforms on which they need no extension."""
_EMPTY = (
    rb"(?!\s{0,9}+,\s{0,9}+" + _EMPTY_RULES + rb"\s{0,9}\)?\s{0,9}(?:\n|;|\Z)"
    rb"|\s{0,9}+,\s{0,9}+[\"']wb?[\"']\s{0,9}+\)?\s{0,9}+(?:do|\{)\s{0,9}+\|\w{1,20}\|\s{0,9}+\w{1,20}\s{0,9}"
    rb"(?:\.(?:puts|write|print)|<<)\s{0,9}+\(?\s{0,9}+" + _EMPTY_RULES + rb"\s{0,9}\)?\s{0,9}(?:\}|end\b))"
)
_RUBY = (
    _Row(
        re.compile(
            rb"\.reopen\b|\bsysopen\b|\bLogger\.new"
            + _S
            + rb"+\(?+"
            + _S
            + rb"+(?!STD|\$std|nil|(?:File|IO)::NULL|\)|\s)"
            rb"|\bTempfile\.(?:create|new|open)" + _S + rb"\(?[^,\n)]{0,200}," + _S + rb"+(?![a-z_]{1,30}:)"
            rb"|\bmkdir(?:_p|path)?\b[^\n]{0,200}(?:Dir\.home|ENV|Etc\.|RbConfig|[\"'][/~]|\.\.)"
            rb"|\$INSTALLFILES\b|\binstall_files\b|\bcreate_(?:rust_)?makefile"
            + _S
            + rb"\(?"
            + _S
            + rb"[\"'][^\"'\n]{0,200}\.\."
        ),
        Effect.WRITES,
        "",
    ),
    _Row(
        re.compile(rb"\b(?:instance|class|module)_(?:eval|exec)\b"),
        Effect.UNKNOWN,
        "it runs code as a part of another object",
    ),
    _Row(
        re.compile(
            rb"(?:\bwrite|\bopen|\bnew)"
            + _S
            + rb"\(?[^\n]{0,120}?[\"'](?:[^\"'\n]{0,100}/)?(?:GNU)?(?:[Mm]akefile|depend)[\"']"
            rb"(?!\s{0,9}+,\s{0,9}+[\"']rb?[\"'])" + _EMPTY
        ),
        Effect.UNKNOWN,
        "it writes rules of make, which are not read",
    ),
    _COMPILER,
)
_ROWS: Mapping[Language, tuple[_Row, ...]] = {Language.PYTHON: _PYTHON, Language.RUBY: _RUBY}
LEAVES = re.compile(
    rb"\bfchdir\b|\bFileUtils" + _S + rb"(?:\.|::)" + _S + rb"cd\b|^[ \t]{0,40}cd[ (]", re.MULTILINE
)
"""Words by which a program of Python or Ruby runs in another folder, besides `chdir`."""


def unseen_calls(language: Language | None, data: bytes) -> Iterator[Unseen]:
    """Yield the first call of each kind in a file."""
    for row in _ROWS.get(language, ()) if language is not None else ():
        found = row.pattern.search(data)
        if found is not None and (row.after is None or row.after.search(data, found.end())):
            yield Unseen(row.effect, row.words, data.count(b"\n", 0, found.start()) + 1)
