"""What a decision's line tells is all that is known of it."""

from dataclasses import fields
from datetime import timedelta

import pytest

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing
from pratique.report.verbs.decisions import line
from pratique.store.log.line import read_line
from tests.store.gate.test_decisions import NOW, decided

CI = CiClaim(system="gitlab", repository="é/x", workflow="w", run="1", job="j", proven=True)
FULL = Decision(
    at=NOW + timedelta(microseconds=7),
    ref=PackageRef(Ecosystem.NPM, "@Scope/na me").at("1!2.0+x@y ?#%é"),
    filename="é\x1b.tgz",
    sha256="a" * 64,
    action=Action.HOLD,
    kind=HoldKind.WAIT,
    until=NOW,
    grounds=(Ground("too-young", "a; b: c", "policy"), Ground("x", "", "")),
    standing=Standing.PINNED,
    epoch="e",
    client=Client("10.0.0.7", 'npm "x"', "ci", "web", CI),
    note="note",
    number=7,
)


def test_every_field_of_a_decision_is_in_its_line() -> None:
    plain = decided()
    for one in (FULL, plain):
        assert one == (read := read_line(line(one).encode()).decision())
        assert one.number == read.number
    different = [
        field.name for field in fields(Decision) if getattr(FULL, field.name) == getattr(plain, field.name)
    ]
    assert ["sha256"] == different, "a field that is not set here is not tried"
    empty = [field.name for field in fields(Client) if not getattr(FULL.client, field.name)]
    assert [] == empty, "a field that is not set here is not tried"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"at":1}', line(FULL).replace("pkg:npm", "pkg:x").encode()]
)
def test_what_is_no_line_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part is wrong
        read_line(data).decision()
