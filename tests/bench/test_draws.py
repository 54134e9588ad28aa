"""Drawn sets are judged, a stopped run goes on, and the results are kept."""

from pathlib import Path
from typing import Any

from bench.inspect.drawn import Drawn, drawn_set, read_drawn, section, write_drawn
from bench.inspect.draws import again, judge, tasks_of
from bench.inspect.rows import encode_row, read_rows
from bench.inspect.sets import read_set
from bench.inspect.summary import Adoption
from msgspec.structs import replace

from tests.bench.making import PLAIN, POSTS_ENVIRONMENT, indexed, package, row

HELD: dict[str, Any] = {"action": "hold", "rules": {"behaves-like-malware": "hold", "secret-read": "note"}}


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    tasks = read_set(indexed(tmp_path / "x", {(name, "1"): package(name, PLAIN) for name in ("a", "b", "c")}))
    out = tmp_path / "rows" / "x.jsonl"
    first = judge(tasks[:1], out, processes=1)

    rows = judge(tasks, out, processes=1)

    assert ["allow"] * 3 == [one.action for one in rows]
    assert first == rows[:1]
    assert rows == read_rows(out)


def test_releases_that_were_stopped_are_judged_again(tmp_path: Path) -> None:
    code = {("a", "1"): package("a", PLAIN), ("b", "1"): package("b", POSTS_ENVIRONMENT)}
    tasks = read_set(indexed(tmp_path / "x", code))
    rows = judge(tasks, tmp_path / "x.jsonl", processes=1)
    old = [replace(one, action="hold", cpu_s=99.0) if one.name == "a" else one for one in rows]

    later = again(old, tasks, tmp_path / "again.jsonl", processes=1)

    assert {one.name: one.action for one in rows} == {one.name: one.action for one in later}
    assert "allow" == next(one.action for one in later if one.name == "a")
    assert all(one.cpu_s < 99 for one in later)


def test_sets_with_baselines_are_judged_against_them(tmp_path: Path) -> None:
    indexed(tmp_path / "x", {("a", "2"): package("a", PLAIN, version="2")}, drawn="follows 1")
    indexed(tmp_path / "x-before", {("a", "1"): package("a", PLAIN, version="1")})
    (tmp_path / "x-before.tsv").touch()

    [pair] = tasks_of(tmp_path, "x", lists=tmp_path)
    rows = judge([pair], tmp_path / "x.jsonl", processes=1)

    assert [("1", "allow")] == [(one.before, one.action) for one in rows]


def test_what_the_product_says_counts(tmp_path: Path) -> None:
    alone, more = (
        row("a", **HELD),
        row("b", action="hold", rules={**HELD["rules"], "new-host-reached": "hold"}),
    )
    rows = [
        alone,
        more,
        row("c"),
        row("d", action="block", rules={"attack-chain": "block"}),
        row("e", action=""),
    ]

    held = drawn_set("drawn-x", rows, 9, {}, day="2026-12-01", ruleset="0")
    cleared = drawn_set("drawn-x", rows, 9, {alone.sha256: "allow"}, day="2026-12-01", ruleset="0")

    assert (4, 4, 9, 2, 1, 1) == (
        held.names, held.releases, held.listed, len(held.held), len(held.blocked), len(held.by_score),
    )  # fmt: skip
    assert (["b"], []) == ([one.name for one in cleared.held], cleared.by_score)


def test_the_page_shows_counts_names_and_both_judgements(tmp_path: Path) -> None:
    first = drawn_set("drawn-x", [row("a", **HELD), row("b")], 2, {}, day="2026-12-01", ruleset="0")
    later = drawn_set("drawn-x", [row("a"), row("b")], 2, {}, day="2026-12-02", ruleset="1")
    drawn = Drawn(
        sets={
            "drawn-x": replace(
                first, again=later, adoptions=[Adoption(project="shop", releases=2, stopped=0, held_if_new=1)]
            )
        }
    )
    write_drawn(drawn, tmp_path / "d.json")

    assert drawn == read_drawn(tmp_path / "d.json")
    assert Drawn() == read_drawn(tmp_path / "none.json")
    page = "\n".join(section(drawn))
    assert (
        "| drawn-x | 2 | 2 of 2 | 1 | 0 of 2 = 0.00 % (0.00 to 65.76), below 77.6 % | 1 of 2 = 50.0 %" in page
    )
    assert "| 0, 0 |\n" in page
    assert "| a 1 | hold by behaves-like-malware | - |\n" in page
    assert (
        "\nThis table shows the result of the first check of the projects in drawn-x on 2026-12-01 (ruleset `0`):\n\n"
        in page
    )
    assert page.endswith("| --- | --- | --- | --- |\n| shop | 2 | 0 | 1 |")


def test_rows_are_one_line_each() -> None:
    assert b"\n" not in encode_row(row("a"))
