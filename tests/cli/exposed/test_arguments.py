"""The first argument is what to search for; a later folder or log is a place, and a later list is not."""

import io
import sys
from pathlib import Path

import pytest

from pratique.cli.exposed import arguments
from pratique.cli.exposed.arguments import Asked, read_arguments
from pratique.cli.exposed.units import is_place
from pratique.errors import UsageError
from tests.respond.wanted.asking import context


def read(*words: str | Path) -> Asked:
    return read_arguments([str(word) for word in words], context(), is_place)


def test_texts_and_places_are_split(tmp_path: Path) -> None:
    table = tmp_path / "bad.csv"
    table.write_text("package,version\n@scope/a,1.0.0\n")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("litellm==1.82.7\n")
    log = tmp_path / "odd.bin"
    log.write_bytes(b"\0\1")
    found = read("axios@1.14.1", table, tmp_path, requirements, log)
    assert ("pkg:npm/axios@1.14.1", "pkg:npm/%40scope/a@1.0.0") == found.wanted.ids
    assert (tmp_path, requirements, log) == found.places


def test_the_first_file_is_what_to_search_for(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("litellm==1.82.7\n")
    assert (("pkg:pypi/litellm@1.82.7",), ()) == (read(requirements).wanted.ids, read(requirements).places)


def test_a_first_file_without_a_form_is_reported(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>")
    assert 1 == len(read(page).wanted.misread)


def test_standard_input_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"axios@1.14.1\nprose of a page\n")))
    found = read("-").wanted
    assert (("pkg:npm/axios@1.14.1",), ["standard input:2"]) == (
        found.ids,
        [one.origin for one in found.misread],
    )


@pytest.mark.parametrize("word", ["./missing", "/nowhere/at/all", "../x.json"])
def test_a_missing_path_is_a_usage_error(word: str) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        read(word)


def test_a_folder_first_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        read(tmp_path)


def test_a_file_that_is_too_large_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "list.txt"
    large.write_text("axios@1.14.1\n")
    monkeypatch.setattr(arguments, "MOST_BYTES", 4)
    with pytest.raises(UsageError, match="larger than 64 MiB"):
        read(large)
