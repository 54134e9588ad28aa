"""`pratique gate freeze`."""

import pytest

from pratique.cli.approvals.approval import login_name
from pratique.core.freeze import FreezeKind
from pratique.store.interface import Store
from tests.cli.running import Machine
from tests.cli.verbs.test_release import store

__all__ = ["store"]

ORDER = (
    "gate",
    "freeze",
    "--published-before",
    "2026-11-30",
    "--until",
    "2d",
    "--reason",
    "a worm",
    "--by",
    "ada",
)


def test_a_freeze_is_ordered_listed_logged_and_ended(machine: Machine, store: Store) -> None:
    ordered = machine.run(*ORDER, "--except", "calm@1.0.1", "--except", "pkg:pypi/kite")
    listed = machine.run("gate", "freeze", "--list")
    undone = machine.run("gate", "freeze", "--undo", "--reason", "over", "--by", "bo")
    nothing = machine.run("gate", "freeze", "--undo", "--reason", "over", "--by", "bo")
    none = machine.run("gate", "freeze", "--list")
    log = machine.run("log", "--acts").out

    assert (0, "a running gate applies the change within seconds\n") == (ordered.code, ordered.err)
    assert (
        "by ada: a worm; holds artifacts not known to be published before 2026-11-30 00:00 UTC" in listed.out
    )
    assert "; except pkg:npm/calm@1.0.1, pkg:pypi/kite" in listed.out
    assert (0, 3, "there is no active freeze\n") == (undone.code, nothing.code, none.out)
    assert "nothing to undo: there is no active freeze\n" == nothing.err
    assert [FreezeKind.FREEZE, FreezeKind.UNDONE] == [act.kind for act in store.freezes.read()]
    assert f"frozen by ada (login {login_name()}) until " in log
    assert f"freezes ended by bo (login {login_name()}): over\n" in log


def test_the_log_of_one_package_has_no_freezes(machine: Machine, store: Store) -> None:
    machine.run(*ORDER)

    assert (
        "No approval or denial matches: 0 acts were searched.\n"
        == machine.run("log", "--acts", "--package", "calm").out
    )
    assert '"act":"freeze"' in machine.run("log", "--acts", "--format", "jsonl").out
    assert ",freeze,,,ada," in machine.run("log", "--acts", "--format", "csv").out


@pytest.mark.parametrize(
    "words",
    [
        ("--published-before", "2026-11-30", "--until", "2d"),
        ("--until", "2d", "--reason", "a worm"),
        ("--published-before", "2026-11-30", "--reason", "a worm"),
        ("--published-before", "soon", "--until", "2d", "--reason", "a worm"),
        ("--published-before", "2026-11-30", "--until", "2020-01-01", "--reason", "a worm"),
        ("--undo", "--until", "2d", "--reason", "over"),
        ("--list", "--reason", "over"),
        ("--published-before", "2026-11-30", "--until", "2d", "--reason", "a worm", "--except", "./here"),
    ],
)
def test_what_is_missing_or_contradicts_is_refused(
    machine: Machine, store: Store, words: tuple[str, ...]
) -> None:
    assert 2 == machine.run("gate", "freeze", *words).code
    assert () == store.freezes.read()
