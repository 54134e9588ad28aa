"""Replays of the gauntlet: a sample of its cells with real clients, and what holds of every incident."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from gauntlet.incident import Incident, Kind
from gauntlet.incidents import INCIDENTS
from gauntlet.page import page, table
from gauntlet.replay import MOMENTS, Cell, Outcome, Replay, cell

ROOT = Path(__file__).resolve().parents[2]
BY_ID = {incident.id: incident for incident in INCIDENTS}
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
each = pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.id)


@needs_npm
def test_an_install_hook_that_fetches_code_is_stopped_without_the_age_rule() -> None:
    found = cell(BY_ID["eslint-scope-2018"], "1 h", age=False)
    assert Outcome.STOPPED is found.outcome
    assert {"attack-chain", "new-install-hook"} <= set(found.evidence)
    assert "eslint-scope@3.7.2 is held for review" in found.words
    assert (True, {"eslint-scope": "3.7.1"}) == (found.passed, found.ranged)


@needs_npm
def test_the_clock_of_the_gate_is_that_of_the_incident() -> None:
    found = cell(BY_ID["event-stream-2018"], "8 d", age=True)
    assert (Outcome.STOPPED, ("too-young",)) == (found.outcome, found.evidence)
    assert "event-stream@3.3.6 waits until 2018-09-23 08:28 UTC" in found.words
    assert "event-stream@3.3.4" in found.words


@needs_npm
def test_a_dependency_that_turns_is_stopped_a_month_later_without_the_age_rule() -> None:
    found = cell(BY_ID["event-stream-2018"], "30 d", age=False)
    assert found.outcome is not Outcome.LET_IN
    assert "environment-keyed-payload" in found.evidence
    assert "flatmap-stream" in found.words
    assert found.passed


@needs_npm
def test_what_was_unpublished_still_installs_and_the_console_says_so() -> None:
    found = cell(BY_ID["left-pad-2016"], "1 h", age=True)
    assert (Outcome.WORKS, {"left-pad": "0.0.3"}) == (found.outcome, found.ranged)
    assert "left-pad@0.0.3" in found.words


def test_the_page_counts_what_was_let_in_as_a_miss_with_what_would_have_stopped_it() -> None:
    incident = BY_ID["event-stream-2018"]
    door = replayed(incident, Outcome.DOOR, Outcome.STOPPED)
    told = page([door], written=list(BY_ID))
    assert "event-stream-2018: not stopped at +1 h with age off (door let in)" in told
    assert f"What would have stopped it: {incident.reminder}." in told
    assert "age off: +1 h 0 of 1, +2 d 1 of 1" in told
    assert "50 of the 51 incidents. Written, and not replayed for this page: left-pad-2016, " in told
    assert "+1 h  age off  door let in" in table([door])


def replayed(incident: Incident, *outcomes: Outcome) -> Replay:
    cells = tuple(
        Cell(
            moment=moment,
            age=False,
            outcome=outcome,
            evidence=(),
            reasons=(),
            words="",
            tries=1,
            ranged={},
            good_lock=True,
            gone=False,
            advised=None,
        )
        for moment, outcome in zip(MOMENTS, outcomes, strict=False)
    )
    return Replay(incident=incident, cells=cells)


@each
def test_addresses_in_the_files_of_releases_lead_nowhere(incident: Incident) -> None:
    texts = [text for p in incident.packages for release in p.releases for text in release.files.values()]
    hosts = {host for text in texts for host in re.findall(r"https?://([a-z0-9.-]+)", text)}
    hosts |= {host for text in texts for host in re.findall(r"hostname: '([^']+)'", text)}
    assert [] == [host for host in sorted(hosts) if not host.endswith(".invalid")]


@each
def test_the_record_hangs_together(incident: Incident) -> None:
    listed = {(p.name, release.version): release.at for p in incident.packages for release in p.releases}
    assert all(at.tzinfo is not None for at in listed.values())
    assert all(listed[one] < incident.at for one in incident.good.items())
    named = [
        (n, v) for wrong in (incident.guilty, incident.doors, incident.bad) for n in wrong for v in wrong[n]
    ]
    assert [] == [one for one in named if one not in listed]
    assert bool(incident.guilty) is (incident.kind is Kind.BAD_RELEASE)
    for p in incident.packages:
        times = [release.at for release in p.releases]
        assert sorted(times) == times


def test_the_table_names_each_file_once() -> None:
    files = {path.stem.replace("_", "-") for path in (ROOT / "gauntlet/incidents").glob("[!_]*.py")}
    ids = [incident.id for incident in INCIDENTS]
    assert files == set(ids)
    assert len(ids) == len(set(ids))


CLIENT_OF_HTTP = "a client of HTTP that code calls: a call of the network"
OTHER_MEANINGS = {
    ("analysis/chains/vocabulary.py", "axios"): CLIENT_OF_HTTP,
    ("analysis/languages/javascript/apis.py", "axios"): CLIENT_OF_HTTP,
    ("analysis/languages/javascript/names.py", "axios"): CLIENT_OF_HTTP,
    ("analysis/languages/python/walk.py", "ctx"): "a field of Python's own syntax tree",
}
"""Where the name of an incident's package means something else."""


def test_no_rule_and_no_signal_knows_an_incident_by_name() -> None:
    names = "|".join(sorted(re.escape(p.name) for incident in INCIDENTS for p in incident.packages))
    known = re.compile(rf"(?<![a-z0-9-])(?:{names})(?![a-z0-9-])")
    source = ROOT / "src/pratique"
    found = [
        (path.relative_to(source).as_posix(), name)
        for folder in ("analysis", "history", "core", "gate", "intake")
        for path in sorted((source / folder).rglob("*.py"))
        for word in words_of(path)
        for name in known.findall(word.lower().replace("_", "-"))
    ]
    assert sorted(OTHER_MEANINGS) == sorted(set(found))


def words_of(path: Path) -> Iterator[str]:
    """Names and strings of a module, but not what only tells readers where a thing was seen: docstrings and `seen=`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield path.stem
    nodes = list(ast.walk(tree))
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    told |= {id(node.value) for node in nodes if isinstance(node, ast.keyword) and node.arg == "seen"}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
