"""The page on locks says what the code and the samples say."""

import pytest

from pratique.cli.project.locate import UNREAD
from pratique.lockfiles import LOCKFILES
from tests.lockfiles.real.tables import PAGE, with_tables

TEXT = PAGE.read_text(encoding="utf-8")
SPELT = {
    "requirements[-_.]*.txt": "requirements-*.txt",
    "*[-_.]requirements.txt": "*-requirements.txt",
    "constraints.txt": "constraints",
    "constraints[-_.]*.txt": "constraints",
    "*[-_.]constraints.txt": "constraints",
}
"""How the page spells patterns that nobody would read."""


def test_the_tables_are_those_of_the_samples() -> None:
    assert with_tables(TEXT) == TEXT, "run `make docs`"


@pytest.mark.parametrize("name", [name for format_ in LOCKFILES for name in format_.filenames])
def test_the_page_names_every_file_that_is_read(name: str) -> None:
    assert f"`{SPELT.get(name, name)}`" in TEXT


@pytest.mark.parametrize("name", sorted(UNREAD))
def test_the_page_names_every_file_that_is_not_read(name: str) -> None:
    _, _, rest = TEXT.partition("**Not supported**: ")
    assert f"`{name}`" in rest.partition(". Each")[0]
