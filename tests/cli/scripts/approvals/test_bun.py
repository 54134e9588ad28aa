"""`trustedDependencies` of bun."""

import pytest

from pratique.cli.scripts.approvals import Decision
from pratique.cli.scripts.approvals.bun import FORM
from pratique.errors import ParseError, UsageError


def test_versions_are_not_written_and_denied_names_are_removed() -> None:
    text = '{\n  "trustedDependencies": ["zed", "b"]\n}\n'
    wanted = [Decision("b", "1.0.0", False), Decision("c", "1.0.0", True), Decision("c", "2.0.0", True)]
    after = '{\n  "trustedDependencies": [\n    "c",\n    "zed"\n  ]\n}\n'

    assert after == FORM.write(text, wanted)
    assert after == FORM.write(after, wanted)
    assert (Decision("c", None, True), Decision("zed", None, True)) == FORM.read(after)


def test_with_nothing_approved_the_list_is_empty_and_replaces_the_list_of_bun() -> None:
    assert '{"a": 1, "trustedDependencies": []}' == FORM.write(
        '{"a": 1}', [Decision("esbuild", "1.0.0", False)]
    )
    assert '{"a": 1}' == FORM.write('{"a": 1}', [])


def test_versions_of_a_package_are_approved_together_or_not_at_all() -> None:
    with pytest.raises(UsageError, match="bun cannot approve one version of x and deny another"):
        FORM.write("{}", [Decision("x", "1.0.0", True), Decision("x", "2.0.0", False)])


@pytest.mark.parametrize("text", ['{"x": true}', "[1]", '"x"', '["x", null]'])
def test_what_is_no_list_of_names_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="not a list of names"):
        FORM.read('{"trustedDependencies": ' + text + "}")
