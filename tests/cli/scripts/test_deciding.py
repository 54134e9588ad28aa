"""The decision about a package's scripts: a row for each case."""

from dataclasses import replace
from typing import Any

import pytest

from pratique.cli.scripts.approvals import Decision
from pratique.cli.scripts.deciding import behaviour_of, decided, decisions_of, entries_after, judge
from pratique.cli.scripts.record import Entry
from pratique.core.install_script import Effect
from pratique.core.policy import Action
from pratique.core.script_report import ScriptedPackage, ScriptState
from tests.report.scripts.rows import NPM, package

LOUD, QUIET = package(), package(effect=Effect.BUILDS)


def entry(row: ScriptedPackage, *, approved: bool = True, by_person: bool = True, **more: Any) -> Entry:
    made = Entry(
        package=row.ref.package.purl,
        version=row.ref.version,
        file=row.filename,
        digest=f"sha256:{row.digest.hex}" if row.digest else "",
        behaviour=behaviour_of(row.scripts),
        approved=approved,
        by_person=by_person,
        does=(),
    )
    return replace(made, **more)


OLD: dict[str, Any] = {"version": "0.9.0", "file": "getter-0.9.0.tgz", "digest": "sha256:old"}


@pytest.mark.parametrize(
    ("row", "entries", "state"),
    [
        (LOUD, [], ScriptState.UNDECIDED),
        (QUIET, [], ScriptState.BY_RULE),
        (LOUD, [entry(LOUD)], ScriptState.APPROVED),
        (LOUD, [entry(LOUD, approved=False)], ScriptState.DENIED),
        (LOUD, [entry(LOUD, by_person=False)], ScriptState.CHANGED),
        (LOUD, [entry(LOUD, digest="sha256:x")], ScriptState.CHANGED),
        (LOUD, [entry(LOUD, behaviour="sha256:x")], ScriptState.APPROVED),
        (LOUD, [entry(LOUD, **OLD)], ScriptState.CARRIED),
        (LOUD, [entry(LOUD, by_person=False, **OLD)], ScriptState.CHANGED),
        (LOUD, [entry(LOUD, **OLD, behaviour="sha256:x")], ScriptState.CHANGED),
        (QUIET, [entry(QUIET, **OLD, behaviour="sha256:x")], ScriptState.BY_RULE),
        (LOUD, [entry(LOUD, approved=False, **OLD)], ScriptState.DENIED),
        (LOUD, [entry(LOUD, approved=False, **OLD, behaviour="sha256:x")], ScriptState.DENIED),
        (replace(LOUD, action=Action.BLOCK), [entry(LOUD)], ScriptState.UNDECIDED),
        (replace(LOUD, action=Action.HOLD), [entry(LOUD)], ScriptState.APPROVED),
        (replace(LOUD, action=Action.HOLD), [entry(LOUD, **OLD)], ScriptState.CHANGED),
        (replace(QUIET, action=Action.HOLD), [], ScriptState.UNDECIDED),
    ],
)
def test_states(row: ScriptedPackage, entries: list[Entry], state: ScriptState) -> None:
    assert state is judge(row, entries).state


def test_a_denied_script_stops_only_if_the_client_runs_it() -> None:
    entries = [entry(LOUD, approved=False)]
    assert not decided(LOUD, entries, NPM, runs=False, because="").stops
    row = decided(LOUD, entries, NPM, runs=True, because="")
    assert row.stops
    assert "the approvals of npm let it run" in row.why
    row = decided(LOUD, entries, NPM, runs=True, because="`x` in .npmrc:1 runs all")
    assert row.stops
    assert row.why.endswith("; npm runs it, because `x` in .npmrc:1 runs all")
    row = decided(LOUD, entries, replace(NPM, blocks=False), runs=True, because="")
    assert row.stops
    assert row.why.endswith(", and npm runs it all the same")


def test_a_script_that_nobody_recorded_stops() -> None:
    assert decided(LOUD, [], NPM, runs=False, because="").stops
    assert decided(QUIET, [], NPM, runs=False, because="").stops
    assert not decided(QUIET, [entry(QUIET, **OLD)], NPM, runs=False, because="").stops


def test_the_record_after_write_denies_what_needs_a_person_and_drops_what_is_gone() -> None:
    rows = [
        decided(LOUD, [], NPM, runs=False, because=""),
        decided(replace(QUIET, filename="q.tgz"), [], NPM, runs=False, because=""),
    ]
    gone = entry(LOUD, package="pkg:npm/gone")
    other = entry(LOUD, package="pkg:npm/mac-only")
    after = entries_after(
        rows, (gone, other), approved=(), every=True, locked={("pkg:npm/mac-only", "1.0.0")}
    )
    assert {
        ("pkg:npm/getter", "getter-1.0.0.tgz", False),
        ("pkg:npm/getter", "q.tgz", True),
        ("pkg:npm/mac-only", "getter-1.0.0.tgz", True),
    } == {(one.package, one.file, one.approved) for one in after}


def test_an_approval_changes_nothing_else() -> None:
    row = decided(LOUD, [], NPM, runs=False, because="")
    other = entry(LOUD, package="pkg:npm/other")
    after = entries_after([row], (other,), approved={row.ref}, every=False, locked=set())
    assert {("pkg:npm/other", True), ("pkg:npm/getter", True)} == {
        (one.package, one.by_person) for one in after
    }


def test_the_decisions_for_clients() -> None:
    names = {"pkg:npm/getter": "getter"}
    two = [entry(LOUD), entry(LOUD, approved=False, version="2.0.0")]
    assert (Decision("getter", "1.0.0", True), Decision("getter", "2.0.0", False)) == decisions_of(
        names, two, pinned=True
    )
    assert (Decision("getter", None, False),) == decisions_of(names, two, pinned=False)
    assert (Decision("getter", None, False),) == decisions_of(names, two[1:], pinned=True)
    assert () == decisions_of({}, two, pinned=True)
