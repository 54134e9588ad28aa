"""A file is read in the first form that recognises it."""

import pytest

from pratique.respond.wanted.files import file_form, read_file
from tests.respond.wanted.asking import context, reasons


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'{"type": "bundle", "objects": []}', "a STIX bundle"),
        (b'{"id": "MAL-2026-1", "affected": []}', "advisory records"),
        (b"package,version\na,1\n", "a table"),
        (b"axios@1.14.1\n", "a list"),
        (b'{"lockfileVersion": 3}', None),
        (b"<html>", None),
    ],
)
def test_the_form_of_a_file_is_recognised(data: bytes, name: str | None) -> None:
    form = file_form(data, context())
    assert name == (form and form.name)


def test_a_file_without_a_form_is_reported() -> None:
    assert 1 == len(reasons(read_file(b"<html>", context())))
    assert ("pkg:npm/axios@1.14.1",) == read_file(b"axios@1.14.1\n", context()).ids
