"""What is certain in scripts, and not in Python."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.certainty import is_certain
from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.policy import Code, code_of
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Import, Language, Taint, Use
from pratique.analysis.hosts import HostClass
from pratique.core.location import Location

FACTS = FileFacts(language=Language.JAVASCRIPT, lines=300, longest_line=120)
MANY = replace(
    FACTS, uses=tuple(Use(Capability.FILE_READ, "fs.readFile", line, at_load=False) for line in range(41))
)
"""A file that does much, as a bundle of many modules does."""
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
PLACING = replace(CHAIN, template="service-installed", family=ChainFamily.PERSISTENCE, link=Link.FLOW)


@pytest.mark.parametrize("chain", [CHAIN, WAITING, PLACING], ids=lambda chain: chain.template)
def test_it_is_certain_where_it_runs_or_is_reached(chain: Chain) -> None:
    assert is_certain(chain, FACTS)
    assert not is_certain(replace(chain, context=Context.CALLED), FACTS)
    elsewhere = replace(chain, places=(Location("a.py", 1),))
    assert not is_certain(elsewhere, replace(FACTS, language=Language.PYTHON))
    assert is_certain(elsewhere, FACTS), "its first line hands it to node"


@pytest.mark.parametrize(
    "changes",
    [
        {"at_load": False},
        {"link": Link.FILE},
        {"template": "files-sent"},
    ],
    ids=["when called", "one file", "another template"],
)
def test_less_is_not(changes: dict[str, object]) -> None:
    assert not is_certain(replace(CHAIN, **changes), FACTS)  # type: ignore[arg-type]


def test_lines_of_a_bundle_hold_nothing_together() -> None:
    assert is_certain(CHAIN, MANY)
    assert not is_certain(CHAIN, replace(MANY, longest_line=60_000))
    assert is_certain(replace(CHAIN, link=Link.FLOW), replace(FACTS, longest_line=60_000))


def test_a_place_is_only_believed_where_it_is_written() -> None:
    assert not is_certain(replace(PLACING, link=Link.SCOPE), FACTS)


def test_some_are_certain_at_install_alone() -> None:
    changed = replace(PLACING, template="package-source-changed")
    assert not is_certain(changed, FACTS)
    assert is_certain(replace(changed, context=Context.INSTALL), FACTS)


def test_kept_credentials_that_are_sent_to_few_are_certain_even_when_called() -> None:
    chain = replace(
        CHAIN, template="secrets-sent", link=Link.FLOW, at_load=False, host_class=HostClass.UNKNOWN
    )
    kept = Flow(Capability.NETWORK, "fetch", 9, 4, (Taint.FILE, Taint.SECRETS), at_load=False)
    assert is_certain(chain, replace(FACTS, flows=(kept,)))
    of_variable = replace(kept, taints=(Taint.ENVIRONMENT, Taint.SECRETS))
    assert not is_certain(chain, replace(FACTS, flows=(of_variable,)))
    assert not is_certain(replace(chain, host_class=None), replace(FACTS, flows=(kept,)))


def test_what_uploads_a_file_with_the_credentials_of_the_service_itself_is_a_client() -> None:
    chain = replace(
        *(CHAIN,),
        template="secrets-sent",
        link=Link.FLOW,
        at_load=False,
        host_class=HostClass.UNKNOWN,
        host="samplelabs.invalid",
    )
    sent = Flow(Capability.NETWORK, "fetch", 9, 4, (Taint.FILE, Taint.SECRETS), at_load=False, scope=3)
    key = Use(Capability.ENVIRONMENT, "process.env", 5, at_load=False, argument="SAMPLE_ACCESS_KEY", scope=3)
    facts = replace(FACTS, flows=(sent,), uses=(key,))
    assert not is_certain(chain, facts)
    assert is_certain(replace(chain, host="drop.invalid"), facts)


def test_a_module_is_run_where_its_address_holds_what_was_fetched() -> None:
    chain = replace(CHAIN, template="download-run-as-code", link=Link.FLOW, at_load=False)
    flow = Flow(Capability.CODE, "import", 9, 4, (Taint.NETWORK,), at_load=False)
    held = Use(Capability.CODE, "import", 9, at_load=False, argument="data:")
    assert is_certain(chain, replace(FACTS, flows=(flow,), uses=(held,)))
    assert not is_certain(chain, replace(FACTS, flows=(flow,), uses=(replace(held, argument="./a.js"),)))


def test_a_program_of_the_inside_of_node_is_certain_even_when_called() -> None:
    chain = replace(CHAIN, template="download-piped-to-interpreter", link=Link.FLOW, at_load=False)
    inside = Use(Capability.PROCESS, "process.binding.spawn_sync.spawn", 9, at_load=False)
    assert is_certain(chain, replace(FACTS, uses=(inside,)))
    assert not is_certain(chain, replace(FACTS, uses=(replace(inside, api="child_process.exec"),)))


@pytest.mark.parametrize("template", ["folders-walked-and-deleted", "picture-decoded-and-run"])
def test_some_are_certain_when_called_where_their_parts_stand_close(template: str) -> None:
    chain = replace(CHAIN, template=template, at_load=False)
    assert is_certain(chain, FACTS)
    assert not is_certain(replace(chain, link=Link.FILE), FACTS)
    assert not is_certain(chain, replace(MANY, longest_line=60_000))


def test_blank_lines_and_a_long_comment_move_nothing_apart_in_a_file_that_does_little() -> None:
    apart = replace(CHAIN, places=(Location("a.js", 900), Location("a.js", 4)))
    assert is_certain(apart, replace(FACTS, longest_line=60_000))
    assert not is_certain(apart, MANY)


def test_a_line_that_fetches_is_certain_where_it_is_put_where_programs_start() -> None:
    chain = replace(PLACING, template="program-scheduled", at_load=False, places=(Location("a.js", 9),))
    written = Use(Capability.PERSISTENCE, "cron", 9, at_load=False, scope=4)
    line = Use(Capability.NETWORK, "fetching-line", 7, at_load=False, scope=4)
    assert is_certain(chain, replace(FACTS, uses=(line, written)))
    assert not is_certain(chain, replace(FACTS, uses=(replace(line, scope=6), written)))
    assert not is_certain(chain, replace(FACTS, uses=(written,)))
    assert not is_certain(replace(chain, link=Link.FILE), replace(FACTS, uses=(line, written)))


def test_scripts_are_all_but_python_and_ruby() -> None:
    assert [Code.SCRIPT, Code.SCRIPT, Code.PYTHON, Code.RUBY] == [
        code_of(path) for path in ("a.mjs", "bin/run", "a.py", "x.gemspec")
    ]


def test_text_that_is_fetched_is_not_run_even_when_called() -> None:
    chain = replace(CHAIN, template="download-run-as-code", link=Link.FLOW, at_load=False)
    flow = Flow(Capability.CODE, "Function", 9, 4, (Taint.NETWORK,), at_load=False)
    assert is_certain(chain, replace(FACTS, flows=(flow,)))
    assert not is_certain(chain, replace(FACTS, flows=(replace(flow, api="require"),)))


def asking(*opened: str | None, api: str = "XMLHttpRequest.open") -> FileFacts:
    """A function that asks for something and runs it."""
    flow = Flow(Capability.CODE, "Function", 9, 4, (Taint.NETWORK,), at_load=False, scope=3)
    uses = [Use(Capability.NETWORK, api, 4, at_load=False, argument=one, scope=3) for one in opened]
    return replace(FACTS, flows=(flow,), uses=tuple(uses))


FETCHED = replace(CHAIN, template="download-run-as-code", link=Link.FLOW, at_load=False)
DECODING = Use(Capability.DECODE, "atob", 4, at_load=False, scope=3)


def test_an_interpreter_that_loads_its_modules_in_a_page_is_not_certain() -> None:
    assert not is_certain(FETCHED, asking("GET"))
    assert not is_certain(FETCHED, asking("GET", "get"))
    elsewhere = tuple(replace(use, scope=2) for use in asking("GET").uses)
    assert not is_certain(FETCHED, replace(asking("GET"), uses=elsewhere))


def on_one_line(asked_at: int) -> FileFacts:
    """A page's loader, and far to the right of it something else that asks."""
    (flow,), (use,) = asking("GET").flows, asking("GET").uses
    other = Use(Capability.NETWORK, "WebSocket", 4, at_load=False, scope=-900_000)
    uses = (replace(use, scope=-asked_at), other)
    return replace(FACTS, flows=(replace(flow, line=9, scope=-20_000),), uses=uses)


