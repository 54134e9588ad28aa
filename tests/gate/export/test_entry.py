"""The exported lines are those of `pratique log`."""

import json
from datetime import timedelta

from pratique.core.act import Act, ActKind
from pratique.core.freeze import FreezeAct, FreezeKind
from pratique.core.names import Digest
from pratique.gate.export.entry import Stream, entries, newest
from pratique.report.verbs.decisions import line
from pratique.store.interface import Store
from tests.store.conftest import home, store  # noqa: F401 - fixtures
from tests.store.gate.test_decisions import NOW, decided

DENIED = Act(kind=ActKind.REFUSE, digest=Digest("sha256", "a" * 64), at=NOW, who="ada", reason="no")
FROZEN = FreezeAct(
    kind=FreezeKind.FREEZE, at=NOW, who="ada", reason="worm", until=NOW + timedelta(1), published_before=NOW
)


def test_each_stream_is_read_from_a_number_on(store: Store) -> None:  # noqa: F811 - the fixture
    store.decisions.add_many([decided("1.0.0"), decided("1.0.1"), decided("1.0.2")])
    store.acts.add_many([DENIED, DENIED])
    store.freezes.add(FROZEN)

    found = entries(store, Stream.DECISIONS, 1, most=1)

    assert [2] == [one.number for one in found]
    assert line(next(store.decisions.read(after=1))) == found[0].line
    short = json.loads(found[0].short)
    assert (2, True, "pkg:npm/calm@1.0.1") == (short["number"], short["shortened"], short["purl"])
    (act,) = entries(store, Stream.ACTS, 1, most=5)
    assert (2, "refuse", None) == (act.number, json.loads(act.line)["act"], act.action)
    (freeze,) = entries(store, Stream.FREEZES, 0, most=5)
    assert "freeze" == json.loads(freeze.line)["act"]
    assert [3, 2, 1] == [newest(store, stream) for stream in Stream]
    assert [] == [one for stream in Stream for one in entries(store, stream, newest(store, stream), most=5)]
