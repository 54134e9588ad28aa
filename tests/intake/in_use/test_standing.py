"""Whether an artifact is in use here already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport
from pratique.core.evidence import Evidence, NotAsked
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.release import Dated
from pratique.core.verdict import Standing
from pratique.intake.in_use.standing import Standings, adoption_of
from pratique.net.client.digests import compute
from pratique.store.interface import Store
from pratique.store.record import Seen
from tests.core.dossiers import HOLDING, dossier, inspected, judge, published, waiver
from tests.intake.building import NOW, digest_of, entry, npm, sha256

PROJECT = "/somewhere/app"
NEXT = NOW + timedelta(days=1)
NAMES = count()
CALM = npm("calm", "1.0.0")


def standings(store: Store, project: str = PROJECT, *, forced: Standing | None = None) -> Standings:
    return Standings(store=store, project=project, adoption=store.adoptions.get(project), forced=forced)


def judged(
    data: bytes,
    *,
    standing: Standing = Standing.PINNED,
    held: bool = False,
    waived: bool = False,
    told: Evidence[Dated] | None = None,
) -> Assessment:
    """What the road said of these bytes: allowed, unless `held`, which a waiver may turn into a note."""
    about = dossier(
        inspection=inspected(HOLDING) if held else inspected(),
        waivers=(waiver(HOLDING.rule),) if waived else (),
        published=told or published(timedelta(days=900)),
    )
    verdict = judge(about, standing=standing)
    return Assessment(dossier=about, verdict=verdict, standing=standing, digests=compute(data))


def report(*packages: tuple[ReleaseRef, Assessment]) -> ProjectReport:
    return ProjectReport(
        root=".",
        files=(),
        packages=tuple(JudgedPackage(ref=ref, assessments=(said,)) for ref, said in packages),
    )


def lock(*entries: LockedPackage) -> list[Lock]:
    return [Lock(format="package-lock v3", packages=entries)]


def adopt(store: Store, *packages: tuple[ReleaseRef, Assessment], entries: Iterable[LockedPackage]) -> None:
    standings(store).remember(report(*packages), lock(*entries), NOW)


def allow(store: Store, *packages: tuple[ReleaseRef, Assessment]) -> None:
    standings(store).remember(report(*packages), lock(), NEXT)


def test_at_the_first_check_everything_is_in_use(store: Store) -> None:
    first = standings(store)
    assert None is first.adopted_at
    assert Standing.PINNED is first.of(entry(CALM, [sha256(b"calm")]))
    assert first.covers(CALM, judged(b"whatever"))


def test_after_it_only_what_was_adopted_is(store: Store) -> None:
    held = entry(CALM, [sha256(b"calm")])
    adopt(store, (CALM, judged(b"calm")), entries=[held])
    after = standings(store)
    assert NOW == after.adopted_at
    assert Standing.PINNED is after.of(held)
    assert Standing.NEW is after.of(entry(CALM, [sha256(b"other bytes")]))
    assert Standing.NEW is after.of(entry(npm("calm", "1.0.1"), [sha256(b"calm")]))


def test_a_lock_may_change_its_algorithm(store: Store) -> None:
    adopt(store, (CALM, judged(b"calm")), entries=[entry(CALM, [digest_of(b"calm", "sha512")])])
    remember_artifact(store, b"calm")
    assert Standing.PINNED is standings(store).of(entry(CALM, [sha256(b"calm")]))


def test_what_could_not_be_judged_on_that_day_was_in_use_all_the_same(store: Store) -> None:
    adopt(store, entries=[entry(CALM, [digest_of(b"calm", "sha512")])])
    after = standings(store)
    assert Standing.PINNED is after.of(entry(CALM, [digest_of(b"calm", "sha512")]))
    assert after.covers(CALM, judged(b"calm"))
    assert not after.covers(CALM, judged(b"other"))


def test_files_of_other_platforms_are_adopted_with_their_lock(store: Store) -> None:
    adopt(store, (CALM, judged(b"linux")), entries=[entry(CALM, [sha256(b"linux"), sha256(b"macos")])])
    assert standings(store).covers(CALM, judged(b"macos"))


def test_a_file_that_the_lock_gained_later_is_new(store: Store) -> None:
    adopt(store, (CALM, judged(b"linux")), entries=[entry(CALM, [sha256(b"linux")])])
    after = standings(store)
    assert Standing.PINNED is after.of(entry(CALM, [sha256(b"linux"), sha256(b"gained")]))
    assert not after.covers(CALM, judged(b"gained"))


def test_without_digests_in_the_lock_the_bytes_decide(store: Store) -> None:
    adopt(store, (CALM, judged(b"calm")), entries=[entry(CALM)])
    after = standings(store)
    assert Standing.PINNED is after.of(entry(CALM))
    assert after.covers(CALM, judged(b"calm"))
    assert not after.covers(CALM, judged(b"gained"))


@pytest.mark.parametrize(
    ("told", "covered"),
    [
        (published(timedelta(days=900)), True),
        (published(timedelta(days=-900)), False),
        (NotAsked("a local file"), False),
    ],
)
def test_adopted_by_name_alone_is_only_what_was_published_by_then(
    store: Store, told: Evidence[Dated], covered: bool
) -> None:
    adopt(store, entries=[entry(CALM)])
    assert covered is standings(store).covers(CALM, judged(b"calm", told=told))


def test_what_is_no_package_of_a_registry_is_not_adopted(store: Store) -> None:
    own = entry(CALM, [sha256(b"calm")], source=SourceKind.PATH)
    adopt(store, entries=[own, entry(npm("own", "1.0.0"), source=SourceKind.WORKSPACE)])
    assert Standing.NEW is standings(store).of(entry(CALM, [sha256(b"calm")]))
    assert not standings(store).covers(npm("own", "1.0.0"), judged(b"own"))


def test_what_is_blocked_is_not_adopted(store: Store) -> None:
    bad = judged(b"calm", standing=Standing.NEW, held=True)
    adopt(store, (CALM, bad), entries=[entry(CALM, [sha256(b"calm"), sha256(b"sibling")])])
    after = standings(store)
    assert Action.ALLOW is not bad.verdict.action
    assert Standing.NEW is after.of(entry(CALM, [sha256(b"calm")]))
    assert not after.covers(CALM, judged(b"sibling"))


def test_a_project_without_locks_is_not_adopted(store: Store) -> None:
    standings(store).remember(report(), [], NOW)
    assert None is standings(store).adopted_at
    assert Standing.PINNED is standings(store).of(entry(CALM, [sha256(b"calm")]))


def test_what_was_allowed_once_is_pinned_in_every_project(store: Store) -> None:
    adopt(store, entries=[])
    allow(store, (CALM, judged(b"calm", standing=Standing.NEW)))
    other = "/elsewhere"
    standings(store, other).remember(report(), lock(), NOW)
    remember_artifact(store, b"calm")
    for project in (PROJECT, other):
        assert Standing.PINNED is standings(store, project).of(entry(CALM, [sha256(b"calm")]))
        assert standings(store, project).covers(CALM, judged(b"calm"))


def test_what_is_held_stays_new(store: Store) -> None:
    adopt(store, entries=[])
    allow(store, (CALM, judged(b"calm", standing=Standing.NEW, held=True)))
    assert not standings(store).covers(CALM, judged(b"calm"))


def test_what_only_a_waiver_lets_pass_stays_new_for_waivers_end(store: Store) -> None:
    adopt(store, entries=[])
    passed = judged(b"calm", standing=Standing.NEW, held=True, waived=True)
    allow(store, (CALM, passed))
    assert Action.ALLOW is passed.verdict.action
    assert not standings(store).covers(CALM, judged(b"calm"))


@pytest.mark.parametrize("forced", list(Standing))
def test_a_forced_standing_holds_for_everything_and_leaves_no_trace(store: Store, forced: Standing) -> None:
    told = standings(store, forced=forced)
    assert forced is told.of(entry(CALM, [sha256(b"calm")]))
    assert told.covers(CALM, judged(b"calm"))
    told.remember(report((CALM, judged(b"calm"))), lock(entry(CALM)), NOW)
    assert None is store.adoptions.get(PROJECT)


def remember_artifact(store: Store, data: bytes) -> None:
    named: dict[str, Any] = {digest.algorithm: digest.hex for digest in compute(data)}
    store.artifacts.remember(
        [
            Seen(purl=CALM.purl, filename="f", size_bytes=len(data), first_seen=NOW, **named),
        ]
    )


@dataclass(frozen=True)
class Run:
    """One check: what was judged, as `data` of release `number`, and whether it is held."""

    items: tuple[tuple[int, bytes, bool], ...]
    at: datetime


contents = st.sampled_from([b"one", b"two", b"three"])
runs = st.lists(
    st.builds(
        Run,
        st.lists(st.tuples(st.integers(0, 3), contents, st.booleans()), max_size=5).map(tuple),
        st.just(NOW),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.fuzz
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(runs)
def test_the_law_of_standing(store: Store, history: list[Run]) -> None:
    """After adoption, pinned is exactly what was adopted or allowed, and nothing is ever forgotten."""
    name = f"p{next(NAMES)}"
    project = f"/projects/{name}"
    in_use: set[tuple[ReleaseRef, bytes]] = set()
    for run in history:
        said = [
            (npm(name, f"{number}.0.0"), data, judged(data, standing=Standing.NEW, held=held))
            for number, data, held in run.items
        ]
        in_use |= {(ref, data) for ref, data, a in said if a.verdict.action is Action.ALLOW}
        standings(store, project).remember(report(*((ref, a) for ref, _, a in said)), lock(), run.at)
        now = standings(store, project)
        for number in range(4):
            ref = npm(name, f"{number}.0.0")
            for data in (b"one", b"two", b"three"):
                assert ((ref, data) in in_use) is now.covers(ref, judged(data))


def test_of_an_earlier_lockfile_the_same_bytes_are_in_use(store: Store) -> None:
    earlier = entry(CALM, [sha256(b"calm")])
    found = Standings(store=store, project="", adoption=adoption_of(lock(earlier)[0], "", NOW))
    assert Standing.PINNED is found.of(earlier)
    assert Standing.NEW is found.of(entry(CALM, [sha256(b"other")]))
    assert Standing.NEW is found.of(entry(npm("calm", "1.0.1"), [sha256(b"calm")]))


def test_without_an_earlier_lockfile_nothing_is_in_use(store: Store) -> None:
    found = Standings(store=store, project="", adoption=adoption_of(None, "", NOW))
    assert Standing.NEW is found.of(entry(CALM, [sha256(b"calm")]))


def test_an_earlier_entry_without_digest_is_in_use_if_it_was_published_by_then(store: Store) -> None:
    found = Standings(store=store, project="", adoption=adoption_of(lock(entry(CALM))[0], "", NOW))
    assert found.covers(CALM, judged(b"calm"))
    assert not found.covers(npm("calm", "1.0.1"), judged(b"calm"))
