from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.act import ActKind
from pratique.core.decision import Client
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.request import HeldEntry, Request
from pratique.errors import UsageError
from pratique.gate.holds.approval import NotDone, Subject, Wish, act_upon, rule_of_ground, subjects_of
from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import Seen

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
REF = PackageRef(Ecosystem.PYPI, "sample").at("1.0.0")
WHEEL = Seen(
    purl=REF.purl,
    filename="sample-1.0.0-py3-none-any.whl",
    sha256="a" * 64,
    sha512="a" * 128,
    sha1="a" * 40,
    size_bytes=1,
    first_seen=NOW,
)
SDIST = replace(WHEEL, filename="sample-1.0.0.tar.gz", sha256="b" * 64, sha512="b" * 128, sha1="b" * 40)
UNMET = Digest("sha512", "c" * 128)
RELEASE = Wish(kind=ActKind.RELEASE, who="ada", reason="read", at=NOW)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("state")
    with open_store(Home(folder)) as opened:
        opened.artifacts.remember([WHEEL, SDIST])
        opened.requests.add(_request())
        yield opened


def _request() -> Request:
    wheel: dict[str, Any] = {"purl": WHEEL.purl, "filename": WHEEL.filename, "why": "young"}
    other: dict[str, Any] = {"purl": "pkg:npm/calm@1.1.0", "filename": "calm-1.1.0.tgz", "why": "young"}
    held = (
        HeldEntry(digest=Digest("sha512", WHEEL.sha512), action=Action.HOLD, **wheel),
        HeldEntry(digest=UNMET, action=Action.HOLD, **other),
        HeldEntry(digest=None, action=Action.HOLD, **{**other, "purl": "pkg:npm/none@1"}),
    )
    client = Client("10.0.0.7")
    return Request(key="k1", at=NOW, who="mia", reason="a demo", client=client, asked=3, held=held, more=2)


def of(seen: Seen) -> Subject:
    return Subject(
        digest=Digest("sha256", seen.sha256),
        purl=seen.purl,
        filename=seen.filename,
        others=(Digest("sha512", seen.sha512),),
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (REF.purl, [of(WHEEL), of(SDIST)]),
        ("sample==1.0.0", [of(WHEEL), of(SDIST)]),
        ("a" * 64, [of(WHEEL)]),
        (f"sha256:{'b' * 64}", [of(SDIST)]),
        (f"sha512:{'B' * 128}", [of(SDIST)]),
        (str(UNMET), [Subject(digest=UNMET)]),
    ],
)
def test_a_word_names_bytes(store: Store, target: str, expected: list[Subject]) -> None:
    assert expected == list(subjects_of(target, store))


def test_a_request_names_all_that_it_lists_and_what_it_cannot_is_told(store: Store) -> None:
    found = list(subjects_of("request:k1", store))

    assert [
        of(WHEEL),
        Subject(digest=UNMET, purl="pkg:npm/calm@1.1.0", filename="calm-1.1.0.tgz"),
    ] == [one for one in found if isinstance(one, Subject)]
    assert ["request:k1", "pkg:npm/none@1"] == [one.target for one in found if isinstance(one, NotDone)]
    (none,) = subjects_of("request:none", store)
    assert isinstance(none, NotDone)


def test_the_same_bytes_are_acted_upon_once(store: Store) -> None:
    done, not_done = act_upon([REF.purl, "a" * 64, f"sha512:{'a' * 128}"], RELEASE, store)

    assert [of(WHEEL), of(SDIST)] == [one.subject for one in done]
    assert () == not_done
    stored = list(store.acts.read())[-2:]
    assert [(Digest("sha256", WHEEL.sha256), REF.purl), (Digest("sha256", SDIST.sha256), REF.purl)] == [
        (act.digest, act.purl) for act in stored
    ]


def test_an_act_under_one_digest_is_taken_back_under_another(store: Store) -> None:
    refusal = replace(RELEASE, kind=ActKind.REFUSE)
    act_upon([f"sha256:{'b' * 64}"], refusal, store)

    blocked = act_upon([f"sha512:{'b' * 128}"], RELEASE, store)
    undone = act_upon([f"sha512:{'b' * 128}"], replace(RELEASE, kind=ActKind.REFUSE_UNDONE), store)
    again = act_upon([f"sha512:{'b' * 128}"], replace(RELEASE, kind=ActKind.REFUSE_UNDONE), store)

    assert [True] == [one.stopped for one in blocked[1]]
    assert "ada denied it: read" in blocked[1][0].why
    assert (1, 0) == (len(undone[0]), len(again[0]))
    assert ["the file has no denial"] == [one.why for one in again[1]]


def test_a_release_that_has_ended_is_not_there_to_be_taken_back(store: Store) -> None:
    act_upon(["c" * 64], replace(RELEASE, until=NOW + timedelta(hours=1)), store)

    late = replace(RELEASE, kind=ActKind.RELEASE_UNDONE, at=NOW + timedelta(hours=2))

    assert () == act_upon(["c" * 64], late, store)[0]


@pytest.mark.parametrize(
    ("code", "source", "expected"),
    [("finding", "new-install-hook", "new-install-hook"), ("too-young", "policy", "too-young")],
)
def test_a_ground_is_named_as_it_is_explained(code: str, source: str, expected: str) -> None:
    assert expected == rule_of_ground(code, source)


@pytest.mark.fuzz
@given(target=st.text(max_size=80) | st.text("0123456789abcdef:-sha=", max_size=140))
def test_any_word_names_something_or_is_refused_in_words(store: Store, target: str) -> None:
    try:
        found = list(subjects_of(target, store))
    except UsageError as error:
        assert error.hint  # noqa: PT017 - any word may be refused
        return
    assert found
