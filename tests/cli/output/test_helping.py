"""Help that is whole at every width, and unknown commands that lead to the one that was meant."""

import shutil
from collections.abc import Iterator

import click
import pytest

from pratique.cli import VERBS, main, pratique
from pratique.cli.output.helping import OTHER_NAMES, meant

TOP = click.Context(pratique, info_name="pratique")


def commands(
    group: click.Group = pratique, path: tuple[str, ...] = (), context: click.Context = TOP
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command, with the words that call it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name), context)


EVERY = list(commands())


@pytest.mark.parametrize("columns", [30, 80, 120, 300])
def test_no_line_of_help_is_wider_than_the_terminal_and_no_word_is_cut(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert columns == shutil.get_terminal_size().columns
    for path, command in [((), pratique), *EVERY]:
        assert 0 == main([*path, "--help"])
        shown = capsys.readouterr().out
        words = [word for text in _texts(command) for word in text.split()]
        assert [] == [word for word in words if word not in shown.split()]
        if columns >= 80:
            kept = "\b" in (command.help or "")
            assert kept or max(map(len, shown.splitlines())) <= columns
        assert "..." not in {line.split()[-1] for line in shown.splitlines() if line.split()} - {"[NAME]..."}


def _texts(command: click.Command) -> Iterator[str]:
    yield (command.help or "").replace("\b", "")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield parameter.help or ""


@pytest.mark.parametrize("verb", VERBS)
def test_the_summary_of_a_verb_is_the_first_sentence_of_its_help(verb: str) -> None:
    command = dict(EVERY)[(verb,)]
    assert VERBS[verb] == " ".join((command.help or "").partition("\n\n")[0].split())


@pytest.mark.parametrize(
    ("path", "command"), EVERY, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_and_option_has_a_sentence(path: tuple[str, ...], command: click.Command) -> None:
    first = (command.help or "").partition("\n\n")[0].strip()
    assert first[:1].isupper()
    assert first.endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert (parameter.help or "").endswith((".", ")")), (path, parameter.name)


@pytest.mark.parametrize(("former", "present"), OTHER_NAMES.items())
def test_former_names_keep_working_and_are_not_listed(
    former: str, present: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for name in (former, present):
        assert 0 == main([name, "--help"])
        shown.append(capsys.readouterr().out.replace(f"pratique {name}", "pratique X"))
    assert shown[0] == shown[1]
    assert 0 == main(["--help"])
    assert f"  {former} " not in capsys.readouterr().out


def test_the_former_place_of_affected_keeps_working(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["gate", "victims", "--help"])
    assert VERBS["affected"] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["chek"], "'check'"),
        (["Check"], "'check'"),
        (["inspct"], "'inspect'"),
        (["scan"], "'check'"),
        (["verify"], "'provenance'"),
        (["serve"], "'gate serve'"),
        (["update"], "'advisories sync'"),
        (["gate", "sreve"], "'serve'"),
        (["cache", "claer"], "'clear'"),
        (["check", "--formt", "json"], "'--format'"),
        (["check", "--format", "jsn"], "'json'"),
        (["check", "--as", "pined"], "'pinned'"),
        (["completion", "bsh"], "'bash'"),
        (["setup", "nmp", "--gate", "http://127.0.0.1:1"], "'npm'"),
    ],
)
def test_a_misspelled_word_names_the_one_that_was_meant(
    arguments: list[str], found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(arguments)
    shown = capsys.readouterr().err
    assert "id you mean" in shown
    assert found in shown


def test_a_word_that_resembles_none_gets_no_suggestion() -> None:
    assert "" == meant("zzzzzz", list(VERBS))
