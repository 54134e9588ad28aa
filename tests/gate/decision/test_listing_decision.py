from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pratique.core.act import Act, ActKind, Word
from pratique.core.decision import Client, Decision, Ground
from pratique.core.evidence import BadKind, KnownBad
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action, Policy
from pratique.core.release import Artifact, ArtifactKind, Dated, Listing, ProjectStatus, Release, TimeSource
from pratique.core.verdict import HoldKind, Standing
from pratique.gate.decision.listing_decision import LOST, REMOVED, Cheap, Marking, marking
from pratique.gate.decision.refusal import Way
from pratique.store.record import FileName, Seen

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CALM = PackageRef(Ecosystem.NPM, "calm")
WAY = Way(contact="ada")


def release(version: str, age: timedelta | None) -> Release:
    told = None if age is None else Dated(NOW - age, TimeSource.REGISTRY)
    artifact = Artifact(
        filename=f"calm-{version}.tgz",
        url="https://registry.example/",
        kind=ArtifactKind.NPM_TARBALL,
        digests=(Digest("sha512", "ab" * 64),),
    )
    return Release(ref=CALM.at(version), artifacts=(artifact,), published=told)


def listing(**ages: timedelta | None) -> Listing:
    releases = {name[1:].replace("_", "."): age for name, age in ages.items()}
    return Listing(
        package=CALM,
        registry="https://registry.example/",
        releases={version: release(version, age) for version, age in releases.items()},
    )


OLD, DAY = timedelta(days=400), timedelta(hours=20)
USUAL = listing(v1_0_0=OLD, v1_0_1=OLD, v1_1_0=DAY)


def marked(
    policy: Policy | None = None, *, private: bool = False, told: Listing = USUAL, **more: Any
) -> Marking:
    return marking(Cheap(listing=told, private=private, **more), policy or Policy(), WAY, NOW)


def words(found: Marking) -> Mapping[str, str]:
    return {mark.version: mark.words for mark in found.marks.values()}


def test_what_is_young_waits_and_the_rest_is_not_spoken_of() -> None:
    found = marked()

    assert {
        "1.1.0": "calm@1.1.0 is held until 2026-03-03 04:00 UTC: published 20 h ago; the cooldown is 72 h "
        "[too-young]; use calm@1.0.1"
    } == words(found)
    assert NOW + timedelta(hours=52) == found.changes_at
    assert "1.0.1" == found.ladder.nearest("1.1.0")


def test_a_private_package_has_no_age() -> None:
    assert {} == words(marked(private=True))


def test_what_is_in_use_does_not_wait() -> None:
    assert {} == words(marked(pinned={FileName(CALM.at("1.1.0").purl, "calm-1.1.0.tgz")}))


def test_an_unknown_time_waits() -> None:
    found = marked(told=listing(v1_0_0=None))

    assert "publish time unknown" in words(found)["1.0.0"]


def test_what_is_disputed_is_held_for_review_and_not_blocked() -> None:
    bad = (KnownBad(BadKind.ADVISORY, "MAL-1 says so; disputed", "osv", disputed=True),)

    found = marked(bad={"1.0.1": bad})

    assert "calm@1.0.1 is held" in words(found)["1.0.1"]
    assert "MAL-1 says so; disputed [disputed]" in words(found)["1.0.1"]


def test_what_an_advisory_calls_malicious_is_blocked_however_old_it_is() -> None:
    bad = (KnownBad(BadKind.ADVISORY, "MAL-1 says so", "osv"),)

    found = marked(bad={"1.0.1": bad})

    assert "calm@1.0.1 is blocked: MAL-1 says so [advisory]; use calm@1.0.0" == words(found)["1.0.1"]


@pytest.mark.parametrize(
    ("purl", "versions"), [("pkg:npm/calm@1.0.1", {"1.0.1"}), ("pkg:npm/calm", {"1.0.0", "1.0.1", "1.1.0"})]
)
def test_what_the_policy_denies_is_blocked(purl: str, versions: set[str]) -> None:
    found = marked(Policy(denied={purl: "bad"}))

    assert versions == {mark.version for mark in found.marks.values() if mark.action is Action.BLOCK}


def test_a_package_that_its_registry_quarantines_is_blocked() -> None:
    found = marked(told=replace(USUAL, status=ProjectStatus.QUARANTINED))

    assert {Action.BLOCK} == {mark.action for mark in found.marks.values()}
    assert 3 == len(found.marks)


def test_other_digests_than_those_first_met_are_an_alarm() -> None:
    name = FileName(CALM.at("1.0.1").purl, "calm-1.0.1.tgz")
    seen = Seen(
        purl=name.purl,
        filename=name.filename,
        sha256="a" * 64,
        sha512="cd" * 64,
        sha1="c" * 40,
        size_bytes=1,
        first_seen=NOW - OLD,
    )

    assert "[changed-bytes]" in words(marked(seen={name: seen}))["1.0.1"]
    assert {"1.1.0"} == set(words(marked(seen={name: replace(seen, sha512="ab" * 64)})))


