import gzip
import json

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.errors import ParseError
from pratique.gate.protocols.interface import Mark
from pratique.gate.protocols.npm.audit import names, notice

CALM = PackageRef(Ecosystem.NPM, "calm")


def mark(version: str) -> Mark:
    return Mark(version=version, words="waits", action=Action.HOLD)


def test_the_names_of_a_question_are_read_packed_or_not() -> None:
    body = json.dumps({"calm": ["1.0.0"], "not a name": ["1"]}).encode()

    assert {CALM: ("1.0.0",)} == names(body, gzipped=False) == names(gzip.compress(body), gzipped=True)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"calm": 5}', b"\x1f\x8b"])
def test_what_is_no_question_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        names(body, gzipped=False)


def test_nothing_withheld_is_not_spoken_of() -> None:
    assert notice([]) == ""


def test_one_line_names_the_first_of_what_was_withheld() -> None:
    assert "pratique: 1 newer version is withheld: calm@1.1.0; install one to see the reason" == notice(
        [(CALM, mark("1.1.0"))]
    )
    many = notice((CALM, mark(f"1.1.{number}")) for number in range(50))
    assert (
        "pratique: 50 newer versions are withheld: calm@1.1.0, calm@1.1.1, calm@1.1.2 and 47 more; "
        "install one to see the reason" == many
    )
