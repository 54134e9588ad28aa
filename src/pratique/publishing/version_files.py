"""Recognises files that build tools write with the version in them, by what they contain."""

import posixpath
import re
from collections.abc import Iterable

_NAME = re.compile(
    r"(?:.{0,400}/)?_{0,2}(?:version|about|scm_version|build_info|git_?revision)s?_{0,2}\.(?:py|pyi|js|ts|cjs|mjs|json|rb|txt)\Z",
    re.IGNORECASE,
)
_MOST_BYTES = 20_000
_MOST_IN_A_LINE = 3
_LONGEST_LINE = 1_000

# A string without quotes, escapes or interpolation cannot end another string that is open.
_TEXT = r"(?:\"[\w .+:/@~^=,-]{0,200}\"|'[\w .+:/@~^=,-]{0,200}')"
_WORD = rf"(?:{_TEXT}|-?\d[\w.]{{0,60}}|none|null|nil|true|false|object|str)"
_LITERAL = rf"(?:{_WORD}|[\[(](?:{_WORD}(?:, ?{_WORD}){{0,40}},?)?[\])])"
_ABOUT = (
    r"(?:version|commit|revision|sha|hash|build|built|date|time|branch|tag|dirty|release|major|minor|patch|micro|git|"
    r"distance|error|type_checking|__all__)"
)
_VARIABLE = rf"\w{{0,60}}{_ABOUT}\w{{0,60}}"
_MARK = "# END VERSION_JSON"
_LINE = re.compile(
    r"|".join(
        (
            # An assignment, also of several names, with or without a type.
            rf"(?:(?:export )?(?:const|let|var) )?(?:{_VARIABLE}(?:: [\w\[\], .|]{{1,60}})? ?= ?){{1,3}}{_LITERAL}(?:\.freeze)?(?: as const)?[;,]?",
            rf"\"[\w-]{{0,60}}{_ABOUT}[\w-]{{0,60}}\" ?: ?{_LITERAL},?",
            rf"{_VARIABLE}: [\w\[\], .|]{{1,60}}",
            rf"{_VARIABLE}(?: ?= ?)(?:Tuple|Union|tuple)\[[\w\[\], .|]{{1,60}}\]",
            rf"(?:module\.exports|exports\.{_VARIABLE}) ?= ?{_LITERAL};?|export default {_LITERAL};?",
            rf"__all__ ?= ?\[|{_TEXT},?",
            r"(?:module|class) [A-Z]\w{0,80}(?:::[A-Z]\w{0,80}){0,5}|end|[{}\]]|\"use strict\";?",
            r"from typing import [\w, ]{1,60}|from __future__ import annotations|if TYPE_CHECKING:|else:",
            # The file that versioneer writes.
            rf"import json|version_json = '''|'''  {_MARK}|def get_versions\(\):|return json\.loads\(version_json\)",
        )
    ),
    re.IGNORECASE,
)
_HASH = re.compile(r"#(?!.*(?:'''|\"\"\"|coding[:=](?! ?utf-8\b)|\bpragma)).{0,300}")
_SLASHES = re.compile(r"//.{0,300}|/\*(?:(?!\*/).){0,300}\*/")
_COMMENTS = {**dict.fromkeys((".js", ".ts", ".cjs", ".mjs"), _SLASHES), ".json": None}
"""The form of comments by extension, where it is not `#`. In Python, `//` after a string divides, and runs what follows."""
_PLAIN = re.compile(rf"(?:{_ABOUT}[\w ]{{0,40}}[:=] ?)?v?[0-9a-f][\w.+:-]{{0,80}}", re.IGNORECASE)
_PLAIN_TEXT = frozenset(("", ".txt"))
_PLACEHOLDER = r"(?:[\w.+!@$%<>{}-]|(?<=\{) | (?=\})){0,60}?"


def is_version_file(path: str) -> bool:
    """Return True for the name of a file that build tools write, such as `_version.py`. The name excuses nothing."""
    return _NAME.match(path) is not None or posixpath.basename(path).upper() in {"VERSION", "VERSION.TXT"}


def states_a_version_only(path: str, data: bytes, source: bytes = b"") -> bool:
    """Return True for a version file with only comments and assignments of fixed values to names of versions.

    Lines that `source`, the file of the project, also has are not read.
    """
    if not is_version_file(path) or len(data) > _MOST_BYTES or not data.isascii():
        return False
    known = set(_lines(source))
    suffix = posixpath.splitext(path)[1].lower()
    return all(_is_plain(line.strip(), suffix) for line in _lines(data) if line not in known)


def _lines(data: bytes) -> Iterable[str]:
    return data.decode("ascii", "replace").splitlines()


def _is_plain(line: str, suffix: str) -> bool:
    if not line:
        return True
    if len(line) > _LONGEST_LINE or not line.isprintable():
        return False
    comment = _COMMENTS.get(suffix, _HASH)
    forms = (_LINE, comment, _PLAIN if suffix in _PLAIN_TEXT else None)
    return any(form is not None and form.fullmatch(line) for form in forms)


def differs_in_version_only(before: bytes, after: bytes, version: str) -> bool:
    """Return True if each line that differs is the earlier line with the version in the place of a version or a placeholder."""
    if not version:
        return False
    old, new = before.splitlines(), after.splitlines()
    pairs = [(one, other) for one, other in zip(old, new, strict=False) if one != other]
    return bool(pairs) and len(old) == len(new) and all(_is_filled(*pair, version) for pair in pairs)


def _is_filled(before: bytes, after: bytes, version: str) -> bool:
    old, new = before.decode("utf-8", "replace"), after.decode("utf-8", "replace")
    parts = new.split(version)
    if not 1 < len(parts) <= _MOST_IN_A_LINE + 1 or max(len(old), len(new)) > _LONGEST_LINE:
        return False
    return re.fullmatch(_PLACEHOLDER.join(map(re.escape, parts)), old) is not None
