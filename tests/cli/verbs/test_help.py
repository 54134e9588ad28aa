"""`pratique help`, and that the pages that the product names are in its wheel."""

import re
import runpy
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flit_core.wheel import make_wheel_in  # type: ignore[import-untyped]

from pratique.cli import VERBS, main
from pratique.cli.verbs.help import ROOMS, plain, topics
from tests.architecture.source import ROOT, modules

NOT_SHIPPED = runpy.run_path(str(ROOT / "scripts/docs"))["NOT_SHIPPED"]
NAMED = re.compile(r"`pratique help ([a-z-]+)`")


def named() -> Iterator[tuple[str, str]]:
    """Each topic that the source names, with the file that names it."""
    for module in modules():
        for topic in NAMED.findall(module.text):
            yield topic, module.name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    built = make_wheel_in(ROOT / "pyproject.toml", tmp_path_factory.mktemp("wheel"))
    with zipfile.ZipFile(built.file) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name.startswith("pratique/pages/")}


def test_the_source_names_pages() -> None:
    assert {"gate", "settings", "score"} <= {topic for topic, _ in named()}


def test_every_page_that_help_or_an_error_names_is_in_the_wheel(wheel: dict[str, bytes]) -> None:
    shipped = {Path(name).stem for name in wheel}

    assert set() == {(topic, where) for topic, where in named() if topic not in shipped}


def test_the_wheel_has_the_pages_of_the_docs(wheel: dict[str, bytes]) -> None:
    docs = {
        f"pratique/pages/{room}/{page.name}": page.read_bytes()
        for room in ROOMS
        for page in (ROOT / "docs" / room).glob("*.md")
        if page.stem not in NOT_SHIPPED
    }

    assert docs == wheel


def test_no_message_names_a_page_by_a_path_that_a_wheel_does_not_have() -> None:
    written = re.compile(r"^\s*[^#\s].*\b(?:hint|about)=.*docs/", re.MULTILINE)

    assert [] == [module.name for module in modules() if written.search(module.text)]


def test_without_a_topic_the_topics_are_listed_with_their_titles(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["help"])
    shown = capsys.readouterr().out
    assert [] == [topic for topic in topics() if f"  {topic} " not in shown]
    assert all(title in shown for title in ROOMS.values())
    assert "  exit-codes          Exit codes\n" in shown


@pytest.mark.parametrize("topic", topics())
def test_every_topic_is_printed_without_links_into_folders(
    topic: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["help", topic])
    shown = capsys.readouterr().out
    assert shown.startswith("# ")
    assert [] == re.findall(r"\]\([^)]*\.md", shown)


def test_the_name_of_a_verb_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert "doctor" in VERBS
    assert 0 == main(["help", "doctor"])
    assert capsys.readouterr().out.splitlines()[0].endswith(" doctor [OPTIONS] [PATH]")


def test_a_misspelt_topic_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["help", "gat"])
    assert "did you mean gate?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see [the gate](../reference/gate.md#age)", "see the gate (`pratique help gate`)"),
        ("[x](rules/attack-chain.md)", "x (`pratique explain attack-chain`)"),
        ("[x](https://a.example/b.md)", "x (https://a.example/b.md)"),
        ("[below](#below)", "below"),
        ("[x](gauntlet.md)", "x"),
        ("<!-- made by -->\n\n# A", "# A"),
    ],
)
def test_a_link_is_shown_as_the_command_that_prints_its_target(text: str, shown: str) -> None:
    assert f"{shown}\n" == plain(text, {"gate": None})
