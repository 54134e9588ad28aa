"""Which calls are worth a look."""

from pratique.analysis.languages.javascript.candidates import Candidates
from pratique.analysis.languages.javascript.means import evaluator_of
from tests.analysis.languages.javascript.reading import indexed


def candidates(source: str) -> tuple[list[bytes], list[bytes]]:
    """The names of the calls of plain names and of members that are worth a look."""
    index = indexed(source)
    found = Candidates(index, evaluator_of(source.encode(), index, {}))
    named = [call.name for call in found.named()]
    return sorted(named), sorted(call.name for call in found.members())


def test_globals_and_names_that_may_hold_an_api_are_looked_at() -> None:
    assert ([b"eval", b"r"], []) == candidates(
        "eval(x); var r = require; r('fs'); f(); function f() {}; const g = 1; g()"
    )


def test_members_are_looked_at_when_a_module_that_has_them_is_at_hand() -> None:
    assert ([], []) == candidates("x.get(y)")
    assert ([], [b"get"]) == candidates("import http from 'http'; x.get(y)")


def test_members_of_globals_are_looked_at_when_the_global_is_mentioned() -> None:
    assert ([], []) == candidates("x.fromCharCode(y)")
    assert ([], [b"fromCharCode"]) == candidates("const S = String; S.fromCharCode(y)")


def test_borrowed_calls_are_looked_at_when_they_may_be_of_an_api() -> None:
    assert ([], []) == candidates("function f() {} f.call(x)")
    assert ([], [b"call"]) == candidates("eval.call(null, x)")


def test_computed_members_are_always_looked_at() -> None:
    assert ([], [b""]) == candidates("x[y](z)")


def test_a_module_is_at_hand_by_the_first_word_of_its_name() -> None:
    asked = candidates("import {WebhookClient} from 'discord.js'; x.WebhookClient(y)")

    assert ([], [b"WebhookClient"]) == asked
    assert ([], []) == candidates("import {a} from './discord.js'; x.WebhookClient(y)")
