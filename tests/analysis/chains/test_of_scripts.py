"""What is certain in scripts, and not in Python."""

from dataclasses import replace

import pytest

from pratique.analysis.chains import TEMPLATES, of_scripts
from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.of_scripts import is_certain_in_scripts, is_script
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint
from pratique.core.location import Location

FACTS = FileFacts(language=Language.JAVASCRIPT, lines=300, longest_line=120)
CHAIN = Chain(
    template="cloud-secrets-sent",
    family=ChainFamily.EXFILTRATION,
    link=Link.SCOPE,
    context=Context.IMPORT,
    at_load=True,
    places=(Location("lib/a.js", 9), Location("lib/a.js", 4)),
    words="sends",
)
WAITING = replace(CHAIN, template="hidden-address-asked", at_load=False, link=Link.FILE)
PLACING = replace(CHAIN, template="agent-configuration-written", family=ChainFamily.TAMPERING, link=Link.FLOW)


@pytest.mark.parametrize("chain", [CHAIN, WAITING, PLACING], ids=lambda chain: chain.template)
def test_it_is_certain_where_it_runs_or_is_reached(chain: Chain) -> None:
    assert is_certain_in_scripts(chain, FACTS)
    assert not is_certain_in_scripts(replace(chain, context=Context.CALLED), FACTS)
    assert not is_certain_in_scripts(replace(chain, places=(Location("a.py", 1),)), FACTS)


@pytest.mark.parametrize(
    "changes",
    [
        {"at_load": False},
        {"link": Link.FILE},
        {"template": "files-sent"},
        {"places": (Location("a.js", 900), Location("a.js", 4))},
    ],
    ids=["when called", "one file", "another template", "far apart"],
)
def test_less_is_not(changes: dict[str, object]) -> None:
    assert not is_certain_in_scripts(replace(CHAIN, **changes), FACTS)  # type: ignore[arg-type]


def test_lines_of_a_bundle_hold_nothing_together() -> None:
    assert not is_certain_in_scripts(CHAIN, replace(FACTS, longest_line=60_000))
    assert is_certain_in_scripts(replace(CHAIN, link=Link.FLOW), replace(FACTS, longest_line=60_000))


def test_a_place_is_only_believed_where_it_is_written() -> None:
    assert not is_certain_in_scripts(replace(PLACING, link=Link.SCOPE), FACTS)


def test_some_are_certain_at_install_alone() -> None:
    changed = replace(PLACING, template="package-source-changed")
    assert not is_certain_in_scripts(changed, FACTS)
    assert is_certain_in_scripts(replace(changed, context=Context.INSTALL), FACTS)


def test_the_lists_name_templates_that_exist() -> None:
    named = {
        name for key, value in vars(of_scripts).items() if isinstance(value, frozenset) and key != "_LOADING"
        for name in value if isinstance(name, str) and not isinstance(name, Context | ChainFamily)
    }  # fmt: skip
    assert named <= {template.id for template in TEMPLATES}


def test_scripts_are_all_but_python_and_ruby() -> None:
    assert [True, True, False, False] == [is_script(p) for p in ("a.mjs", "bin/run", "a.py", "x.gemspec")]


def test_text_that_is_fetched_is_not_run_even_when_called() -> None:
    chain = replace(CHAIN, template="download-run-as-code", link=Link.FLOW, at_load=False)
    flow = Flow(Capability.CODE, "Function", 9, 4, (Taint.NETWORK,), at_load=False)
    assert is_certain_in_scripts(chain, replace(FACTS, flows=(flow,)))
    assert not is_certain_in_scripts(chain, replace(FACTS, flows=(replace(flow, api="require"),)))
