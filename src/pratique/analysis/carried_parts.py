"""The texts in a file of settings or cells, of which code runs some: which one is decided elsewhere, so all are read."""

import ast
import csv
import json
import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.facts import Language
from pratique.analysis.languages import readers
from pratique.core.tree import File

RECORDS = (".json", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".csv", ".tsv")
"""Suffixes of data of which a part may be carried out."""
_SPLIT = frozenset((Language.SHELL, Language.PYTHON, Language.RUBY))
_MOST_DEEP = 40
_VALUE = re.compile(
    r"[ \t]*+(?:(?:-[ \t]++)?+(?:[\"']?[\w .-]{1,100}[\"']?[ \t]*+|(?<=[ \t]))[:=][ \t]*+|-[ \t]++(?:-[ \t]++)?)(\S.*)"
)
_CALLS = re.compile(r"\w\s*\(|^\s*import\b|;")


def as_carried_out(file: File, language: Language) -> File:
    """Give what an interpreter may get of a file: the file, and the texts in one of these, a line for each.

    The texts alone count where the interpreter stops at the whole, which shells never do. What is larger than any file that is read
    (`readers.MOST_BYTES`) stays as it is, and reading says so.
    """
    suffix = posixpath.splitext(file.path)[1].lower()
    if file.size_bytes > readers.MOST_BYTES or language not in _SPLIT:
        return file
    if language is Language.RUBY and suffix != ".rb" and is_template(file) and not _runs(file, language):
        return File(file.path, b"\n".join(_tags(file.data)))
    if suffix not in RECORDS:
        return file
    texts = _texts(file.data.decode("utf-8", "replace"), suffix)
    lines = [line for line in texts if language is Language.SHELL or _is_code(line, language)]
    whole = [file.data] if not lines or _runs(file, language) else []
    return File(file.path, b"\n".join((*whole, *(line.encode() for line in lines))))


def is_template(file: File) -> bool:
    """Whether a file has code in the tags of a template of ERB."""
    return next(_tags(file.data), None) is not None


def _tags(data: bytes) -> Iterator[bytes]:
    """The code in a template of ERB: `<% x %>`, `<%= x -%>`, and no comment."""
    for part in data.split(b"<%")[1:]:
        code, end, _ = part.partition(b"%>")
        if end and not code.startswith((b"%", b"#")):
            yield code.lstrip(b"=-").removesuffix(b"-")


def _runs(file: File, language: Language) -> bool:
    """Whether an interpreter takes a file as a whole. What is JSON runs nothing: it is one value."""
    if file.path.lower().endswith(".json"):
        try:
            return not isinstance(json.loads(file.data), list | dict)
        except (ValueError, RecursionError):
            return True
    if language is Language.PYTHON:
        return _parses(file.data)
    return language is Language.SHELL or not (readers.read(file, language).problem or "").startswith(
        "does not parse"
    )


def _texts(text: str, suffix: str) -> Iterator[str]:
    if suffix == ".json":
        try:
            yield from _inside(json.loads(text), 0)
        except (ValueError, RecursionError):
            return
    elif suffix in {".csv", ".tsv"}:
        try:
            for row in csv.reader(text.splitlines(), delimiter="\t" if suffix == ".tsv" else ","):
                yield from row
        except csv.Error:
            return
    else:
        for line in text.splitlines():
            found = _VALUE.match(line)
            if found is not None:
                yield _unquoted(found.group(1).strip())


def _inside(value: object, deep: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and deep < _MOST_DEEP:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _inside(item, deep + 1)


def _unquoted(text: str) -> str:
    """A value without its quotes; what is escaped in them stays so."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].replace('\\"', '"')
    return text


def _is_code(text: str, language: Language) -> bool:
    """Whether a text can be code that does something; of Python, one that compiles."""
    if _CALLS.search(text) is None:
        return False
    if language is not Language.PYTHON:
        return True
    return _parses(text)


def _parses(text: str | bytes) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True
