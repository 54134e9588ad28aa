"""The words of pages, docstrings and messages: none that readers did not understand is added, and no word is misspelt."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.words import (
    PAGES,
    RATCHET,
    SOURCE,
    TERMS,
    Term,
    counted,
    found,
    hits,
    page_texts,
    read_ratchet,
    risen,
    source_texts,
    terms,
    written_ratchet,
)

KNOWN = terms(TERMS.read_text(encoding="utf-8"))
CODESPELL = Path(sys.executable).with_name("codespell")


def test_no_term_is_used_more_often_than_the_ratchet_has() -> None:
    every = found()
    more = risen(counted(every), read_ratchet(RATCHET.read_text(encoding="utf-8")))
    say = {term.name: term.say for term in KNOWN}

    assert {} == more, "\n".join(
        f"{term} in {area}: {now} now, {left} allowed; say: {say[term]}; `python -m tests.words '{term}'` lists them"
        for (term, area), (now, left) in more.items()
    )


def test_the_ratchet_has_every_term_in_both_areas() -> None:
    assert {(term.name, area) for term in KNOWN for area in (PAGES, SOURCE)} == set(
        read_ratchet(RATCHET.read_text(encoding="utf-8"))
    )


def test_one_more_than_allowed_is_a_failure() -> None:
    counts = counted(found())
    key = max(counts, key=lambda key: counts[key])

    assert {key: (counts[key], counts[key] - 1)} == risen(counts, {**counts, key: counts[key] - 1})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The registry told nothing; whoever asks is told anew.", ["told", "told", "whoever", "anew"]),
        ("No signal speaks, and it only waits.", ["speaks", "only waits"]),
        ("A false alarm; no FALSE ALARMS", ["false alarm", "false alarm"]),
        ("`Road.assess` in `intake/road.py` takes a road", ["road"]),
        ("`pratique gate victims` lists affected clients", []),
        ("The gate reports the publisher and blocks the release again.", []),
        ("Install a stand-in; recommended amendment", ["stands"]),
    ],
)
def test_a_term_is_found_as_a_word(text: str, names: list[str]) -> None:
    assert sorted(names) == sorted(hit.term for hit in hits(PAGES, "a.md", [(1, text)], KNOWN))


def test_generated_pages_and_old_sections_of_the_changelog_do_not_count() -> None:
    changelog = "# Changelog\n\n## [Unreleased]\n- new\n\n## [0.1.0]\n- told\n"

    assert [] == page_texts("docs/a.md", "<!-- made by `make docs` -->\ntold\n")
    assert [(3, "## [Unreleased]"), (4, "- new"), (5, "")] == page_texts("CHANGELOG.md", changelog)
    assert [(1, "told")] == page_texts("README.md", "told\n")


def test_docstrings_and_messages_count_and_names_do_not() -> None:
    code = '"""First line.\n\nthird line told."""\nx = f"no time is {told} or told"\nkey = "told"\n'
    texts = source_texts(ast.parse(code))

    assert (3, "third line told.") in texts
    assert ["told", "told"] == [hit.term for hit in hits(SOURCE, "a.py", texts, KNOWN)]


def test_what_is_written_is_read_again() -> None:
    one = Term("told", KNOWN[0].pattern, "says")

    assert {("told", PAGES): 2, ("told", SOURCE): 0} == read_ratchet(
        written_ratchet({("told", PAGES): 2}, [one])
    )


@pytest.mark.skipif(not CODESPELL.is_file(), reason="codespell is not installed here")
def test_codespell_finds_nothing_here_and_finds_a_typo(tmp_path: Path) -> None:
    """The settings of the project let nothing through but what they name."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "a.md").write_text("It recieves bytes.\n")
    typo = subprocess.run([str(CODESPELL)], cwd=tmp_path, capture_output=True, text=True, check=False)
    here = subprocess.run([str(CODESPELL)], cwd=ROOT, capture_output=True, text=True, check=False)

    assert "recieves ==> receives" in typo.stdout
    assert (0, "") == (here.returncode, here.stdout)
