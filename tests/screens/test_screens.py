"""The screens of the docs: each situation at two widths in a real terminal; `pytest --golden` writes them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Machine
from tests.screens.situations import SITUATIONS, Situation
from tests.screens.terminal import Screen, shown, svg

WIDTHS = (80, 120)
DOCS = Path(__file__).resolve().parents[2] / "docs/reference"
PICTURES = DOCS / "screens"
PAGE = DOCS / "screens.md"
PEERS = Path(__file__).parent / "peers"
_DATES = re.compile(r"20\d\d-\d\d-\d\d(?= \d\d:\d\d UTC)")
_TIMES = re.compile(r"(?<=0001-01-01 )\d\d:\d\d(?= UTC)")
_COMMITS = re.compile(r"(?<=main@)[0-9a-f]{12}")
_EXPIRES = re.compile(r"(?<=expires = )20\d\d-\d\d-\d\d")
_SYNCED = re.compile(r"(?<=osv-npm \()20\d\d-\d\d-\d\d")
_TODAY = "0001-01-01"
_HEAD = """# Screens

What a person sees in ten situations, in a terminal of 80 and of 120 columns. A test runs each in a real terminal and
compares it with this page; `pytest tests/screens --golden` writes it. Dates of the run and ids of commits are replaced.
The pictures show the same screens with colours; `NO_COLOR` or `--color never` turns them off.
"""
_PEERS = """
## How other tools look

Recorded once at 80 columns, with the versions named. They do other things in the same kind of situation: a clean run, a
finding with code, a file that cannot be read, a release that is too new.
"""


def lasting(text: str) -> str:
    """Replace what differs from run to run by text of the same width."""
    for pattern, put in ((_DATES, _TODAY), (_EXPIRES, _TODAY), (_SYNCED, _TODAY), (_TIMES, "00:00")):
        text = pattern.sub(put, text)
    return _COMMITS.sub("0123456789ab", text)


def picture(situation: Situation, width: int) -> Path:
    return PICTURES / f"{situation.name}-{width}.svg"


def texts(situation: Situation) -> str:
    """Return the part of the page about a situation; empty where there is none yet."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = re.search(rf"^## {re.escape(situation.title)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found.group() if found else ""


def section(situation: Situation, screens: dict[int, Screen]) -> str:
    command = f"$ pratique {' '.join(situation.arguments)}"
    parts = [f"## {situation.title}\n\nExit code {situation.code}.\n"]
    for width, screen in screens.items():
        text = "".join(f"    {row}".rstrip() + "\n" for row in lasting(screen.text).splitlines())
        name = picture(situation, width).relative_to(DOCS)
        parts.append(f"{width} columns ([in colour]({name})):\n\n    {command}\n{text}")
    return "\n".join(parts) + "\n"


def peers() -> str:
    """Return what other tools printed when somebody recorded them."""
    parts = [_PEERS]
    for file in sorted(PEERS.glob("*.txt")):
        title, _, rest = file.read_text(encoding="utf-8").partition("\n")
        parts.append(f"\n{title}:\n\n" + "".join(f"    {row}".rstrip() + "\n" for row in rest.splitlines()))
    return "".join(parts)


@pytest.fixture(scope="module")
def written(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What was made in this run, by title; with `--golden` it becomes the page."""
    made: dict[str, str] = {}
    yield made
    if request.config.getoption("--golden"):
        parts = [made.get(situation.title) or texts(situation) for situation in SITUATIONS]
        PAGE.write_text(f"{_HEAD}\n{''.join(parts).rstrip()}\n{peers()}", encoding="utf-8")


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_screen_is_the_one_of_the_docs(
    machine: Machine, situation: Situation, written: dict[str, str], request: pytest.FixtureRequest
) -> None:
    situation.make(machine)
    screens = {
        width: shown(situation.arguments, folder=machine.folder, width=width, colour=True) for width in WIDTHS
    }
    made = section(situation, screens)
    if request.config.getoption("--golden"):
        written[situation.title] = made
        PICTURES.mkdir(exist_ok=True, parents=True)
        for width, screen in screens.items():
            picture(situation, width).write_text(lasting(svg(screen, width=width)), encoding="utf-8")
        return
    assert made.rstrip() == texts(situation).rstrip()
    for width, screen in screens.items():
        assert screen.code == situation.code
        assert screen.coloured
        assert lasting(svg(screen, width=width)) == picture(situation, width).read_text(encoding="utf-8")


def test_a_clean_project_takes_four_lines_and_loses_nothing_without_colour(machine: Machine) -> None:
    clean = SITUATIONS[0]
    clean.make(machine)
    plain = shown(clean.arguments, folder=machine.folder, width=80, colour=False)
    assert not plain.coloured
    assert len(plain.rows) <= 4
    assert lasting(plain.text).splitlines()[0] in texts(clean)


def test_what_other_tools_printed_is_on_the_page() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(peers())
