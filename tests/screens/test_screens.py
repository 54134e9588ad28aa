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
_COMMITS = re.compile(r"(?<=main@)[0-9a-f]{12}|\b[0-9a-f]{12}(?=:)")
_EXPIRES = re.compile(r"(?<=expires = )20\d\d-\d\d-\d\d")
_SYNCED = re.compile(r"(?<=osv-npm \()20\d\d-\d\d-\d\d")
_NOW = re.compile(r"(?<=--published-before )20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TODAY = "0001-01-01"
_HEAD = """# Screens

This page shows the output of Pratique in twelve situations, in terminals of 80 and 120 columns. A test runs each command in
a real terminal and compares the output with this page; `pytest tests/screens --golden` regenerates the page. Constants
replace the dates of the run and the commit ids. The pictures show the same screens with colours; `NO_COLOR` or
`--color never` turns the colours off.
"""
_PEERS = """
## How other tools look

We recorded the output of these tools once at 80 columns, with the listed versions. The tools do other work in similar
situations: a clean run, a finding with code, a file that cannot be read, a release that is too new.
"""


def lasting(text: str) -> str:
    """Replace what differs from run to run by text of the same width."""
    for pattern, put in ((_DATES, _TODAY), (_EXPIRES, _TODAY), (_SYNCED, _TODAY), (_TIMES, "00:00")):
        text = pattern.sub(put, text)
    text = _NOW.sub(f"{_TODAY}T00:00:00Z", text)
    return _COMMITS.sub("0123456789ab", text)


def picture(situation: Situation, width: int) -> Path:
    return PICTURES / f"{situation.name}-{width}.svg"


def texts(situation: Situation) -> str:
    """Return the part of the page about a situation; empty where there is none yet."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = re.search(rf"^## {re.escape(situation.title)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found.group() if found else ""


def part(situation: Situation, width: int, screen: Screen) -> str:
    """Return what the page says of a situation at one width."""
    command = f"$ pratique {' '.join(situation.arguments)}"
    text = "".join(f"    {row}".rstrip() + "\n" for row in lasting(screen.text).splitlines())
    name = picture(situation, width).relative_to(DOCS)
    return f"{width} columns ([in colour]({name})):\n\n    {command}\n{text}"


def peers() -> str:
    """Return what other tools printed when somebody recorded them."""
    parts = [_PEERS]
    for file in sorted(PEERS.glob("*.txt")):
        title, _, rest = file.read_text(encoding="utf-8").partition("\n")
        parts.append(f"\n{title}:\n\n" + "".join(f"    {row}".rstrip() + "\n" for row in rest.splitlines()))
    return "".join(parts)


@pytest.fixture(scope="module")
def written(request: pytest.FixtureRequest) -> Iterator[dict[tuple[str, int], str]]:
    """What was made in this run, by name and width; with `--golden` it becomes the page."""
    made: dict[tuple[str, int], str] = {}
    yield made
    if made and request.config.getoption("--golden"):
        PAGE.write_text(f"{_HEAD}\n{''.join(_sections(made)).rstrip()}\n{peers()}", encoding="utf-8")


def _sections(made: dict[tuple[str, int], str]) -> Iterator[str]:
    for situation in SITUATIONS:
        parts = [made[situation.name, width] for width in WIDTHS if (situation.name, width) in made]
        whole = f"## {situation.title}\n\nExit code {situation.code}.\n\n" + "\n".join(parts) + "\n"
        yield whole if len(parts) == len(WIDTHS) else texts(situation)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_screen_is_the_one_of_the_docs(
    machine: Machine,
    situation: Situation,
    width: int,
    written: dict[tuple[str, int], str],
    request: pytest.FixtureRequest,
) -> None:
    situation.make(machine)
    screen = shown(situation.arguments, folder=machine.folder, width=width, colour=True)
    made, drawn = part(situation, width, screen), lasting(svg(screen, width=width))
    assert screen.code == situation.code
    assert screen.coloured
    if request.config.getoption("--golden"):
        written[situation.name, width] = made
        PICTURES.mkdir(exist_ok=True, parents=True)
        picture(situation, width).write_text(drawn, encoding="utf-8")
        return
    assert made in texts(situation)
    assert drawn == picture(situation, width).read_text(encoding="utf-8")


def test_a_clean_project_takes_four_lines_and_loses_nothing_without_colour(
    machine: Machine, request: pytest.FixtureRequest
) -> None:
    clean = SITUATIONS[0]
    clean.make(machine)
    plain = shown(clean.arguments, folder=machine.folder, width=80, colour=False)
    assert not plain.coloured
    assert len(plain.rows) <= 4
    if not request.config.getoption("--golden"):
        assert part(clean, 80, plain) in texts(clean)


def test_what_other_tools_printed_is_on_the_page(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--golden"):
        assert PAGE.read_text(encoding="utf-8").endswith(peers())
