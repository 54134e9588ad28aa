"""Which scripts a client runs. Tried with real clients: test_real_settings."""

import pytest

from pratique.cli.scripts.approvals import Decision
from pratique.cli.scripts.approvals.effect import runs
from pratique.cli.scripts.approvals.widening import Widening

NAME_YES, NAME_NO = (Decision("x", None, allowed) for allowed in (True, False))
YES, NO, OTHER = Decision("x", "1.0.0", True), Decision("x", "1.0.0", False), Decision("x", "1.0.1", True)
CLIENTS = (
    ("npm", 11),
    ("npm", 12),
    ("pnpm", 10),
    ("pnpm", 11),
    ("yarn", 4),
    ("bun", 1),
    ("npm", 10),
    ("yarn", 1),
)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ((), "x-----"),
        ((YES,), "xxxxxx"),
        ((NO,), "------"),
        ((OTHER,), "x-----"),
        ((NAME_YES,), "xxxxxx"),
        ((NAME_NO,), "------"),
        ((YES, NAME_NO), "--x-x-"),
        ((NO, NAME_YES), "--x---"),
    ],
)
def test_the_winner_depends_on_the_client(decisions: tuple[Decision, ...], expected: str) -> None:
    for (client, major), one in zip(CLIENTS, expected + "xx", strict=True):
        if client == "bun" and len(decisions) > 1:
            continue
        assert (one == "x") is runs(client, major, decisions, (), "x", "1.0.0"), (client, major)


def test_settings_run_what_is_not_approved() -> None:
    but_denied = Widening("f", 1, "n", None, denied_too=False, why="w")
    everything = Widening("f", 1, "n", None, denied_too=True, why="w")
    other = Widening("f", 1, "n", ("y",), denied_too=True, why="w")

    assert runs("pnpm", 12, (), [but_denied], "x", "1.0.0")
    assert not runs("pnpm", 12, (NO,), [but_denied], "x", "1.0.0")
    assert runs("pnpm", 12, (NO,), [everything], "x", "1.0.0")
    assert not runs("pnpm", 12, (), [other], "x", "1.0.0")