def test_in_a_line_of_a_bundle_what_stands_near_belongs_together() -> None:
    assert not is_certain(FETCHED, on_one_line(19_000))
    assert is_certain(FETCHED, on_one_line(9_000))


def test_a_request_that_nothing_is_run_of_excuses_none() -> None:
    (use,) = asking("GET").uses
    facts = replace(
        asking("GET"),
        uses=(replace(use, line=6), Use(Capability.NETWORK, "fetch", 4, at_load=False, scope=2)),
    )
    assert is_certain(FETCHED, facts)


@pytest.mark.parametrize(
    "facts",
    [
        asking("https://cdn.registry.example/a.js"),
        asking("GET", "https://cdn.registry.example/"),
        asking("GET https://cdn.registry.example/"),
        asking(None),
        asking("GET", api="fetch"),
        replace(asking("GET"), uses=(*asking("GET").uses, DECODING)),
        replace(asking("GET"), uses=(*asking("GET").uses, *asking("GET", api="fetch").uses)),
        replace(asking("GET"), imports=(Import("xmlhttprequest-ssl", 1, at_load=True),)),
        replace(asking("GET"), uses=tuple(replace(use, line=5, scope=5) for use in asking("GET").uses)),
    ],
)
def test_what_holds_or_decodes_an_address_or_is_lent_to_node_stays_certain(facts: FileFacts) -> None:
    assert is_certain(FETCHED, facts)


