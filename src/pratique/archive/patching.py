"""Applies a patch to the files of a package in memory, if every client that applies the patch gets the same result.

Package managers are lenient in different ways: pnpm and patch-package search for a location up to 20 lines away. yarn
searches from the line after the stated line and uses the nearest match. bun compares no lines. A hunk must therefore
match at its stated line, both line numbers must agree, and no location that yarn tries earlier may also match. A
patch must be in the format that `git diff` writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pratique.core.tree import File, Tree
from pratique.errors import ParseError, Reference

MOST_BYTES = 8 * 1024 * 1024
"""Maximum size of a patch."""

_MOST_TRIES = 10_000_000
"""Maximum number of lines that are compared to find out whether a hunk also matches at another location."""
_SPACE = "\t\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""Whitespace at the end of a line that package managers ignore when they compare lines."""
_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: .*)?")
_INDEX = re.compile(r"index [0-9a-f]{4,64}\.\.[0-9a-f]{4,64}(?: (100644|100755))?")
_SIMILARITY = re.compile(r"similarity index \d{1,3}%")
_DISPUTED = re.compile(r"[\x00-\x1f\x7f\"\\]")
_MODES = {"100644": False, "100755": True}
_NOTHING = "/dev/null"
_NO_NEWLINE = "\\ No newline at end of file"
_DIFF, _BINARY = "diff --git ", ("Binary files ", "GIT binary patch")
_HEADERS = (
    *("old mode ", "new mode ", "deleted file mode ", "new file mode ", "rename from ", "rename to "),
    *("--- ", "+++ "),
)
_HINT = "write the patch with the package manager's own command (`pnpm patch`, `bun patch`, `yarn patch`), for the locked version"


@dataclass(slots=True)
class _Hunk:
    line: int
    start: int
    count: int
    new_start: int
    new_count: int
    lines: list[tuple[str, str]] = field(default_factory=list)
    """The sign (` `, `+` or `-`) and the text of each line of the hunk."""
    unended: set[int] = field(default_factory=set)
    """The positions in `lines` of the lines that have no line end."""


@dataclass(slots=True)
class _Section:
    """The changes that a patch makes to one file."""

    line: int
    old: str
    new: str
    headers: dict[str, str] = field(default_factory=dict)
    hunks: list[_Hunk] = field(default_factory=list)

    @property
    def adds(self) -> bool:
        return "new file mode " in self.headers

    @property
    def removes(self) -> bool:
        return "deleted file mode " in self.headers

    @property
    def renames(self) -> bool:
        return "rename from " in self.headers


def apply(tree: Tree, patch: bytes, *, searches: bool = False) -> dict[str, File]:
    """Return the files of a package after a patch, by path.

    `searches` means that the package manager searches for the lines of a hunk. With `searches`, a hunk may match at
    another line if the lines of the hunk occur only once in the file. Raise ParseError (`patch-not-judged`) if package
    managers may disagree on the result of the patch, or reject the patch.
    """
    files = dict(tree.by_path)
    unread = {omission.path for omission in tree.omitted}
    touched: set[str] = set()
    sections = _Reader(_text(patch, 0)).sections()
    for section in sections:
        names = {section.old, section.new}
        if names & touched:
            raise _refused(section.line, "the patch changes a file twice")
        if names & unread:
            raise _refused(section.line, f"{section.old} is too large to be read")
        touched |= names
        _change(files, section, searches=searches)
    if not sections:
        raise _refused(1, "the patch changes no file")
    return files


def _change(files: dict[str, File], section: _Section, *, searches: bool) -> None:
    if section.adds:
        if section.new in files or any(path.startswith(f"{section.new}/") for path in files):
            raise _refused(section.line, f"the patch adds {section.new}, which already exists")
        files[section.new] = File(section.new, _added(section), _MODES[section.headers["new file mode "]])
        return
    before = files.get(section.old)
    if before is None:
        raise _refused(section.line, f"{section.old} is not in the package")
    if section.renames and section.new in files:
        raise _refused(section.line, f"the patch renames a file to {section.new}, which already exists")
    del files[section.old]
    if section.removes:
        return
    mode = section.headers.get("new mode ")
    executable = before.executable if mode is None else _MODES[mode]
    data = before.data
    if section.hunks:
        data = _Lines(_text(data, section.line), searches=searches).patched(section.hunks)
    files[section.new] = File(section.new, data, executable)


def _added(section: _Section) -> bytes:
    if not section.hunks:
        return b""
    hunk = section.hunks[0]
    stated = (hunk.start, hunk.count, hunk.new_start) == (0, 0, 1)
    if len(section.hunks) > 1 or not stated or any(sign != "+" for sign, _ in hunk.lines):
        raise _refused(hunk.line, "the patch adds a file, but not as a single block of added lines")
    if hunk.unended - {len(hunk.lines) - 1}:
        raise _refused(hunk.line, "a line end is missing inside the file")
    end = "" if hunk.unended else "\n"
    return ("\n".join(text for _, text in hunk.lines) + end).encode()


