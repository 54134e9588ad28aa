"""Sources that are large because of what they carry in base64."""

import pytest

from pratique.analysis.facts import Capability, FileFacts, Language, Taint
from pratique.analysis.languages.javascript.grammar import MOST_BYTES
from pratique.analysis.languages.javascript.shortened import shortened
from pratique.analysis.languages.readers import read
from pratique.core.tree import File

LONG = "QUJD/+9x" * (MOST_BYTES // 8 + 1)


def facts(source: str) -> FileFacts:
    return read(File("a.js", source.encode()), Language.JAVASCRIPT)


def test_what_stands_around_a_long_piece_is_read() -> None:
    found = facts(
        f"const wasm = '{LONG}==';\nrequire('child_process').exec('id');\n"
        f"//# sourceMappingURL=data:application/json;base64,{LONG}\nfetch('https://sink.invalid/');\n"
    )

    assert found.problem is None
    assert [(Capability.PROCESS, 2), (Capability.NETWORK, 4)] == [
        (use.capability, use.line)
        for use in found.uses
        if use.capability in {Capability.PROCESS, Capability.NETWORK}
    ]


def test_a_long_piece_that_is_run_is_told_as_before() -> None:
    found = facts(f"eval(atob('{LONG}'));")

    assert [{Taint.DECODED, Taint.LITERAL}] == [
        {Taint.DECODED, Taint.LITERAL} & set(flow.taints) for flow in found.flows
    ]
    assert found.problem is not None


@pytest.mark.parametrize("mark", ["'", " ", "(", "\\", ";", "`", "\n", "."])
def test_no_piece_goes_over_a_mark(mark: str) -> None:
    source = (f"{LONG[: MOST_BYTES // 6]}{mark}" * 7).encode()

    assert source == shortened(source)


ALIKE = "A" * MOST_BYTES
PIECE = "A" * 4_000_100


@pytest.mark.parametrize(
    "source",
    [
        f"var a = /{PIECE}/A ;require('child_process').exec('id');var b = 1/1;",
        f"var {PIECE}A=require;\n{PIECE}A('child_process').exec('id');",
        f"x={PIECE};",
        f"'x'+/{PIECE}/+'/;' ;require('child_process').exec('id');'/'",
        "let = = ;",
    ],
    ids=["the end of a pattern", "the end of a name", "code", "texts around a pattern", "an error"],
)
def test_a_piece_that_is_no_text_leaves_the_source_unread(source: str) -> None:
    assert "too large" in (facts(f"var z = '{ALIKE}';\n{source}\n").problem or "")


def test_a_source_that_can_be_parsed_stays_as_it_is() -> None:
    source = f"a = '{LONG}'".encode()[:MOST_BYTES]

    assert source == shortened(source)
    assert len(source) > len(shortened(source + b"z'")) > 4_000_000
