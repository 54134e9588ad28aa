"""What a source reads without calling it."""

import pytest

from tests.analysis.languages.javascript.reading import E, N, P, apis, facts


def variables(source: str) -> set[str | None]:
    """The variables of the environment that a source reads."""
    return {use.argument for use in facts(source).uses if use.capability is E}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("process.env.SECRET", {"SECRET"}),
        ("process['env']['SECRET']", {"SECRET"}),
        ("process['e' + 'nv'].SECRET", {"SECRET"}),
        ("require('process').env.SECRET", {"SECRET"}),
        ("import {env} from 'process'; env.SECRET", {"SECRET"}),
        ("const {SECRET, NODE_ENV} = process.env", {"SECRET"}),
        ("const {SECRET, ...rest} = process.env", {"SECRET", None}),
        ("const env = process.env; env.SECRET", {"SECRET"}),
        ("const env = process.env; send(env)", {None}),
        ("const {env} = process", {None}),
        ("process.env[name]", {None}),
        ("JSON.stringify(process.env)", {None}),
        ("({...process.env})", {None}),
        ("process.env.NODE_ENV === 'production'", set()),
        ("process.env.SECRET = 'x'", set()),
        ("other.env.SECRET", set()),
        ("import.meta.env.SECRET", set()),
    ],
)
def test_reads_of_the_environment(source: str, expected: set[str | None]) -> None:
    assert expected == variables(source)


def test_a_variable_that_holds_a_credential_is_named_as_one() -> None:
    found = {use.api for use in facts("process.env.NPM_TOKEN").uses}

    assert {"process.env", "npm token"} == found


@pytest.mark.parametrize(
    "source",
    [
        "module.exports = require('child_process').execFile",
        "const {execFile} = require('child_process'); module.exports = execFile",
        "import {execFile} from 'child_process'; export {execFile}",
    ],
)
def test_an_api_that_is_only_handed_on_is_told(source: str) -> None:
    assert {"child_process.execFile"} == apis(source, P)


def test_asking_whether_a_browser_can_do_something_is_no_use() -> None:
    assert set() == apis("typeof fetch === 'function' && window.XMLHttpRequest", N)
