"""Flow, rewritten for another grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.flow_syntax import without_flow
from tests.analysis.languages.javascript.reading import facts

TYPED = """
import type {Sample} from './sample';
import typeof Other from './other';
export type Props = $ReadOnly<{|
  ...Sample,
  +name?: ?string, // what it is; called
  onDone?: ?(event: Event<{|loaded: number, ...|}>) => void,
  [string]: 'a;b' | "c",
|}>;
opaque type Id: string = string;
class Queue {
  calls: {[key: string]: (void) => {...}, ...};
  spy: ?(data: Sample) => void;
  run(value: ?string, other?: ?number): void {
    CODE
  }
}
module.exports = new Queue();
"""


def test_code_among_types_is_read() -> None:
    found = facts(TYPED.replace("CODE", "require('child_process').exec('marker');"))

    assert found.problem is None
    assert [(Capability.PROCESS, "marker")] == [
        (use.capability, use.argument) for use in found.uses if use.capability is Capability.PROCESS
    ]


def test_every_line_stays_where_it_was() -> None:
    rewritten = without_flow(TYPED.encode())

    assert [len(line) for line in TYPED.encode().split(b"\n")] == [
        len(line) for line in rewritten.split(b"\n")
    ]
    assert b"Props" not in rewritten
    assert b"module.exports = new Queue();" in rewritten


@pytest.mark.parametrize(
    "source",
    [
        "type\nname = run();",
        "type = run();",
        "type Name = a / b;",
        "type Name = `a`;",
        "type Name = a; = b;"[:12] + ")",
        "type Name = (a",
        "type Name = a = b;",
        "type Name: a;",
        "let a = b ? c : d, e = {...f}, g = [...h], i = j || k, l = {|| m}",
        "if (a) { b(-c); d(+e) } x = -y",
    ],
)
def test_what_is_no_declaration_stays(source: str) -> None:
    assert source.encode() == without_flow(source.encode())


def test_code_behind_a_declaration_stays() -> None:
    assert without_flow(b"type A = {b: c}; run();").endswith(b" run();")


def test_a_file_of_false_declarations_is_left_alone() -> None:
    source = b"type A = (\n" * 30 + b"type A = b;"

    assert source == without_flow(source)


@given(st.text(alphabet="type A=<>{}|?:;.+-(),'/*\n", max_size=200))
def test_any_text_keeps_its_length_and_its_lines(text: str) -> None:
    source = text.encode()
    rewritten = without_flow(source)

    assert len(source) == len(rewritten)
    assert [place for place, sign in enumerate(source) if sign == 10] == [
        place for place, sign in enumerate(rewritten) if sign == 10
    ]
