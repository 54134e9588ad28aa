"""How the parts of a chain are held together."""

import pytest

from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.matching import NEAR, Facts, match, merged
from pratique.analysis.chains.template import Template, step
from pratique.analysis.facts import Language
from pratique.analysis.hosts import HostClass


def atom(
    act: Act, line: int, *more: Act, scope: int = -1, at_load: bool = False, proven: bool = False
) -> Atom:
    return Atom(frozenset({act, *more}), line, at_load, scope, proven=proven)


def facts(
    *atoms: Atom, hosts: dict[HostClass, str] | None = None, language: Language = Language.PYTHON
) -> Facts:
    return Facts(tuple(sorted(atoms, key=lambda one: one.line)), language, hosts or {})


def template(*acts: Act, weakest: Link = Link.FILE, ordered: bool = True, at_load: bool = False, one_function: bool = False) -> Template:  # fmt: skip
    return Template(
        id="x",
        family=ChainFamily.DROPPER,
        words="x",
        seen="x",
        steps=tuple(step(act) for act in acts),
        weakest=weakest,
        ordered=ordered,
        at_load=at_load,
        one_function=one_function,
    )


PAIR = (Act.FETCHES, Act.STARTS)


def link(template_: Template, *atoms: Atom) -> Link | None:
    found = match(template_, facts(*atoms))
    return None if found is None else found.link


def test_one_flow_proves_it() -> None:
    assert Link.FLOW is link(template(*PAIR), atom(Act.FETCHES, 5, Act.STARTS, proven=True))


def test_a_fact_that_is_no_flow_is_not_two_parts() -> None:
    assert link(template(*PAIR), atom(Act.FETCHES, 5, Act.STARTS)) is None


def test_one_function_in_order_is_a_scope() -> None:
    assert Link.SCOPE is link(template(*PAIR), atom(Act.FETCHES, 2, scope=1), atom(Act.STARTS, 3, scope=1))


def test_the_other_order_is_a_file() -> None:
    parts = (atom(Act.STARTS, 2, scope=1), atom(Act.FETCHES, 3, scope=1))
    assert Link.FILE is link(template(*PAIR), *parts)
    assert Link.SCOPE is link(template(*PAIR, ordered=False), *parts)


def test_two_functions_are_a_file() -> None:
    parts = (atom(Act.FETCHES, 2, scope=1), atom(Act.STARTS, 9, scope=8))
    assert Link.FILE is link(template(*PAIR), *parts)
    assert link(template(*PAIR, weakest=Link.SCOPE), *parts) is None


def test_what_runs_at_load_is_a_scope_unless_one_function_is_asked_for() -> None:
    parts = (atom(Act.FETCHES, 2, scope=1, at_load=True), atom(Act.STARTS, 9, scope=8, at_load=True))
    assert Link.SCOPE is link(template(*PAIR), *parts)
    assert Link.FILE is link(template(*PAIR, one_function=True), *parts)


OTHERS = tuple(atom(Act.WALKS, 100 * place) for place in range(60))


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("line", [1, NEAR // 2, NEAR - 1, NEAR, 5 * NEAR + 1])
def test_far_from_each_other_in_a_bundle_they_belong_to_different_modules(line: int, ordered: bool) -> None:
    asked = template(*PAIR, weakest=Link.SCOPE, ordered=ordered)
    early = atom(Act.FETCHES, line, scope=1, at_load=True)

    def bundled(*parts: Atom, language: Language = Language.JAVASCRIPT) -> Link | None:
        found = match(asked, facts(early, *parts, *OTHERS, language=language))
        return None if found is None else found.link

    near, far = (
        atom(Act.STARTS, line + lines, scope=line + lines, at_load=True) for lines in (NEAR, 2 * NEAR + 1)
    )
    assert [bundled(near), bundled(far), bundled(far, near)] == [Link.SCOPE, None, Link.SCOPE]
    assert bundled(far, language=Language.PYTHON) is Link.SCOPE


def test_blank_lines_between_them_make_no_bundle() -> None:
    parts = (atom(Act.FETCHES, 1, at_load=True), atom(Act.STARTS, 9_000, at_load=True))
    found = match(template(*PAIR, weakest=Link.SCOPE), facts(*parts, language=Language.JAVASCRIPT))
    assert found is not None
    assert found.atoms == parts


def test_what_must_run_at_load_does_not_count_in_functions() -> None:
    assert (
        link(template(*PAIR, at_load=True), atom(Act.FETCHES, 2, scope=1), atom(Act.STARTS, 3, scope=1))
        is None
    )


def test_a_missing_part_is_no_chain() -> None:
    assert link(template(*PAIR), atom(Act.FETCHES, 2)) is None


def test_a_flow_to_the_sink_takes_its_other_parts_from_the_file() -> None:
    found = match(
        template(Act.SOCKET, Act.FETCHES, Act.STARTS),
        facts(atom(Act.SOCKET, 1), atom(Act.FETCHES, 5, Act.STARTS, proven=True)),
    )
    assert found is not None
    assert (Link.FLOW, [1, 5, 5]) == (found.link, [one.line for one in found.atoms])


def test_the_earliest_moment_counts_among_equals() -> None:
    found = match(
        template(*PAIR),
        facts(
            atom(Act.FETCHES, 2, Act.STARTS, proven=True),
            atom(Act.FETCHES, 5, Act.STARTS, proven=True, at_load=True),
        ),
    )
    assert found is not None
    assert (5, True) == (found.atoms[-1].line, found.at_load)


@pytest.mark.parametrize(("named", "expected"), [({HostClass.PASTE: "x.invalid"}, Link.FILE), ({}, None)])
def test_an_address_of_the_file_stands_in_for_one_that_is_not_constant(
    named: dict[HostClass, str], expected: Link | None
) -> None:
    asking = Template(
        id="x",
        family=ChainFamily.DROPPER,
        words="x",
        seen="x",
        steps=(step(Act.FETCHES, hosts=frozenset({HostClass.PASTE})), step(Act.STARTS)),
    )
    found = match(asking, facts(atom(Act.FETCHES, 2, scope=1), atom(Act.STARTS, 3, scope=1), hosts=named))
    assert expected == (found.link if found else None)


def test_several_files_are_merged_with_the_first_host_of_each_class() -> None:
    whole = merged(
        [
            facts(atom(Act.FETCHES, 1), hosts={HostClass.PASTE: "a.invalid"}),
            facts(atom(Act.STARTS, 1), hosts={HostClass.PASTE: "b.invalid"}),
        ]
    )
    assert (2, "a.invalid") == (len(whole.atoms), whole.hosts[HostClass.PASTE])
