"""What of an audit a change brings in."""

from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import NODE, Span
from pratique.core.audit import Audited, AuditFinding
from pratique.intake.audit.change import Parted, known_words, part
from pratique.intake.audit.runtime import Named
from pratique.intake.audit.survey import survey
from pratique.intake.change import compare
from tests.advisories.made import LEFT, about, advisory
from tests.intake.audit.made import entry, lock

INDEX = MemoryAdvisories(
    [advisory("GHSA-1", about(LEFT, Span(high="1.5.0"))), advisory("NSWG-1", about(NODE, Span("1.0.0")))]
)
NODES = (Named(NODE, "18.0.0", ".nvmrc", exact=True), Named(NODE, "20.0.0", ".node-version", exact=True))


def is_old(item: Audited | AuditFinding) -> bool:
    return ".nvmrc" in item.sources


def parted() -> Parted:
    """`left@1.1.0` was there, `left@1.2.0` is new; so it is with an entry without a version, and a runtime."""
    before = {"package-lock.json": lock(entry("left", "1.1.0", key="b", line=3), entry("old", None, line=4))}
    after = {
        "package-lock.json": lock(
            entry("left", "1.2.0", line=2),
            entry("left", "1.1.0", key="b", line=3),
            entry("old", None, key="o", line=4),
            entry("fresh", None, key="f", line=5),
        )
    }
    changed = compare(before, after, taken_from=lambda _, registry: registry or "")
    return part(survey(INDEX, after, runtimes=NODES), after, changed, is_old)


def test_an_advisory_counts_where_the_change_brings_in_what_it_meets() -> None:
    found = parted()

    assert {("1.2.0"), "20.0.0"} == {one.finding.match.version for one in found.met}
    assert {("1.1.0"), "18.0.0"} == {one.finding.match.version for one in found.known}
    assert {"1.2.0", "20.0.0"} == {item.version for item in found.inventory}


def test_what_no_advisory_can_be_held_against_counts_where_it_is_new() -> None:
    found = parted()

    assert ["pkg:npm/fresh"] == [item.purl for item in found.not_audited]
    assert ["pkg:npm/old"] == [item.purl for item in found.out_of_scope]
    assert found.out_of_scope[0].why.startswith("unchanged: ")


def test_what_was_there_is_said_in_one_line() -> None:
    [old] = [one for one in parted().known if one.places]

    assert (
        "pkg:npm/left@1.1.0 (package-lock.json:3): GHSA-1, unknown: unchanged, so it does not fail the audit"
        == known_words(old)
    )
