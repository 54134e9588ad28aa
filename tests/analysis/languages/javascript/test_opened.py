"""Which `open()` a `send()` belongs to."""

import pytest

from tests.analysis.languages.javascript.reading import facts

OTHER = (
    "function other() { const x = new XMLHttpRequest(); x.open('GET', 'https://other.invalid/'); x.send(); }"
)


def sent_to(source: str) -> list[str | None]:
    return [use.argument for use in facts(source).uses if use.api == "XMLHttpRequest.send"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "const x = new XMLHttpRequest(); x.open('GET', 'https://a.invalid/'); x.send()",
            "https://a.invalid/",
        ),
        (
            "const x = new XMLHttpRequest(); x.open('GET', 'https://a.invalid/'); x['send']('d')",
            "https://a.invalid/",
        ),
        ("function f() { const x = new XMLHttpRequest(); x.open('GET', u()); x.send(); }", None),
        ("function f(u) { const x = new XMLHttpRequest(); x.open('GET', u()); x.send(d); }", None),
        (
            "const x = new XMLHttpRequest(); x.open('GET', 'https://a.invalid/'); on(() => { x.send() })",
            "https://a.invalid/",
        ),
        (
            "const x = new XMLHttpRequest(); on(() => { x.open('GET', 'https://a.invalid/') }); x.send()",
            "https://a.invalid/",
        ),
    ],
)
def test_a_request_goes_where_its_own_variable_was_opened(source: str, expected: str | None) -> None:
    assert sent_to(f"{OTHER}\n{source}") == ["https://other.invalid/", expected]


def test_what_was_never_opened_goes_nowhere_known() -> None:
    assert sent_to(f"{OTHER}\nconst x = new XMLHttpRequest(); x.send()") == ["https://other.invalid/", None]
