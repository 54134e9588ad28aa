"""Blind copies of mail."""

import pytest

from tests.analysis.languages.javascript.reading import facts


def copies(source: str) -> list[str | None]:
    return [use.argument for use in facts(f"fetch(u);\n{source}").uses if use.api == "blind-copy"]


@pytest.mark.parametrize(
    "source",
    [
        "f({to, bcc: 'a@sink.invalid', subject});",
        "f({To: mail.to, Bcc: `a@sink.invalid`});",
        "f({to: who, 'bcc': ['a@sink.invalid']});",
        "const m = {to: who}; m.bcc = 'a@sink.invalid';",
    ],
)
def test_a_copy_to_a_constant_address_is_told(source: str) -> None:
    assert ["sink.invalid"] == copies(source)


@pytest.mark.parametrize(
    "source",
    [
        "f({to, bcc: options.bcc});",
        "f({to: 'b@sink.invalid', bcc: 'a@sink.invalid'});",
        "f({to, cc: 'a@sink.invalid'});",
        "f({to, bcc: 'me@example.com'});",
        "// {to, bcc: 'a@sink.invalid'}",
        "f({to, abcc: 'a@sink.invalid'});",
    ],
    ids=["asked for", "all constant", "open", "an example", "a comment", "another name"],
)
def test_others_are_not(source: str) -> None:
    assert [] == copies(source)