def test_an_install_script_that_names_an_agent_and_writes_is_believed() -> None:
    placing = replace(
        PLACING, template="agent-configuration-written", link=Link.SCOPE, context=Context.INSTALL
    )
    assert is_certain(placing, FACTS)
    assert not is_certain(replace(placing, template="git-hook-written"), FACTS)
    assert not is_certain(replace(placing, places=(Location("a.js", 900), Location("a.js", 4))), MANY)


@pytest.mark.parametrize(
    ("target", "taint", "expected"),
    [(None, Taint.NETWORK, True), ("open ${_}", Taint.NETWORK, False), (None, Taint.ENVIRONMENT, False)],
    ids=["whole", "a part", "not fetched"],
)
def test_a_command_that_is_fetched_is_certain_before_it_is_called(
    target: str | None, taint: Taint, expected: bool
) -> None:
    flow = Flow(Capability.PROCESS, "child_process.exec", 9, 4, (taint,), at_load=False, target=target)
    started = replace(
        CHAIN, template="download-started", family=ChainFamily.DROPPER, link=Link.FLOW, at_load=False
    )
    assert expected is is_certain(started, replace(FACTS, flows=(flow,)))


def test_what_a_worker_of_a_page_runs_is_not_certain() -> None:
    chain = replace(CHAIN, template="download-run-as-code", link=Link.FLOW, at_load=False)
    facts = replace(FACTS, flows=(Flow(Capability.CODE, "Worker", 9, 4, (Taint.NETWORK,), at_load=False),))
    of_node = (Import("node:worker_threads", 1, at_load=True),)

    assert not is_certain(chain, facts)
    assert is_certain(chain, replace(facts, imports=of_node))
