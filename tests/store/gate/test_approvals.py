from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pratique.core.act import Act, ActKind
from pratique.core.names import Digest
from pratique.store.interface import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ONE, OTHER = Digest("sha256", "a" * 64), Digest("sha512", "b" * 128)
RELEASE = Act(
    kind=ActKind.RELEASE,
    digest=ONE,
    purl="pkg:npm/calm@1.1.0",
    at=NOW,
    who="ada",
    reason="read it",
    until=NOW + timedelta(days=1),
    even_blocked=True,
)
REFUSAL = Act(
    kind=ActKind.REFUSE, digest=OTHER, at=NOW, who="bo", reason="it steals", login="root", token="bo-desk"
)


def test_acts_are_read_in_the_order_in_which_they_were_done(store: Store) -> None:
    store.acts.add_many([RELEASE, REFUSAL])
    store.acts.add_many([])
    store.acts.add_many([replace(RELEASE, kind=ActKind.RELEASE_UNDONE, at=NOW - timedelta(days=9))])

    found = list(store.acts.read())

    assert [
        replace(RELEASE, number=1),
        replace(REFUSAL, number=2),
        replace(RELEASE, kind=ActKind.RELEASE_UNDONE, at=NOW - timedelta(days=9), number=3),
    ] == found
    assert [2, 3] == [act.number for act in store.acts.read(after=1)]
    assert [1, 2] == [act.number for act in store.acts.read(since=NOW)]
    assert [2] == [act.number for act in store.acts.read(after=1, since=NOW)]


def test_acts_are_found_by_any_digest_of_the_bytes(store: Store) -> None:
    store.acts.add_many([REFUSAL, RELEASE, replace(REFUSAL, digest=Digest("sha256", "c" * 64))])

    assert [1, 2] == [act.number for act in store.acts.about([ONE, OTHER])]
    assert () == store.acts.about([])


def test_many_acts_are_read_to_their_end(store: Store) -> None:
    store.acts.add_many(replace(RELEASE, reason=str(number)) for number in range(2_500))

    assert [str(number) for number in range(2_500)] == [act.reason for act in store.acts.read()]


@pytest.mark.parametrize(
    "wrong", [replace(RELEASE, digest=Digest("sha1", "a" * 40)), replace(RELEASE, at=datetime(2026, 1, 1))]
)
def test_a_weak_digest_and_a_time_without_a_zone_are_refused_and_nothing_is_written(
    store: Store, wrong: Act
) -> None:
    with pytest.raises(ValueError, match=r"strong|zone"):
        store.acts.add_many([RELEASE, wrong])

    assert [] == list(store.acts.read())


@pytest.mark.fuzz
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=20))
def test_whatever_a_person_writes_is_kept_as_text(store: Store, text: str) -> None:
    store.acts.add_many([replace(RELEASE, who=text, reason=text)])

    last = list(store.acts.read())[-1]

    assert text.encode("utf-8", "backslashreplace").decode() == last.who == last.reason
