"""Capabilities gained and lost."""

from pratique.analysis.context import Context
from pratique.analysis.delta import capabilities, compare
from pratique.analysis.facts import Capability, FileFacts, Language, Use
from pratique.analysis.subject import Contents
from pratique.core.manifest import Manifest
from pratique.core.tree import Tree


def contents(*uses: tuple[Capability, Context, bool]) -> Contents:
    facts, contexts = {}, {}
    for number, (capability, context, at_load) in enumerate(uses):
        path = f"f{number}.js"
        facts[path] = FileFacts(language=Language.JAVASCRIPT, uses=(Use(capability, "api", 1, at_load),))
        contexts[path] = context
    return Contents(Tree(()), Manifest(path=None), facts, contexts)


NET, PROC = Capability.NETWORK, Capability.PROCESS


def test_what_is_new_is_gained_and_what_went_is_lost() -> None:
    delta = compare(contents((NET, Context.CALLED, False)), contents((PROC, Context.CALLED, False)))
    assert ([PROC], [NET]) == ([g.capability for g in delta.gained], [g.capability for g in delta.lost])


def test_the_same_capability_earlier_is_a_gain() -> None:
    before = contents((NET, Context.CALLED, False))
    for context in (Context.INSTALL, Context.IMPORT):
        assert [NET] == [gain.capability for gain in compare(before, contents((NET, context, True))).gained]


def test_the_same_capability_later_is_no_gain_and_no_loss() -> None:
    delta = compare(contents((NET, Context.INSTALL, True)), contents((NET, Context.CALLED, False)))
    assert ((), ()) == (delta.gained, delta.lost)


def test_auxiliary_files_do_not_count() -> None:
    assert {} == capabilities(contents((NET, Context.AUXILIARY, True)))


def test_the_earliest_use_is_the_one_that_is_named() -> None:
    found = capabilities(contents((NET, Context.CALLED, False), (NET, Context.INSTALL, True)))
    assert Context.INSTALL is found[NET].context


def test_equal_contents_differ_in_nothing() -> None:
    same = contents((NET, Context.IMPORT, True), (PROC, Context.CALLED, False))
    assert ((), ()) == (compare(same, same).gained, compare(same, same).lost)
