"""Putting the answer together."""

from datetime import timedelta

import pytest

from pratique.advisories.coverage import Freshness
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import NODE, AdvisoryKind, Cover, RuntimeLine, Span
from pratique.core.audit import Retired, RetiredKind
from pratique.intake.audit.answer import (
    copies_unknown,
    each_once,
    not_looked_at,
    uncovered,
    with_graph,
)
from pratique.intake.audit.runtime import Named
from pratique.intake.audit.survey import survey
from tests.advisories.made import LEFT, THEN, about, advisory, state
from tests.intake.audit.made import entry, lock

INDEX = MemoryAdvisories([advisory("GHSA-1", about(LEFT, Span(high="1.5.0")))])
FRESH = Freshness(THEN, timedelta(days=7))
COVERS = tuple(Cover("npm", kind) for kind in (AdvisoryKind.VULNERABILITY, AdvisoryKind.MALWARE))


def test_an_index_without_sources_for_what_is_there_leaves_gaps() -> None:
    found = survey(INDEX, {"package-lock.json": lock(entry("left"))})

    assert len(not_looked_at(found.inventory, INDEX, (), FRESH)) == 2
    covering = MemoryAdvisories((), [state("osv-npm", *COVERS)])
    assert not_looked_at(found.inventory, covering, (), FRESH) == ()


def test_what_tells_copies_apart_has_to_say_how_old_it_is_and_not_be_older() -> None:
    old = THEN - timedelta(days=30)
    states = {
        "fresh": state("retire"),
        "old": state("retire", checked_at=old, as_of=old),
        "unknown": state("retire", as_of=None, synced=False),
    }
    said = {age: copies_unknown(MemoryAdvisories((), [one]), FRESH) for age, one in states.items()}

    assert () == said["fresh"]
    assert ("retire, the source for copied libraries, is 30 days old; at most 7 days are allowed",) == said[
        "old"
    ]
    assert ("retire, the only source for copied libraries, has no date",) == said["unknown"]


def test_node_needs_a_schedule_even_where_its_line_alone_is_known() -> None:
    named = (Named(NODE, "22", ".nvmrc", exact=False),)
    lines = MemoryAdvisories([RuntimeLine(product=NODE, line="22", start=None, end=None)])

    unknown = "no source lists the supported release lines of Node.js"
    assert unknown in not_looked_at(survey(INDEX, {}, runtimes=named).inventory, INDEX, named, FRESH)
    assert unknown not in not_looked_at(survey(lines, {}, runtimes=named).inventory, lines, named, FRESH)


def test_a_line_of_node_alone_needs_a_source_of_its_faults() -> None:
    named = (Named(NODE, "22", ".nvmrc", exact=False),)
    lines = MemoryAdvisories([RuntimeLine(product=NODE, line="22", start=None, end=None)])

    assert ("no source covers vulnerabilities of Node.js itself",) == not_looked_at(
        survey(lines, {}, runtimes=named).inventory, lines, named, FRESH
    )


def test_what_no_source_covers_is_told_apart_from_what_is_stale() -> None:
    old = THEN - timedelta(days=30)
    index = MemoryAdvisories((), [state("osv-npm", COVERS[0], checked_at=old, as_of=old)])
    inventory = survey(index, {"package-lock.json": lock(entry("left"))}).inventory

    brought = {COVERS[0]}
    assert ("no source covers malicious releases of npm packages",) == uncovered(
        inventory, index, brought, FRESH
    )
    assert 2 == len(not_looked_at(inventory, index, (), FRESH))


@pytest.mark.parametrize(
    ("brought", "age_days", "sentences"),
    [
        ((), 30, ("snapshot, the source for malicious releases of npm packages, is 30 days old",)),
        ((), 0, ()),
        (COVERS, 30, ()),
        (COVERS, 0, ()),
    ],
)
def test_a_stale_source_that_nobody_brought_is_as_good_as_none_and_a_fresh_one_covers(
    brought: tuple[Cover, ...], age_days: int, sentences: tuple[str, ...]
) -> None:
    malware = Cover("npm", AdvisoryKind.MALWARE)
    old = THEN - timedelta(days=age_days)
    index = MemoryAdvisories(
        (),
        [
            state("osv-npm", Cover("npm", AdvisoryKind.VULNERABILITY), checked_at=THEN, as_of=THEN),
            state("snapshot", malware, checked_at=old, as_of=old),
        ],
    )
    inventory = survey(index, {"package-lock.json": lock(entry("left"))}).inventory
    held = {Cover("npm", AdvisoryKind.VULNERABILITY), *brought}

    found = uncovered(inventory, index, held, FRESH)
    missing = not_looked_at(inventory, index, (), FRESH)
    assert len(sentences) == len(found)
    assert all(one.startswith(sentence) for one, sentence in zip(found, sentences, strict=True))
    assert set(found) <= set(missing)
    assert (age_days == 30) == bool(missing)


def test_an_inventory_tells_who_asks_for_whom() -> None:
    project = {"package-lock.json": lock(entry("top"), entry("left", parents=("top",)))}

    found = with_graph(survey(INDEX, project), project)

    assert {item.product.name: item.asks for item in found.inventory} == {
        "top": ("pkg:npm/left@1.0.0",),
        "left": (),
    }


def test_what_a_lock_and_a_registry_both_tell_is_told_once() -> None:
    lock_says = Retired(purl="pkg:npm/old@1.0.0", kind=RetiredKind.DEPRECATED, text="use new")
    registry_says = Retired(purl="pkg:npm/old@1.0.0", kind=RetiredKind.DEPRECATED, text="use newer")
    other = Retired(purl="pkg:npm/old@1.0.0", kind=RetiredKind.YANKED, text="gone")

    assert each_once((lock_says, registry_says, other)) == (lock_says, other)