@pytest.mark.parametrize(
    ("kind", "until", "stands"),
    [
        (HoldKind.REVIEW, None, True),
        (HoldKind.WAIT, NOW + timedelta(hours=1), True),
        (HoldKind.WAIT, NOW - timedelta(hours=1), False),
    ],
)
def test_what_stopped_the_bytes_is_told_in_the_listing(
    kind: HoldKind, until: datetime | None, *, stands: bool
) -> None:
    earlier = Decision(
        at=NOW,
        ref=CALM.at("1.0.1"),
        filename="calm-1.0.1.tgz",
        sha256="a" * 64,
        action=Action.HOLD,
        kind=kind,
        until=until,
        grounds=(Ground("finding", "it runs x.js", "new-install-hook"),),
        standing=Standing.NEW,
        epoch="one",
        client=Client("127.0.0.1"),
    )

    found = words(marked(stopped={FileName(CALM.at("1.0.1").purl, "calm-1.0.1.tgz"): earlier}))

    assert stands == ("1.0.1" in found)
    assert not stands or "it runs x.js [new-install-hook]" in found["1.0.1"]


@pytest.mark.parametrize(("age_s", "stands"), [(0, True), (29, True), (30, False)])
def test_changed_bytes_mark_a_listing_for_seconds(age_s: int, *, stands: bool) -> None:
    at = NOW - timedelta(seconds=age_s)
    earlier = Decision(
        at=at,
        ref=CALM.at("1.0.1"),
        filename="calm-1.0.1.tgz",
        sha256="a" * 64,
        action=Action.BLOCK,
        kind=None,
        until=None,
        grounds=(
            Ground("changed-bytes", "the bytes are others", "bytes"),
            Ground("finding", "it runs x.js", "new-install-hook"),
        ),
        standing=Standing.NEW,
        epoch="one",
        client=Client("127.0.0.1"),
    )

    found = marked(stopped={FileName(CALM.at("1.0.1").purl, "calm-1.0.1.tgz"): earlier})

    assert stands == ("1.0.1" in words(found))
    assert (found.changes_at == at + timedelta(seconds=30)) == stands


def test_what_the_registry_has_no_more_is_spoken_of_and_stopped_only_where_it_was_never_served() -> None:
    names = {v: FileName(CALM.at(v).purl, f"calm-{v}.tgz") for v in ("1.0.0", "1.0.1")}
    found = marked(removed={names["1.0.1"]}, lost={names["1.0.0"]})

    marks = {mark.version: mark for mark in found.marks.values()}
    assert (f"calm@1.0.1: {REMOVED}", False) == (marks["1.0.1"].words, marks["1.0.1"].stops)
    assert (f"calm@1.0.0: {LOST}", True) == (marks["1.0.0"].words, marks["1.0.0"].stops)


NAME = FileName(CALM.at("1.1.0").purl, "calm-1.1.0.tgz")


def said(kind: ActKind, **more: Any) -> Word:
    digest = Digest("sha256", "a" * 64)
    act = Act(kind=kind, digest=digest, at=NOW, who="bo", reason="read it", **more)
    return Word(release=act) if kind is ActKind.RELEASE else Word(refusal=act)


def stop(action: Action, kind: HoldKind | None, code: str) -> Mapping[FileName, Decision]:
    decision = Decision(
        at=NOW,
        ref=CALM.at("1.1.0"),
        filename=NAME.filename,
        sha256="a" * 64,
        action=action,
        kind=kind,
        grounds=(Ground(code, "it was judged", "a-rule"),),
        standing=Standing.NEW,
        epoch="one",
        client=Client("127.0.0.1"),
    )
    return {NAME: decision}


@pytest.mark.parametrize(
    ("stopped", "even_blocked", "marks"),
    [
        ({}, False, []),
        (stop(Action.HOLD, HoldKind.REVIEW, "finding"), False, []),
        (stop(Action.BLOCK, None, "finding"), False, ["1.1.0"]),
        (stop(Action.BLOCK, None, "finding"), True, []),
    ],
)
def test_what_a_person_released_is_free_until_the_release_ends(
    stopped: Mapping[FileName, Decision], even_blocked: bool, marks: list[str]
) -> None:
    until = NOW + timedelta(hours=1)
    word = said(ActKind.RELEASE, until=until, even_blocked=even_blocked)

    found = marked(words={NAME: word}, stopped=stopped)

    assert marks == list(words(found))
    assert until == found.changes_at


def test_what_a_person_refused_is_blocked_in_use_or_not() -> None:
    old = FileName(CALM.at("1.0.0").purl, "calm-1.0.0.tgz")

    found = marked(words={old: said(ActKind.REFUSE)}, pinned={old})

    assert "calm@1.0.0 is blocked: refused by bo: read it [refused]; use calm@1.0.1" == words(found)["1.0.0"]


def test_a_release_lifts_nothing_that_blocks() -> None:
    bad = (KnownBad(BadKind.ADVISORY, "MAL-1 says so", "osv"),)

    found = marked(bad={"1.1.0": bad}, words={NAME: said(ActKind.RELEASE)})

    assert "calm@1.1.0 is blocked: MAL-1 says so [advisory]; use calm@1.0.1" == words(found)["1.1.0"]


def test_what_was_refused_because_its_registry_held_it_back_is_not_when_it_does_no_more() -> None:
    name = FileName(CALM.at("1.0.1").purl, "calm-1.0.1.tgz")
    held = Decision(
        at=NOW,
        ref=CALM.at("1.0.1"),
        filename=name.filename,
        sha256="a" * 64,
        action=Action.BLOCK,
        grounds=(Ground("quarantined", "it is held back", "the registry"),),
        standing=Standing.NEW,
        epoch="one",
        client=Client("127.0.0.1"),
    )

    assert "1.0.1" not in words(marked(stopped={name: held}))
    assert "1.0.1" in words(
        marked(told=replace(USUAL, status=ProjectStatus.QUARANTINED), stopped={name: held})
    )