@dataclass(frozen=True, slots=True)
class _Reach:
    """The range of lines in which a hunk may apply."""

    nearest: int
    """The line, counted from 0, at which yarn starts to search."""
    done: int
    """The first line after the previous hunks."""
    grown: int
    """The number of lines that the previous hunks added to the file."""


class _Lines:
    """The lines of a file, to which hunks are applied from the top."""

    def __init__(self, text: str, *, searches: bool) -> None:
        self._searches = searches
        self._lines = text.split("\n")
        self._ended = self._lines[-1] == ""
        """Whether the last line has a line end."""
        if self._ended:
            self._lines.pop()
        self._bare = [line.rstrip(_SPACE) for line in self._lines]
        # Behind the last line end, clients have one more line, which is empty.
        self._elsewhere = [*self._bare, ""] if self._ended else self._bare
        self._tries = _MOST_TRIES

    def patched(self, hunks: list[_Hunk]) -> bytes:
        found: list[str] = []
        done = grown = drift = 0
        ended = self._ended
        for hunk in hunks:
            old = [text.rstrip(_SPACE) for sign, text in hunk.lines if sign != "+"]
            nearest = max(done, hunk.new_start + drift)
            at = self._place(hunk, old, _Reach(nearest, done, grown))
            drift += at - nearest
            found += self._lines[done:at]
            found += self._replaced(hunk, at)
            grown += hunk.new_count - hunk.count
            done = at + len(old)
            ended = self._end(hunk, done)
        found += self._lines[done:]
        return ("\n".join(found) + ("\n" if ended else "")).encode()

    def _place(self, hunk: _Hunk, old: list[str], reach: "_Reach") -> int:
        """Return the line, counted from 0, at which every package manager applies a hunk.

        Raise ParseError if there is no such line.
        """
        at = hunk.start - 1
        agrees = at >= reach.done and hunk.new_start == hunk.start + reach.grown
        if not hunk.count or not hunk.new_count or not (agrees or self._searches):
            raise _refused(hunk.line, "the two line numbers of the hunk do not agree")
        is_there = at + len(old) <= len(self._bare) and self._fits(old, at)
        if agrees and is_there:
            off = abs(at - reach.nearest)
            near = range(max(reach.done, reach.nearest - off), reach.nearest + off + 1)
            if not any(self._fits(old, other) for other in near if other != at):
                return at
        elif self._searches:
            places = [other for other in range(len(self._elsewhere)) if self._fits(old, other)]
            if len(places) == 1 and reach.done <= places[0] <= len(self._bare) - len(old):
                return places[0]
        if not is_there:
            raise _refused(hunk.line, f"the lines from {hunk.start} on differ from those of the package")
        raise _refused(
            hunk.line,
            "the hunk also matches at another location, and package managers differ on which location they use",
        )

    def _fits(self, old: list[str], at: int) -> bool:
        if self._tries < 0:
            raise _refused(1, "it takes too long to find where the hunk matches")
        if at < 0 or at + len(old) > len(self._elsewhere):
            return False
        for index, text in enumerate(old):
            self._tries -= 1
            if self._elsewhere[at + index] != text:
                return False
        return True

    def _replaced(self, hunk: _Hunk, at: int) -> Iterator[str]:
        for sign, text in hunk.lines:
            if sign == "+":
                yield text
                continue
            if sign == " ":
                yield self._lines[at]
            at += 1

    def _end(self, hunk: _Hunk, done: int) -> bool:
        """Return True if the last line of the patched file has a line end.

        Raise ParseError if the hunk contradicts the file.
        """
        last_old = max((n for n, (sign, _) in enumerate(hunk.lines) if sign != "+"), default=-1)
        last_new = max((n for n, (sign, _) in enumerate(hunk.lines) if sign != "-"), default=-1)
        at_end = done == len(self._lines)
        said = last_old in hunk.unended
        if hunk.unended - {last_old, last_new} or said != (at_end and not self._ended):
            raise _refused(
                hunk.line, "the hunk and the file disagree on whether the last line ends with a line break"
            )
        if not at_end and hunk.unended:
            raise _refused(hunk.line, "a line end is missing inside the file")
        return last_new not in hunk.unended if at_end else self._ended


