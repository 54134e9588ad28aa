import re

import pytest

from pratique.advisories.interface import Entry, Source
from pratique.advisories.table import SOURCES, source_named
from pratique.errors import UsageError


def test_names_are_unique_and_can_be_typed() -> None:
    names = [source.name for source in SOURCES]

    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) for name in names)


def test_every_source_tells_its_title_and_licence() -> None:
    assert all(source.title and source.licence for source in SOURCES)


def test_what_sync_brings_unasked_has_an_address() -> None:
    assert all(source.url and source.url.startswith("https://") for source in SOURCES if source.default)
    assert all(source.url for source in SOURCES if source.deltas)


def test_a_source_is_found_by_its_name() -> None:
    assert all(source is source_named(source.name) for source in SOURCES)


def test_a_name_that_is_nearly_one_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        source_named("osv-pipy")

    assert "did you mean osv-pypi?" == caught.value.hint


def test_a_name_far_from_all_is_answered_with_all() -> None:
    with pytest.raises(UsageError) as caught:
        source_named("\x1b[31m")

    assert "\x1b" not in str(caught.value)
    assert "malicious-packages" in caught.value.hint


PATHS = ("x", "x.json", "x.jsonl", "x.yaml", "x.yml", "x.csv", "a/b/MAL-1.json", "")
BYTES = (b"", b"\x00", b"\xff" * 9, b"{", b"[]", b"a,b\n1", b'"' * 3, b"- a: {")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_no_file_ends_a_source(source: Source) -> None:
    for entry in (Entry(path, data) for path in PATHS for data in BYTES):
        assert source.wants(entry.path) in {True, False}
        assert source.recognises(entry) in {True, False}
        assert list(source.rows(entry)), entry
