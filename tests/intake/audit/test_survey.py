"""The audit of a project."""

import pytest

from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import NODE, AdvisoryKind, Affected, Product, Span
from pratique.core.audit import CopyKind, RetiredKind, VendoredCopy
from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.intake.audit.runtime import Named
from pratique.intake.audit.survey import survey
from tests.advisories.made import LEFT, about, advisory
from tests.intake.audit.made import entry, lock

INDEX = MemoryAdvisories(
    [
        advisory("GHSA-1", about(LEFT, Span(high="1.5.0"))),
        advisory("MAL-1", about(Product("npm", "evil"), Span(low="0")), kind=AdvisoryKind.MALWARE),
        advisory("CVE-1", Affected(product=NODE, within="22.x")),
    ]
)


def test_a_finding_tells_how_it_got_in() -> None:
    project = lock(
        entry("top", "2.0.0", key="node_modules/top"),
        entry("left", "1.2.0", key="node_modules/left", parents=("node_modules/top",), line=7),
        entry("left", "1.2.0", key="node_modules/x/left", parents=(ROOT,), groups=frozenset({"dev"}), line=9),
    )

    (met,) = survey(INDEX, {"package-lock.json": project}).met

    finding = met.finding
    assert finding.match.id == "GHSA-1"
    assert finding.sources == ("package-lock.json:7", "package-lock.json:9")
    assert finding.paths == (("left@1.2.0",), ("top@2.0.0", "left@1.2.0"))
    assert finding.paths_total == 2
    assert finding.direct
    assert finding.groups == frozenset()
    assert [place.entry.line for place in met.places] == [7, 9]


def test_what_only_a_workspace_asks_for_is_direct() -> None:
    project = lock(
        entry("app", key="packages/app", source=SourceKind.WORKSPACE),
        entry("left", parents=("packages/app",), groups=frozenset({"dev"})),
    )

    (met,) = survey(INDEX, {"package-lock.json": project}).met

    assert met.finding.direct
    assert met.finding.groups == {"dev"}


@pytest.mark.parametrize("source", [SourceKind.GIT, SourceKind.URL, SourceKind.LINK, SourceKind.WORKSPACE])
def test_a_namesake_from_elsewhere_is_no_malware(source: SourceKind) -> None:
    found = survey(INDEX, {"package-lock.json": lock(entry("evil", source=source))})

    assert found.met == ()
    assert found.inventory == ()
    assert len(found.not_audited) + len(found.out_of_scope) == 1


def test_an_alias_is_audited_by_its_real_name() -> None:
    project = Lock(
        format="package-lock v3",
        packages=(entry("evil", key="node_modules/sound"),),
    )

    assert [met.finding.match.id for met in survey(INDEX, {"package-lock.json": project}).met] == ["MAL-1"]


def test_only_groups_that_were_asked_for_are_looked_at() -> None:
    project = lock(entry("left"), entry("evil", groups=frozenset({"dev"})))

    found = survey(INDEX, {"package-lock.json": project}, groups=("prod",))

    assert [met.finding.match.id for met in found.met] == ["GHSA-1"]
    assert [item.product.name for item in found.inventory] == ["left"]


def test_runtimes_and_copies_are_held_against_the_index_too() -> None:
    node = Named(NODE, "22.1.0", ".nvmrc", exact=True)
    line = Named(NODE, "18", ".node-version", exact=False)
    copy = VendoredCopy(path="static/left.js", product=LEFT, version="1.2", kind=CopyKind.CONTENT)

    found = survey(INDEX, {}, runtimes=(node, line), copies=(copy,))

    assert {(met.finding.match.id, met.finding.sources) for met in found.met} == {
        ("CVE-1", (".nvmrc",)),
        ("GHSA-1", ("static/left.js",)),
    }
    assert [item.purl for item in found.inventory] == ["pkg:generic/node@18", "pkg:generic/node@22.1.0"]
    assert [item.purl for item in found.out_of_scope] == ["pkg:generic/node@18"]
    assert "its newest release was looked up" in found.out_of_scope[0].why


def test_of_a_line_of_node_the_newest_release_is_held_against_the_index() -> None:
    mended = advisory("CVE-1", Affected(product=NODE, within="22.x", outside=("^22.9.0",)))
    open_ = advisory("CVE-2", Affected(product=NODE, within="22.x", fixed=("24.0.0",)))
    other = advisory("CVE-3", Affected(product=NODE, within="20.x"))
    for text in ("22", "22.11"):
        line = Named(NODE, text, "--node", exact=False)
        (met,) = survey(MemoryAdvisories([mended, open_, other]), {}, runtimes=(line,)).met
        assert ("CVE-2", text, ("24.0.0",)) == (
            met.finding.match.id,
            met.finding.match.version,
            met.finding.match.fixed,
        )


def test_a_copy_that_a_lock_names_and_a_mere_name_of_malware_are_not_told_again() -> None:
    own = VendoredCopy(path="node_modules/left/left.js", product=LEFT, version="1.2.0", kind=CopyKind.CONTENT)
    bundled = VendoredCopy(
        path="node_modules/top/dist.js", product=LEFT, version="1.2.0", kind=CopyKind.CONTENT
    )
    evil = Product("npm", "evil")
    named = VendoredCopy(path="lib/evil/package.json", product=evil, version="1.0.0", kind=CopyKind.MANIFEST)
    same = VendoredCopy(path="lib/evil.js", product=evil, version="1.0.0", kind=CopyKind.HASH)

    found = survey(
        INDEX, {"package-lock.json": lock(entry("left", "1.2.0"))}, copies=(own, bundled, named, same)
    )

    assert {met.finding.copy.path for met in found.met if met.finding.copy} == {
        "node_modules/top/dist.js",
        "lib/evil.js",
    }


def test_what_was_given_up_is_told_apart() -> None:
    index = MemoryAdvisories(
        [advisory("X-1", about(LEFT, Span(low="0")), kind=AdvisoryKind.UNMAINTAINED, summary="gone")]
    )
    project = lock(entry("left"), entry("old", deprecated="use new", line=3))

    found = survey(index, {"package-lock.json": project})

    assert found.met == ()
    assert {(one.kind, one.text) for one in found.retired} == {
        (RetiredKind.DEPRECATED, "use new"),
        (RetiredKind.UNMAINTAINED, "gone (X-1)"),
    }


def test_a_contradicted_claim_of_malice_is_a_note() -> None:
    index = MemoryAdvisories(
        [
            advisory("GHSA-1", about(LEFT, Span(low="0")), kind=AdvisoryKind.MALWARE),
            advisory("MAL-1", about(LEFT, versions=("6.6.6",), sole=True), kind=AdvisoryKind.MALWARE),
        ]
    )

    found = survey(index, {"package-lock.json": lock(entry("left"))})

    assert found.met == ()
    assert "Pratique uses the exact versions" in found.notes[0]
