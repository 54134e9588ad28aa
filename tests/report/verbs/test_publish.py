"""The report of a check before publishing."""

import json
from importlib import resources

import jsonschema

from pratique.core.assessment import Checked, FamilyState
from pratique.core.location import Location
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.publishing import Comparison, Level, PublishArtifact, PublishFinding, PublishReport
from pratique.core.reading import Trouble
from pratique.errors import Reference
from pratique.report.text import style
from pratique.report.verbs.publish import document, lines

STOP = PublishFinding(
    rule="tests-gained",
    level=Level.STOP,
    location=Location("test/a.js", 3),
    message="the package contains tests\x1b[31m",
    next_step="exclude them",
    others=tuple(Location(f"test/{n}.js") for n in range(5)),
)
NOTE = PublishFinding(
    rule="tag-missing",
    level=Level.NOTE,
    location=Location("package.json"),
    message="no tag",
    next_step="tag it",
)


def artifact(*findings: PublishFinding, state: FamilyState | None = None) -> PublishArtifact:
    return PublishArtifact(
        name=".",
        ref=PackageRef(Ecosystem.NPM, "kite").at("1.1.0"),
        filename="kite-1.1.0.tgz",
        files=4,
        size_bytes=1_234,
        sha256="0" * 64,
        compared_with="kite@1.0.0",
        findings=findings,
        coverage={one: state or FamilyState(Checked.KNOWN) for one in Comparison},
    )


def text(*artifacts: PublishArtifact, verbose: bool = False, troubles: tuple[Trouble, ...] = ()) -> str:
    return style.render(
        lines(PublishReport(artifacts=artifacts, troubles=troubles), verbose=verbose), colour=False
    )


def test_a_clean_release_is_one_line() -> None:
    assert (
        "OK: kite@1.1.0 (npm, 4 files, 1.2 kB), no reason to stop the release, compared with kite@1.0.0\n"
        == text(artifact())
    )


def test_a_finding_has_place_rule_reason_and_next_step() -> None:
    shown = text(artifact(STOP, NOTE))

    assert shown.startswith("Stop: kite@1.1.0 (npm, 4 files, 1.2 kB): 1 finding before publishing")
    assert "  test/a.js:3  tests-gained\n" in shown
    assert "    next: exclude them\n" in shown
    assert "also: test/0.js, test/1.js, test/2.js and 2 more" in shown
    assert "1 note (`-v` explains): tag-missing" in shown
    assert "\x1b" not in shown
    assert "no tag" in text(artifact(STOP, NOTE), verbose=True)


def test_what_was_not_checked_is_part_of_the_answer() -> None:
    failed = artifact(state=FamilyState(Checked.UNKNOWN, "the registry is down"))

    assert text(failed).startswith("Incomplete: ")
    assert "Not checked: packing and last release and repository" in text(failed)
    assert "    packing: the registry is down" in text(failed, verbose=True)


def test_nothing_to_publish_has_a_next_step() -> None:
    trouble = Trouble(Reference.FILE_UNREADABLE, "a has nothing to publish", "build it first")
    assert "Incomplete: a has nothing to publish\n  next: build it first\n" == text(troubles=(trouble,))


def test_the_document_fits_its_schema() -> None:
    schema = resources.files("pratique.report.schemas").joinpath("publish-1.schema.json").read_text()
    trouble = Trouble(Reference.FILE_UNREADABLE, "a", "b")
    report = PublishReport(artifacts=(artifact(STOP, NOTE),), troubles=(trouble,))

    jsonschema.validate(document(report), json.loads(schema))
    assert document(report)["stopped"] is True
