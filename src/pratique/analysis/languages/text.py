"""What any source file shows, and what it hides, whatever its language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining

from pratique.analysis.facts import Hidden, HiddenKind

MOST_HIDDEN = 200
"""Places of hidden text kept for one file."""
_MOST_SAMPLE = 8
_MOST_SHOWN = 80
_RUN = 8
"""So many invisible characters in a row carry a byte, and no script or emoji sequence needs them (`_carries`)."""
_IN_LINE = 20
"""So many on one line carry data even when they are spread out."""
_FEW_RUNS = 8
"""Runs on a line, and lines of a file, that say a bit each: no payload fits."""
_LONGEST_READ = 2_000
"""Characters of the longest line that a person reads as one."""
_OFF_SCREEN = 200

# The UTF-8 forms of the characters below, so that most files are answered without decoding them.
_ANY = re.compile(
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xb8[\x80-\x8f]|\xef\xbb\xbf|\xf3\xa0[\x80-\x87]"
    rb"|\xcd\x8f|\xe1\x85[\x9f\xa0]|\xe1\xa0[\x8b-\x8f]|\xe3\x85\xa4|\xef\xbe\xa0"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e01ef]+"
)
_GRAPHEME_JOINER = "\u034f"
"""Part of a name to a compiler; tools that rewrite modules put it into theirs, so that no other has the same."""
_NAME_END = re.compile(r"[\w$]+\Z", re.ASCII)
_NAME_START = re.compile(r"[\w$]+", re.ASCII)
_LONGEST_NAME = 40
# Sequences that scripts and emoji need: one joiner or mark beside a visible character that takes it.
_FILLERS = {"\u115f", "\u1160", "\u3164", "\uffa0"}
"""Letters to a compiler, nothing to a reader."""
_JOINERS = {"\u200c", "\u200d"}
_VIRAMA = 9
"""The combining class of the sign that a joiner follows at the end of a word."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]"
)
"""Letters of scripts that put a space of no width between words: Thai, Lao, Burmese, Khmer, Tai (UAX #14, class SA)."""
_WIDTHLESS = "\u200b"
_MARKS = {"\u200e", "\u200f"}
_FLAG = "\U0001f3f4"
_REGIONS = {
    "".join(chr(0xE0000 + ord(letter)) for letter in f"{name}\x7f") for name in ("gbeng", "gbsct", "gbwls")
}
"""The only flags spelt in tags that are recommended for interchange: England, Scotland, Wales (UTS #51, annex C)."""
_SELECTORS = re.compile("[\ufe00-\ufe0f]\u200d?|\u200d[\ufe00-\ufe0f]?")
_BLANKS = re.compile(rb"[ \t]{200,}")
_SPACES = b" " * _OFF_SCREEN
_COMMENT_STARTS = (b"#", b"//", b"/*", b"*", b"--", b"|", b"\\", b"%", b"<!--", b"-->", b"'", b'"', b"`")
_MOST_BEHIND = 4096
_NO_CODE = (b"#", b"//", b"*", b"|")
_CODE = re.compile(rb"[(=;{\[`]|\b(?:import|from|exec|eval|require|return|await|del|raise|throw)\b")
_ASIDE = re.compile(
    rb"""(?!.*\b(?:new|await|yield|delete|throw|import)\b)if\s*+\(\s*+[\w$.]++\s*+===?+\s*+(?:'[^'\\]*+'|"[^"\\]*+")\s*+\)\s*+return\s*+
    (?:[\w$:,\[\]{}\s]|\?(?!\.)|'[^'\\/]*+/?+'|"[^"\\/]*+/?+")*+;?+""",
    re.VERBOSE,
)
"""`if (text == 'word') return {...}` with nothing but names and literals in it: a joke for whoever asks for that word."""
_QUOTES = re.compile(rb"\\.|[\"'`]")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is laid out: number of lines, and length of the longest in bytes."""

    lines: int
    longest_line: int


def shape(source: bytes) -> Shape:
    """Measure the lines of a file. An empty file has none; a last line needs no newline."""
    if not source:
        return Shape(0, 0)
    parts = source.split(b"\n")
    return Shape(len(parts) - (not parts[-1]), max(map(len, parts)))


def hidden(source: bytes, *, longest_line: int | None = None) -> tuple[Hidden, ...]:
    """Find hidden text in a source file, in the order of its lines, at most `MOST_HIDDEN` places.

    - Bidirectional: every line with a control, also in the strings of translations: `sample` shows which.
    - Invisible: a run of eight or more that are not all the same, or twenty or more on one line of at most 2,000 characters. Not counted:
      a byte-order mark at the start, a selector or joiner inside an emoji sequence, the tags of three flags, a joiner between letters
      beyond ASCII or after a virama (Arabic and Indic scripts need it: RFC 5892, appendix A.1 and A.2), a space of no width beside a
      letter of Thai, Khmer and their like, a single left-to-right or right-to-left mark, a name with one joiner each time it comes again,
      up to eight lines of up to eight runs of spaces of no width in one of two lengths, as a page that was copied from leaves them.
    - Off screen: code, at least 200 blanks, code, on one line; not inside a string or a comment.
    """
    found: list[Hidden] = []
    if not source.isascii() and _ANY.search(source, 3 if source.startswith(b"\xef\xbb\xbf") else 0):
        found.extend(_characters(source))
    longest = shape(source).longest_line if longest_line is None else longest_line
    if longest > _OFF_SCREEN:
        found.extend(_off_screen(source))
    found.sort(key=lambda item: (item.line, item.kind))
    return tuple(found[:MOST_HIDDEN])


def _characters(source: bytes) -> Iterator[Hidden]:
    text = source.decode("utf-8", "replace").removeprefix("\ufeff")
    left = _FEW_RUNS
    for number, line in enumerate(text.split("\n"), start=1):
        if line.isascii():
            continue
        controls = _BIDI.findall(line)
        if controls:
            yield Hidden(HiddenKind.BIDI, number, len(controls), _words("".join(controls)))
        unseen = _unseen(line)
        if unseen and (any(map(_carries, unseen)) or _spread(line, unseen)):
            if left and _says_little(unseen):
                left -= 1
                continue
            whole = "".join(unseen)
            yield Hidden(HiddenKind.INVISIBLE, number, len(whole), _words(whole))


def _unseen(line: str) -> list[str]:
    """Runs that nothing explains. A name with one joiner in it says nothing more when it comes again, unless it is there without it, too."""
    found, names = list[str](), set[str]()
    for match in _INVISIBLE.finditer(line):
        run = _unexplained(line, match)
        if run == _GRAPHEME_JOINER:
            name = _name_around(line, match)
            if name and name in names:
                continue
            names.add(name)
        if run:
            found.append(run)
    return found


def _name_around(line: str, match: re.Match[str]) -> str:
    """The name that a character is inside of; nothing where it is at an end, or where its absence could be a sign."""
    before = _NAME_END.search(line, max(match.start() - _LONGEST_NAME, 0), match.start())
    after = _NAME_START.match(line, match.end(), match.end() + _LONGEST_NAME)
    if before is None or after is None or before.group() + after.group() in line:
        return ""
    return before.group() + match.group() + after.group()


def _carries(run: str) -> bool:
    """Whether a run carries data by itself: one character again and again says its number alone, unless it can be a name."""
    return len(run) >= _RUN and (len(set(run)) > 1 or run[0] in _FILLERS)


def _says_little(unseen: list[str]) -> bool:
    """Whether the runs of a line are few, and all of spaces of no width in one of two lengths: each says a bit, if anything."""
    return len(unseen) <= _FEW_RUNS and {*"".join(unseen)} == {_WIDTHLESS} and len({*unseen}) <= 2


def _spread(line: str, unseen: list[str]) -> bool:
    """Whether the invisible characters of a line carry data although they are spread out.

    On the long lines of a bundle they add up by themselves, as in a table of character entities.
    """
    return sum(map(len, unseen)) >= _IN_LINE and len(line) <= _LONGEST_READ


def _unexplained(line: str, match: re.Match[str]) -> str:
    """The run, or nothing where the characters around it explain it."""
    run = match.group()
    before = line[match.start() - 1 : match.start()]
    after = line[match.end() : match.end() + 1]
    if run in _MARKS:
        return ""
    if before == _FLAG and run.replace("\u200d", "") in _REGIONS:
        return ""
    if run == _WIDTHLESS and (_UNSPACED.match(before) or _UNSPACED.match(after)):
        return ""
    if run in _JOINERS and before > "\x7f" and (after > "\x7f" or combining(before) == _VIRAMA):
        return ""
    if (
        len(run) <= 2
        and before
        and _SELECTORS.fullmatch(run)
        and (before > "\x7f" or before in "#*0123456789")
    ):
        return ""
    return run


def _words(characters: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in characters[:_MOST_SAMPLE])


def _off_screen(source: bytes) -> Iterator[Hidden]:
    # Few files have a run of blanks, and to look for one of spaces alone is ten times quicker.
    if _SPACES not in source.replace(b"\t", b" "):
        return
    line, start, done, opened, shows = 1, 0, 0, b"", False
    for match in _BLANKS.finditer(source):
        last = source.rfind(b"\n", done, match.start()) + 1
        if last:
            line += source.count(b"\n", done, last)
            start, done, opened, shows = last, last, b"", False
        shows = shows or bool(source[done : match.start()].strip())
        opened = _open_quote(source, done, match.start(), opened)
        done = match.end()
        # A line of megabytes is cut: what a person is shown is at its start.
        after, ended, _ = source[match.end() : match.end() + _MOST_BEHIND].partition(b"\n")
        whole = bool(ended) or match.end() + _MOST_BEHIND >= len(source)
        after = after.strip().lstrip(b"; \t")
        if not shows or opened or source[start : start + _LONGEST_READ].lstrip().startswith(_NO_CODE):
            continue
        if after.startswith(_COMMENT_STARTS) or not _CODE.search(after):
            continue
        if whole and _ASIDE.fullmatch(after):
            continue
        shown = after[:_MOST_SHOWN].decode("utf-8", "replace")
        yield Hidden(HiddenKind.OFF_SCREEN, line, len(match.group()), shown)


def _open_quote(source: bytes, start: int, end: int, opened: bytes) -> bytes:
    """The mark of the text that a line is inside of at the end of a stretch, judged by the quotes on that line alone."""
    for match in _QUOTES.finditer(source, start, end):
        mark = match.group()
        if len(mark) == 1:
            opened = mark if not opened else b"" if mark == opened else opened
    return opened
