"""What an installation blocks, and the JSON in which a gate says so."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.memory import MemoryAdvisories
from pratique.core.act import Act, ActKind
from pratique.core.advisory import AdvisoryKind
from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action, Policy
from pratique.core.verdict import Standing
from pratique.errors import ParseError
from pratique.intake.known_bad.advised import NO_WARNINGS, Warnings
from pratique.intake.known_bad.blocked import Blocked, blocked_here, read_blocked, write_blocked
from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import Seen
from tests.advisories.made import LEFT, THEN, about, advisory

LEFT_PACKAGE = PackageRef(Ecosystem.NPM, "left")
REF = LEFT_PACKAGE.at("1.0.1")
SEEN = Seen(
    purl=REF.purl,
    filename="left-1.0.1.tgz",
    sha256="a" * 64,
    sha512="a" * 128,
    sha1="a" * 40,
    size_bytes=1,
    first_seen=THEN,
)
SHA256, SHA512 = Digest("sha256", SEEN.sha256), Digest("sha512", SEEN.sha512)
MALICE = Warnings(
    index=MemoryAdvisories(
        (advisory("MAL-1", about(LEFT, versions=("1.0.1",)), kind=AdvisoryKind.MALWARE),), ()
    )
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path)) as opened:
        opened.artifacts.remember([SEEN])
        yield opened


def decision(code: str, action: Action = Action.BLOCK) -> Decision:
    return Decision(
        at=THEN,
        ref=REF,
        filename=SEEN.filename,
        sha256=SEEN.sha256,
        action=action,
        grounds=(Ground(code, f"because of {code}", "test"),) if action is not Action.ALLOW else (),
        standing=Standing.NEW,
        epoch="e",
        client=Client("127.0.0.1"),
    )


def act(kind: ActKind, digest: Digest = SHA512, *, even_blocked: bool = False) -> Act:
    return Act(kind=kind, digest=digest, at=THEN, who="ada", reason="worm", even_blocked=even_blocked)


def blocked(store: Store, warnings: Warnings = NO_WARNINGS, policy: Policy | None = None) -> list[Blocked]:
    return blocked_here(store, warnings, policy or Policy(), THEN + timedelta(days=1))


def test_a_refusal_has_name_and_all_digests_and_ends_when_it_is_taken_back(store: Store) -> None:
    store.acts.add_many([act(ActKind.REFUSE)])
    refused = blocked(store)
    store.acts.add_many([act(ActKind.REFUSE_UNDONE)])

    assert [
        Blocked(package=LEFT_PACKAGE, version="1.0.1", digests=(SHA256, SHA512), why="refused by ada: worm")
    ] == refused
    assert [] == blocked(store)


def test_bytes_that_were_never_met_have_no_name(store: Store) -> None:
    unmet = Digest("sha256", "c" * 64)
    store.acts.add_many([act(ActKind.REFUSE, unmet)])

    assert [Blocked(digests=(unmet,), why="refused by ada: worm")] == blocked(store)


def test_a_finding_that_blocked_counts_until_it_is_released_or_let_in(store: Store) -> None:
    store.decisions.add_many([decision("finding")])
    found = blocked(store)
    store.acts.add_many([act(ActKind.RELEASE, SHA256, even_blocked=True)])
    released = blocked(store)
    store.acts.add_many([act(ActKind.RELEASE_UNDONE, SHA256)])
    again = blocked(store)
    store.decisions.add_many([decision("finding", Action.ALLOW)])

    assert ["because of finding"] == [one.why for one in found] == [one.why for one in again]
    assert [] == released == blocked(store)


@pytest.mark.parametrize("code", ["denied", "refused", "quarantined", "changed-bytes"])
def test_what_is_kept_elsewhere_is_not_taken_from_an_old_decision(store: Store, code: str) -> None:
    store.decisions.add_many([decision(code)])

    assert [] == blocked(store)


def test_an_advisory_counts_as_long_as_it_says_so(store: Store) -> None:
    store.decisions.add_many([decision("advisory")])

    assert [(LEFT_PACKAGE, "1.0.1", ())] == [
        (one.package, one.version, one.digests) for one in blocked(store, MALICE)
    ]
    assert [] == blocked(store)


def test_a_hold_is_no_block(store: Store) -> None:
    store.decisions.add_many([replace(decision("finding"), action=Action.HOLD)])

    assert [] == blocked(store)


def test_quarantines_and_the_policy_block_by_name(store: Store) -> None:
    store.quarantines.put(LEFT_PACKAGE, "malware", at=THEN)
    policy = Policy(denied={"pkg:npm/right@2.0.0": "no", "pkg:pypi/all": "never", "nonsense": "x"})

    assert {
        ("pkg:npm/left", None, "the registry quarantines the package: malware"),
        ("pkg:npm/right", "2.0.0", "denied by the policy: no"),
        ("pkg:pypi/all", None, "denied by the policy: never"),
    } == {(one.package and one.package.purl, one.version, one.why) for one in blocked(store, policy=policy)}


def test_what_is_written_is_read(store: Store) -> None:
    entries = (
        Blocked(package=LEFT_PACKAGE, version="1.0.1", digests=(SHA256, SHA512), why="refused"),
        Blocked(package=PackageRef(Ecosystem.NPM, "@acme/tool"), why="denied"),
        Blocked(digests=(SHA256,), why="\ud800"),
    )
    found = read_blocked(write_blocked(entries, "epoch"))

    assert entries[:2] == found.entries[:2]
    assert ((SHA256,), "\\ud800", 0) == (found.entries[2].digests, found.entries[2].why, found.left_off)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"version": 2, "epoch": "", "files": []}',
        b'{"version": 1, "epoch": "", "files": [{"purl": "", "digests": [], "why": ""}]}',
        b'{"version": 1, "epoch": "", "files": [{"purl": "x", "digests": [], "why": ""}]}',
        b'{"version": 1, "epoch": "", "files": [{"purl": "", "digests": ["sha256:1"], "why": ""}]}',
    ],
)
def test_what_is_no_answer_is_an_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        read_blocked(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_an_error(body: bytes) -> None:
    with suppress(ParseError):
        read_blocked(body)
