from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client, Decision, Extent, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing
from pratique.store.interface import Store
from pratique.store.record import FileName

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CALM = PackageRef(Ecosystem.NPM, "calm")


def decided(version: str = "1.0.0", action: Action = Action.ALLOW, **more: object) -> Decision:
    values: dict[str, object] = {
        "at": NOW,
        "ref": CALM.at(version),
        "filename": f"calm-{version}.tgz",
        "sha256": "a" * 64,
        "action": action,
        "standing": Standing.NEW,
        "epoch": "one",
        "client": Client("127.0.0.1", "npm/11.19.1", "ci"),
        **more,
    }
    return Decision(**values)  # type: ignore[arg-type]


def test_decisions_are_read_in_the_order_in_which_they_were_made(store: Store) -> None:
    held = decided(
        "1.1.0",
        Action.HOLD,
        kind=HoldKind.WAIT,
        until=NOW + timedelta(hours=52),
        grounds=(Ground("too-young", "published 20 h ago", "policy"),),
        note="a note",
        client=Client(
            "127.0.0.1",
            "npm/11.19.1",
            "ci",
            "ci-web",
            CiClaim(system="github", repository="acme/shop", workflow="a\udcff", run="1", proven=True),
        ),
    )
    store.decisions.add_many([decided(), held])
    store.decisions.add_many([decided(at=NOW - timedelta(days=1), sha256=None)])

    found = list(store.decisions.read())

    # What UTF-8 cannot encode is escaped.
    ci = CiClaim(system="github", repository="acme/shop", workflow="a\\udcff", run="1", proven=True)
    held = replace(held, client=replace(held.client, ci=ci))
    assert [decided(), held, decided(at=NOW - timedelta(days=1), sha256=None)] == found


def test_the_log_is_asked_by_time_package_version_and_action(store: Store) -> None:
    other = decided(ref=PackageRef(Ecosystem.PYPI, "calm").at("1.0.0"))
    later = decided("1.1.0", Action.BLOCK, at=NOW + timedelta(hours=1))
    store.decisions.add_many([decided(), other, later])

    def read(**asked: object) -> list[Decision]:
        return list(store.decisions.read(**asked))  # type: ignore[arg-type]

    assert [later] == read(since=NOW + timedelta(hours=1))
    assert [decided(), other] == read(until=NOW + timedelta(hours=1))
    assert [decided(), later] == read(package=CALM)
    assert [decided()] == read(package=CALM, version="1.0.0")
    assert [later] == read(action=Action.BLOCK)


def test_how_much_of_a_log_there_is_is_told_for_a_time(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    empty = store.decisions.extent()
    store.decisions.add_many([decided(), decided("1.1.0", at=later)])

    assert Extent(0) == empty
    assert Extent(2, NOW, later) == store.decisions.extent()
    assert Extent(1, later, later) == store.decisions.extent(since=later)
    assert Extent(1, NOW, NOW) == store.decisions.extent(until=later)


def test_a_long_log_is_read_to_its_end(store: Store) -> None:
    store.decisions.add_many(decided(f"1.0.{number}") for number in range(2_500))

    assert [f"1.0.{number}" for number in range(2_500)] == [d.ref.version for d in store.decisions.read()]


def test_what_stopped_a_file_last_is_told_by_epoch(store: Store) -> None:
    first, last = decided(action=Action.HOLD, note="first"), decided(action=Action.BLOCK, note="last")
    store.decisions.add_many([first, last, decided("2.0.0"), decided("3.0.0", Action.BLOCK, epoch="two")])

    assert {FileName(CALM.at("1.0.0").purl, "calm-1.0.0.tgz"): last} == store.decisions.stopped(
        CALM, epoch="one"
    )


def test_a_time_without_a_zone_is_refused_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        store.decisions.add_many([decided(), decided(at=datetime(2026, 1, 1))])

    assert [] == list(store.decisions.read())


@pytest.mark.fuzz
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=20))
def test_whatever_a_client_calls_itself_is_kept_as_text(store: Store, text: str) -> None:
    before = len(list(store.decisions.read()))
    store.decisions.add_many([decided(client=Client("127.0.0.1", text, text), note=text)])

    found = list(store.decisions.read())

    assert before + 1 == len(found)
    assert text.encode("utf-8", "backslashreplace").decode() == found[-1].client.agent
