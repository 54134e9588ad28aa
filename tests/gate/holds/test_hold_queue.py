from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pratique.core.act import Act, ActKind
from pratique.core.decision import Client, Decision, Ground
from pratique.core.hold import Hold, HoldState, StoppedFile, Use
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.request import HeldEntry, Request
from pratique.core.verdict import HoldKind, Standing
from pratique.gate.holds.hold_queue import queue
from pratique.store.record import Seen

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHA256, SHA512 = Digest("sha256", "a" * 64), Digest("sha512", "b" * 128)
REVIEW, WAIT = HoldKind.REVIEW, HoldKind.WAIT
FINDING = Ground("finding", "a hook is new", "new-install-hook")
YOUNG = Ground("too-young", "published 20 h ago", "policy")


def stopped(
    name: str = "calm", *, use: tuple[int, int] = (1, 1), since: timedelta = HOUR, **more: Any
) -> StoppedFile:
    let_in = more.pop("let_in_at", None)
    values = {
        "at": NOW - HOUR,
        "ref": PackageRef(Ecosystem.NPM, name).at("1.1.0"),
        "filename": f"{name}-1.1.0.tgz",
        "sha256": None,
        "action": Action.HOLD,
        "kind": REVIEW,
        "grounds": (FINDING,),
        "standing": Standing.NEW,
        "epoch": "one",
        "client": Client("10.0.0.7"),
        **more,
    }
    times, clients = use
    return StoppedFile(
        decision=Decision(**values),
        use=Use(times=times, clients=clients, first=NOW - since, last=NOW),
        let_in_at=let_in,
    )


def entry(name: str = "calm", **more: Any) -> HeldEntry:
    values = {
        "purl": PackageRef(Ecosystem.NPM, name).at("1.1.0").purl,
        "filename": f"{name}-1.1.0.tgz",
        "digest": None,
        "action": Action.HOLD,
        "kind": REVIEW,
        "why": f"{name} is held",
        **more,
    }
    return HeldEntry(**values)


def request(*entries: HeldEntry, who: str = "mia", key: str = "k") -> Request:
    client = Client(f"10.0.0.{len(who)}", who="" if who == "mia" else who)
    return Request(key=key, at=NOW - DAY, who=who, reason="a demo", client=client, asked=9, held=entries)


def act(kind: ActKind, digest: Digest = SHA256, *, number: int = 1, **more: Any) -> Act:
    return Act(kind=kind, digest=digest, at=NOW - 3 * HOUR, who="ada", reason="read", number=number, **more)


def names(found: tuple[Hold, ...]) -> list[str]:
    return [hold.filename.partition("-")[0] for hold in found]


def queued(
    files: list[StoppedFile], requests: tuple[Request, ...] = (), acts: tuple[Act, ...] = (), **more: Any
) -> tuple[Hold, ...]:
    return queue(files, requests, acts, NOW, met=more.pop("met", {}), **more)


def test_what_waits_for_a_person_stands_first_and_in_each_part_the_most_wanted() -> None:
    waits: dict[str, Any] = {"kind": WAIT, "until": NOW + DAY, "grounds": (YOUNG,)}
    files = [
        stopped("young", use=(99, 9), **waits),
        stopped("once"),
        stopped("often", use=(50, 1)),
        stopped("many", use=(3, 2)),
        stopped("asked"),
        stopped("old", since=DAY),
        stopped("twice", since=2 * DAY),
    ]
    requests = (
        request(entry("asked")),
        request(entry("twice"), who="mia"),
        request(entry("twice"), who="bo"),
        request(entry("twice"), who="bo"),
        request(entry("unmet")),
    )

    found = queued(files, requests)

    assert ["twice", "asked", "unmet", "many", "often", "old", "once", "young"] == names(found)
    assert [HoldState.REVIEW] * 7 + [HoldState.WAIT] == [hold.state for hold in found]


def test_a_hold_tells_what_is_said_against_it_who_wants_it_and_since_when() -> None:
    two = (FINDING, Ground("too-young", "published 20 h ago", "policy"))
    asked = request(entry())

    (found,) = queued([stopped(grounds=two, sha256="a" * 64)], (asked,))

    assert (
        Hold(
            purl="pkg:npm/calm@1.1.0",
            filename="calm-1.1.0.tgz",
            digest=SHA256,
            state=HoldState.REVIEW,
            rules=("new-install-hook", "too-young"),
            why="a hook is new and 1 more",
            since=NOW - DAY,
            use=Use(times=1, clients=1, first=NOW - HOUR, last=NOW),
            requests=(asked,),
        )
        == found
    )


def test_what_waits_no_more_is_not_in_the_queue_unless_all_is_asked_for() -> None:
    files = [
        stopped("blocked", action=Action.BLOCK, kind=None),
        stopped("ended", kind=WAIT, until=NOW),
        stopped("letin", let_in_at=NOW),
        stopped("released", sha256="a" * 64),
        stopped("refused", sha256="c" * 64),
    ]
    acts = (act(ActKind.RELEASE), act(ActKind.REFUSE, Digest("sha256", "c" * 64), number=2))

    assert () == queued(files, acts=acts)
    everything = queued(files, acts=acts, everything=True)
    assert {
        "blocked": HoldState.BLOCKED,
        "ended": HoldState.ENDED,
        "letin": HoldState.ENDED,
        "released": HoldState.RELEASED,
        "refused": HoldState.REFUSED,
    } == dict(zip(names(everything), (hold.state for hold in everything), strict=True))


def test_what_a_release_alone_let_in_is_in_the_queue_again_when_it_has_ended() -> None:
    file = stopped(sha256="a" * 64, let_in_at=NOW - 2 * HOUR)
    ended = act(ActKind.RELEASE, until=NOW - HOUR)
    before = act(ActKind.RELEASE, until=NOW - 2 * HOUR)

    assert ["calm"] == names(queued([file], acts=(ended,)))
    assert [] == names(queued([file], acts=(before,)))
    assert [] == names(queued([file], acts=(act(ActKind.RELEASE),)))
    undone = replace(act(ActKind.RELEASE_UNDONE, number=2), at=NOW - HOUR)
    assert ["calm"] == names(queued([file], acts=(act(ActKind.RELEASE), undone)))


def test_several_digests_of_bytes_that_were_met_are_one_name() -> None:
    seen = Seen(
        purl="pkg:npm/calm@1.1.0",
        filename="calm-1.1.0.tgz",
        sha256=SHA256.hex,
        sha512=SHA512.hex,
        sha1="c" * 40,
        size_bytes=1,
        first_seen=NOW,
    )
    acts = (act(ActKind.RELEASE, SHA512),)
    met = {SHA512: seen}

    assert [] == names(queued([stopped(sha256="a" * 64)], acts=acts, met=met))
    assert ["calm"] == names(queued([stopped(sha256="a" * 64)], acts=acts))
    assert [] == names(queued([], (request(entry(digest=SHA512)),), acts, met=met))
    assert [] == names(queued([], (request(entry(digest=SHA512)),), acts))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_each_file_is_told_once_and_more_people_never_put_it_further_back(
    asked: list[tuple[str, int, int]],
) -> None:
    files = [stopped(name) for name in "abc"]
    requests = tuple(request(entry(name), who=f"w{who}", key=str(number)) for name, who, number in asked)

    found = queued(files, requests)

    assert sorted("abc") == sorted(names(found))
    people = [len({one.client for one in hold.requests}) for hold in found]
    assert people == sorted(people, reverse=True)
