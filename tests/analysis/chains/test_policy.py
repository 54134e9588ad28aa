"""When a chain is as early and as strong as a row of its template asks."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, When, code_of
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language
from pratique.core.location import Location

CHAIN = Chain(
    template="files-sent",
    family=ChainFamily.EXFILTRATION,
    link=Link.SCOPE,
    context=Context.IMPORT,
    at_load=True,
    places=(Location("a.js", 1),),
    words="sends files",
)


@pytest.mark.parametrize(
    ("when", "context", "at_load", "covered"),
    [
        (When.INSTALL, Context.INSTALL, True, True),
        (When.INSTALL, Context.IMPORT, True, False),
        (When.INSTALL, Context.INSTALL, False, False),
        (When.LOAD, Context.INSTALL, True, True),
        (When.LOAD, Context.IMPORT, True, True),
        (When.LOAD, Context.CALLED, True, False),
        (When.LOAD, Context.IMPORT, False, False),
        (When.REACHED, Context.IMPORT, False, True),
        (When.REACHED, Context.CALLED, False, False),
        (When.CALLED, Context.CALLED, False, True),
    ],
)
def test_a_row_covers_what_runs_as_early(when: When, context: Context, at_load: bool, covered: bool) -> None:
    chain = replace(CHAIN, context=context, at_load=at_load)
    assert covered is Certain(Link.SCOPE, when).covers(chain, Code.SCRIPT)


@pytest.mark.parametrize("link", list(Link))
def test_a_row_covers_what_is_held_together_as_firmly(link: Link) -> None:
    stronger = [other for other in Link if Certain(link).covers(replace(CHAIN, link=other), Code.RUBY)]
    assert [other for other in Link if other.rank <= link.rank] == stronger


@pytest.mark.parametrize("code", [Code.PYTHON, Code.RUBY, Code.SCRIPT])
def test_a_row_covers_the_languages_that_it_was_measured_in(code: Code) -> None:
    assert Certain(Link.FILE).covers(CHAIN, code)
    assert (code is Code.PYTHON) is Certain(Link.FILE, code=Code.PYTHON).covers(CHAIN, code)


def test_node_runs_what_a_first_line_hands_to_it() -> None:
    facts = FileFacts(language=Language.JAVASCRIPT)
    assert [Code.SCRIPT, Code.PYTHON, Code.RUBY] == [
        code_of("a.py", facts),
        code_of("a.pyw"),
        code_of("a.rb"),
    ]
