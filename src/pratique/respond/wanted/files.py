"""Parses one file of a request: the table of all forms that a file can have."""

from collections.abc import Callable
from dataclasses import dataclass

from pratique.respond.wanted import json_records, lists, stix, tables
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.value import Wanted


@dataclass(frozen=True, slots=True)
class FileForm:
    """A form of a file that lists what to search for."""

    name: str
    recognises: Callable[[bytes, Context], bool]
    read: Callable[[bytes, Context], Wanted]


FILE_FORMS: tuple[FileForm, ...] = (
    FileForm("a STIX bundle", lambda data, _: stix.recognises(data), stix.read),
    FileForm("advisory records", lambda data, _: json_records.recognises(data), json_records.read),
    FileForm("a table", lambda data, _: tables.recognises(data), tables.read),
    FileForm("a list", lists.recognises, lists.read),
)
"""The forms of a file, in the order in which they are tried."""


def file_form(data: bytes, context: Context) -> FileForm | None:
    """Return the form of a file; None if it is none that lists what to search for."""
    return next((form for form in FILE_FORMS if form.recognises(data, context)), None)


def read_file(data: bytes, context: Context) -> Wanted:
    """Return what a file lists. A file without a known form is reported as not read."""
    form = file_form(data, context)
    if form is None:
        return context.misread("", "the file is not an advisory, a table or a list of releases or indicators")
    return form.read(data, context)
