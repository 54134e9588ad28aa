"""Names that started programs look up."""

import pytest

from pratique.analysis.facts import Command
from pratique.analysis.languages.python.name_server import looked_up
from tests.analysis.languages.python.reading import facts


@pytest.mark.parametrize(
    ("program", "arguments", "name"),
    [
        ("dig", ("@1.1.1.1", "install.far.invalid"), "install.far.invalid"),
        ("/usr/bin/nslookup", ("-type=txt", "a.far.invalid"), "a.far.invalid"),
        ("nslookup.exe", ("{}.far.invalid",), "{}.far.invalid"),
        ("host", ("-t", "A", "far.invalid"), "far.invalid"),
    ],
)
def test_the_name_is_the_first_word_that_is_one(program: str, arguments: tuple[str, ...], name: str) -> None:
    assert name == looked_up(Command(program, arguments, 1))


@pytest.mark.parametrize(
    ("program", "arguments"), [("curl", ("far.invalid",)), ("dig", ()), ("host", ("-v", "x"))]
)
def test_other_programs_and_words_ask_for_nothing(program: str, arguments: tuple[str, ...]) -> None:
    assert looked_up(Command(program, arguments, 1)) is None


def test_a_started_look_up_talks_to_the_network() -> None:
    found = facts("import subprocess\nsubprocess.getoutput('dig @1.1.1.1 install.far.invalid')")
    assert [("dig", "install.far.invalid", True)] == [
        (use.api, use.argument, use.at_load)
        for use in found.uses
        if use.api == "dig" and use.argument and " " not in use.argument
    ]