class _Reader:
    """A parser that reads a patch from the top."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        if self._lines[-1] == "":
            self._lines.pop()
        self._at = 0

    def sections(self) -> list[_Section]:
        found = []
        while self._at < len(self._lines):
            section = self._section()
            _check(section)
            found.append(section)
        return found

    def _peek(self) -> str:
        return self._lines[self._at] if self._at < len(self._lines) else _DIFF

    def _section(self) -> _Section:
        text = self._peek()
        old, found, new = text.removeprefix(f"{_DIFF}a/").partition(" b/")
        if not text.startswith(f"{_DIFF}a/") or not found or " b/" in new:
            raise _refused(
                self._at + 1, f"the patch has a line that `git diff` does not write: {text[:80]!r}"
            )
        section = _Section(self._at + 1, old, new)
        self._at += 1
        while not (text := self._peek()).startswith((_DIFF, "@@ ")):
            self._header(section, text)
            self._at += 1
        while self._peek().startswith("@@ "):
            section.hunks.append(self._hunk())
        return section

    def _header(self, section: _Section, text: str) -> None:
        if text.startswith(_BINARY):
            raise _refused(self._at + 1, "the patch changes a binary file")
        if _INDEX.fullmatch(text) or _SIMILARITY.fullmatch(text):
            return
        start = next((one for one in _HEADERS if text.startswith(one)), None)
        if start is None or start in section.headers:
            raise _refused(
                self._at + 1, f"the patch has a line that `git diff` does not write: {text[:80]!r}"
            )
        section.headers[start] = text.removeprefix(start)

    def _hunk(self) -> _Hunk:
        match = _HUNK.fullmatch(self._peek())
        if match is None:
            raise _refused(self._at + 1, "a hunk has no line numbers")
        start, count, new_start, new_count = (1 if part is None else int(part) for part in match.groups())
        hunk = _Hunk(self._at + 1, start, count, new_start, new_count)
        self._at += 1
        left = {"-": count, "+": new_count}
        while any(left.values()):
            self._line(hunk, left)
        if self._peek() == _NO_NEWLINE:
            self._unended(hunk)
        return hunk

    def _line(self, hunk: _Hunk, left: dict[str, int]) -> None:
        text = self._peek() if self._at < len(self._lines) else "diff"
        if text == _NO_NEWLINE:
            self._unended(hunk)
            return
        sign = text[:1] or " "
        # Where a line is added or removed that looks like a header, readers differ.
        if sign not in " -+" or text.startswith(("--- ", "+++ ")):
            raise _refused(self._at + 1, "a hunk does not have the stated number of lines")
        for side in sign.replace(" ", "-+"):
            left[side] -= 1
            if left[side] < 0:
                raise _refused(self._at + 1, "a hunk does not have the stated number of lines")
        hunk.lines.append((sign, text[1:]))
        self._at += 1

    def _unended(self, hunk: _Hunk) -> None:
        number = len(hunk.lines) - 1
        if number < 0 or number in hunk.unended:
            raise _refused(self._at + 1, "a marker for a missing line end does not follow a line")
        hunk.unended.add(number)
        self._at += 1


def _check(section: _Section) -> None:
    """Raise ParseError if the headers of a section contradict each other."""
    headers = section.headers
    for path in (section.old, section.new):
        if _DISPUTED.search(path) or path != path.strip() or {"", ".", ".."} & set(path.split("/")):
            raise _refused(section.line, f"the path {path[:80]!r} is not a plain relative path")
    if any(name.endswith("mode ") and mode not in _MODES for name, mode in headers.items()):
        raise _refused(section.line, "the patch sets a mode other than 100644 or 100755")
    if not _agree(section):
        raise _refused(section.line, "the headers of a patch section contradict each other")


def _agree(section: _Section) -> bool:
    headers = section.headers
    kinds = (section.adds, section.removes, section.renames)
    moved = (headers.get("rename from "), headers.get("rename to "))
    modes = ("old mode " in headers, "new mode " in headers)
    return (
        sum(kinds) <= 1
        and moved == ((section.old, section.new) if section.renames else (None, None))
        and (section.renames or section.old == section.new)
        and (headers.get("--- "), headers.get("+++ ")) == _paths(section)
        and modes in {(False, False), (True, True)}
        and not (any(modes) and (section.adds or section.removes))
        and (any(kinds) or any(modes) or bool(section.hunks))
    )


def _paths(section: _Section) -> tuple[str | None, str | None]:
    """Return the paths in `---` and `+++`. git writes a tab after a path with a space."""
    if not section.hunks:
        return None, None
    old, new = (f"{path}\t" if " " in path else path for path in (f"a/{section.old}", f"b/{section.new}"))
    return _NOTHING if section.adds else old, _NOTHING if section.removes else new


def _text(data: bytes, line: int) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        what = "the patch" if not line else "a file that it changes"
        raise _refused(max(1, line), f"{what} is not UTF-8 text") from None


def _refused(line: int, why: str) -> ParseError:
    return ParseError(Reference.PATCH_NOT_JUDGED, f"line {line}: {why}", hint=_HINT)
