"""Arrays of texts that are turned when the file is loaded."""

from pratique.analysis.facts import Capability
from tests.analysis.languages.javascript.reading import C, P, apis, flows, imported

WORDS = ["child_process", "exec", "id", "12x", "7y", "3z", "log", "trim", "fs", "push"]
PICK = "function b(c, d) { const e = a(); return b = function (g, h) { g = g - 0x64; let i = e[g]; return i }, b(c, d) }"
KEEP = "function a() { const w = [%s]; a = function () { return w }; return a() }"
TURN = (
    "(function (t, n) { const f = b, r = t(); while (!![]) { try {"
    " const v = -parseInt(f(0x67)) / 0x1 + parseInt(f(0x68)) * parseInt(f(0x69));"
    " if (v === n) break; else r['push'](r['shift']()); } catch (e) { r['push'](r['shift']()); } } }(a, %s));"
)
RUN = "const z = b; require(z(0x64))[z(0x65)](z(0x66));"


def obfuscated(total: str, turned: int = 4) -> str:
    words = WORDS[-turned:] + WORDS[:-turned]
    return "\n".join((KEEP % ", ".join(map(repr, words)), PICK, TURN % total, RUN))


def test_an_array_is_turned_until_its_sum_is_right() -> None:
    source = obfuscated("0x9")

    assert ["child_process"] == imported(source)
    assert {"child_process.exec"} == apis(source, P)


def test_an_array_that_cannot_be_turned_gives_no_wrong_names_but_tells_of_hidden_ones() -> None:
    source = obfuscated("0x12345")

    assert [None] == imported(source)
    assert (Capability.CODE, "computed-call") in [flow[:2] for flow in flows(source)]
    assert set() == apis(source, P)


def test_an_array_is_turned_a_given_number_of_times() -> None:
    words = WORDS[-3:] + WORDS[:-3]
    source = (
        f"var w = {words!r}; (function (a, n) {{ var f = function (c) {{ while (--c) {{ a.push(a.shift()) }} }};"
        " f(++n) }(w, 0x17)); var p = function (a, b) { a = a - 0x0; var c = w[a]; return c };"
        " require(p('0x0'))[p('0x1')](p('0x2'))"
    )

    assert ["child_process"] == imported(source)
    assert {"child_process.exec"} == apis(source, P)


def test_names_that_are_picked_by_number_are_hidden_names() -> None:
    assert {"computed-call"} == apis(obfuscated("0x9"), C)
