"""Every noun that the help and the output use has a page."""

import re
from collections.abc import Iterator

import click
import pytest

from pratique.analysis.rules import RULES
from pratique.cli import main, pratique
from pratique.cli.output.exit_codes import Exit
from pratique.config.setting import SETTINGS
from pratique.core.finding import Confidence, Severity
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Standing
from pratique.errors import Reference
from pratique.history import EVERY
from pratique.report.verbs.glossary import CLIENTS, FORMATS, GLOSSARY, word_page


def of_options(group: click.Group, context: click.Context) -> Iterator[str]:
    """Yield the values that options take, and the nouns in the names of values."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            if isinstance(parameter.type, click.Choice):
                yield from map(str, parameter.type.choices)
            if not (isinstance(parameter, click.Option) and parameter.is_flag):
                shown = parameter.metavar or parameter.make_metavar(context)
                yield from re.findall(r"\b[A-Z]+\b", shown)
        if isinstance(command, click.Group):
            yield from of_options(command, context)


def every() -> set[str]:
    return {
        *of_options(pratique, click.Context(pratique, info_name="pratique")),
        *(member.value for kind in (Action, HoldKind, Standing, Severity, Confidence) for member in kind),
        *(rule.id for rule in RULES),
        *(signal.id for signal in EVERY),
        *ReasonCode,
        *Reference,
        *(text for code in Exit for text in (str(code.value), code.name.lower())),
        *(text for setting in SETTINGS for text in (setting.key, setting.variable)),
        *(
            "baseline",
            "cooldown",
            "not checked",
            "skipped",
            "out of scope",
            "not judged",
            "coverage",
            "already in use",
        ),
        *("verdicts", "Findings", "lockfiles", "install-script", "waiver", "gate", "provenance", "score"),
    }


@pytest.mark.parametrize("word", sorted(every()))
def test_every_noun_is_explained(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", word])
    assert len(capsys.readouterr().out) > 20


@pytest.mark.parametrize("word", [*GLOSSARY, *FORMATS, *CLIENTS])
def test_a_page_is_a_sentence_and_its_word_is_written_small(word: str) -> None:
    text = {**GLOSSARY, **FORMATS, **CLIENTS}[word]
    assert word == word.lower()
    assert text[0].isupper() or text.split()[0].strip(",:") in {"npm,", "npm", "yarn", "block", "block,"}
    assert text.endswith(".")
    for named in re.findall(r"`pratique explain ([a-z ]+)`", text):
        assert word_page(named) is not None


def test_a_word_without_an_entry_has_no_page() -> None:
    assert word_page("zzz") is None


def test_a_misspelled_word_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    for word, meant in (
        ("cooldwon", "cooldown"),
        ("policy.min_ag", "policy.min_age"),
        ("Incomplet", "incomplete"),
    ):
        assert 2 == main(["explain", word])
        assert f"did you mean {meant}?" in capsys.readouterr().err


def test_a_word_with_two_meanings_has_both_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "incomplete"])
    shown = capsys.readouterr().out
    assert "incomplete (reason)" in shown
    assert "exit code 3 (incomplete)" in shown
