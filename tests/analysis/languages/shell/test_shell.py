"""The shell package as others use it."""

from pratique.analysis.facts import Command
from pratique.analysis.languages import shell


def test_a_command_can_be_told_at_another_line() -> None:
    assert Command("sh", (), 9) == shell.at_line(Command("sh", (), 1), 9)


def test_scripts_and_command_lines_and_argument_lists_give_the_same_commands() -> None:
    expected = (Command("node", ("x.js",), 1, runs="x.js"),)

    assert expected == shell.extract(b"node x.js\n").commands
    assert expected == shell.read_command("node x.js").commands
    assert expected == shell.read_words(("node", "x.js")).commands
    assert expected == shell.parse_command("node x.js")
