"""What a machine knows to be blocked."""

import os

from pratique.cli.doctor.caches import Known
from pratique.cli.doctor.checks import State
from pratique.cli.doctor.known_blocked import known_here, with_gate
from pratique.cli.run.session import read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.cli.setup.clients import target
from pratique.core.act import Act, ActKind
from pratique.core.names import Digest
from pratique.errors import Reference, RegistryError
from pratique.intake.known_bad.blocked import Blocked, BlockedList
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from tests.cli.verbs.test_log import AT

GATE = target("http://gate.example:4873")


def here() -> Known:
    settings = read_settings(None, {})
    with known_here(settings, read_upstreams(settings, None)) as known:
        return known


def test_a_machine_without_a_store_makes_none() -> None:
    known = here()

    assert ("the advisories that ship with pratique", "0 releases in [deny] of the policy") == known.sources
    assert [State.NOTE] == [check.state for check in known.checks]
    assert not Home(data_home(os.environ)).database.exists()


def test_the_refusals_of_its_own_store_count() -> None:
    act = Act(kind=ActKind.REFUSE, digest=Digest("sha256", "a" * 64), at=AT, who="ada", reason="worm")
    with open_store(Home(data_home(os.environ))) as store:
        store.acts.add_many([act])

    assert ["refused by ada: worm"] == [one.why for one in here().blocked]


def test_a_store_that_cannot_be_read_is_told() -> None:
    home = Home(data_home(os.environ))
    home.make()
    home.database.write_bytes(b"no database, and longer than its head" * 100)
    known = here()

    assert [State.NOTE, State.UNKNOWN] == [check.state for check in known.checks]
    assert "not compared with the local blocked releases" in known.checks[1].text


def test_the_answer_of_a_gate_is_added_and_one_that_fails_is_told() -> None:
    entry = Blocked(digests=(Digest("sha256", "a" * 64),), why="x")
    answered = with_gate(Known(), BlockedList(entries=(entry,), left_off=2), GATE)
    failed = with_gate(
        Known(), RegistryError(Reference.REGISTRY_FAILED, "it answered 404", hint="upgrade it"), GATE
    )

    assert ((entry,), ("1 artifact blocked by http://gate.example:4873",)) == (
        answered.blocked,
        answered.sources,
    )
    assert "the gate's list omits 2 blocked releases" in answered.checks[0].text
    assert ("caches were not compared with the gate's blocked releases: it answered 404", "upgrade it") == (
        failed.checks[0].text,
        failed.checks[0].step,
    )
    assert {State.UNKNOWN} == {check.state for check in (*answered.checks, *failed.checks)}
