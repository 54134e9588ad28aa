"""The table of two states over the same samples."""

from collections.abc import Mapping

import pytest
from bench.inspect.code_size import CodeSize
from bench.inspect.compared import MOST_LINES, Side, by_key, changes, missed, share, table, wrapped
from bench.inspect.rows import Row


def _row(
    set_: str, name: str, action: str, *, rules: Mapping[str, str] | None = None, cpu_s: float = 0.5
) -> Row:
    return Row(
        set=set_, ecosystem="pypi", name=name, version="1.0", filename=f"{name}-1.0.tar.gz", sha256=name, size=1,
        action=action, rules=dict(rules or {}), cpu_s=cpu_s,
    )  # fmt: skip


def _side(name: str, *rows: Row, tokens: int = 1200, kept: bool = False) -> Side:
    return Side(name=name, rows=dict(by_key(rows)), size=CodeSize(10, 3000, tokens), kept=kept)


_BASE = _side(
    "aaaaaaa",
    _row("mal-pypi", "one", "hold", rules={"attack-chain": "hold"}),
    _row("mal-pypi", "two", "allow", rules={"behaves-like-malware": "note"}),
    _row("held-out-npm", "honest", "allow"),
)
_NOW = _side(
    "bbbbbbb+changes",
    _row("mal-pypi", "one", "block", rules={"attack-chain": "block", "reads-environment": "note"}),
    _row("mal-pypi", "two", "hold", rules={"behaves-like-malware": "hold"}, cpu_s=1.0),
    _row("held-out-npm", "honest", "hold", rules={"incomplete": "hold"}),
    tokens=1100,
)
_FAMILIES = {"one": "f1", "two": "f2"}


def test_the_table_has_families_benign_releases_cost_and_size_of_both() -> None:
    assert table(_BASE, _NOW, _FAMILIES, ["a run"]) == [
        "a run",
        "                                  aaaaaaa                          bbbbbbb+changes",
        "families held or blocked          1 of 2 = 50.0 % (9.5-90.5)       2 of 2 = 100.0 % (34.2-100.0)",
        "  families held or blocked: the step is beyond the interval",
        "families blocked                  0 of 2 = 0.00 % (0.0-65.8)       1 of 2 = 50.0 % (9.5-90.5)",
        "held-out-npm held / blocked       0 / 0 of 1                       1 / 0 of 1",
        "CPU seconds                       1.5                              2.0",
        "analysis: lines, tokens           3,000, 1,200                     3,000, 1,100",
        "benign held now: honest 1.0 (incomplete)",
        "changed: 3",
        "  held-out-npm honest 1.0: allow -> hold (incomplete)",
        "  family f1 one 1.0: hold -> block (attack-chain)",
        "  family f2 two 1.0: allow -> hold (behaves-like-malware)",
    ]


def test_a_sample_that_one_state_did_not_judge_counts_for_neither() -> None:
    base = _side("a", _row("mal-pypi", "one", "hold"), _row("mal-pypi", "two", ""))
    now = _side("b", _row("mal-pypi", "one", "hold"), _row("mal-pypi", "two", "block"))
    assert changes(base, now, _FAMILIES) == ()
    assert any("1 of 1 = 100.0 %" in line for line in table(base, now, _FAMILIES, []))


def test_rows_of_an_earlier_run_are_marked_where_the_cost_is() -> None:
    base = _side("a", _row("mal-pypi", "one", "hold"), kept=True)
    assert any("0.5 (earlier run)" in line for line in table(base, base, _FAMILIES, []))


def test_a_long_table_is_cut_and_says_how_much_is_left_out() -> None:
    names = [f"name-{number:03}" for number in range(200)]
    base = _side("a", *(_row("held-out-npm", name, "allow") for name in names))
    now = _side("b", *(_row("held-out-npm", name, "hold", rules={"attack-chain": "hold"}) for name in names))
    lines = table(base, now, {}, ["one", "two"])
    assert len(lines) == MOST_LINES
    assert "changed: 200" in lines
    shown = sum(line.endswith("allow -> hold (attack-chain)") for line in lines)
    assert lines[-1] == f"  and {200 - shown} more"


@pytest.mark.parametrize(
    ("hits", "count", "text"),
    [
        (0, 0, "none"),
        (0, 200, "0 of 200 = 0.00 % (0.0-1.9)"),
        (97, 150, "97 of 150 = 64.7 % (56.7-71.9)"),
        (150, 150, "150 of 150 = 100.0 % (97.5-100.0)"),
    ],
)
def test_a_share_has_the_interval_of_wilson(hits: int, count: int, text: str) -> None:
    assert share(hits, count) == text


def test_names_that_do_not_fit_are_counted() -> None:
    lines = wrapped("held: ", [f"name-{number:03}" for number in range(100)], 2)
    assert len(lines) == 2
    shown = sum(line.count("name-") for line in lines)
    assert lines[-1].endswith(f"and {100 - shown} more")
    assert wrapped("held: ", [], 2) == ["held: none"]


def test_a_family_that_is_allowed_is_missed() -> None:
    assert missed(_BASE, _FAMILIES) == ["missed: family f2 two 1.0"]
    assert missed(_NOW, _FAMILIES) == []
