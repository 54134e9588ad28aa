"""One order for all that a report tells."""

from dataclasses import replace

from pratique.core.reading import LockRead, Trouble
from pratique.errors import Reference
from pratique.report.parts.order import ordered, ordered_assessments
from tests.report import answers


def test_packages_come_by_name_and_entries_by_line() -> None:
    report = answers.review()
    first = replace(report.packages[0], sources=("b:10", "b:9", "a:30"))
    told = ordered(replace(report, packages=(*report.packages[1:], first)))
    assert ["@scope/fresh", "calm", "left-handed"] == [
        package.ref.package.name for package in told.packages[:3]
    ]
    assert ("a:30", "b:9", "b:10") == told.packages[2].sources


def test_the_order_is_kept_once_it_is_made() -> None:
    assert ordered(answers.review()) == ordered(ordered(answers.review()))


def test_the_files_of_a_release_come_by_their_names() -> None:
    one = answers.assessment()
    other = replace(one, dossier=replace(one.dossier, filename="a.whl"))
    assert ["a.whl", "left-handed-2.0.0.tgz"] == [
        a.dossier.filename for a in ordered_assessments((one, other))
    ]


def test_what_shares_a_name_has_an_order_too() -> None:
    one = LockRead(path="a.lock", format=None, error=Trouble(Reference.USAGE, "x", "first"))
    other = replace(one, error=Trouble(Reference.USAGE, "x", "second"))
    report = replace(answers.review(), files=(one, other))
    assert ordered(report) == ordered(replace(report, files=(other, one)))


def test_one_line_under_two_names_has_an_order_too() -> None:
    report = answers.review()
    one, other = (replace(report.packages[0], sources=s) for s in (("a:1", "a:01"), ("a:01", "a:1")))
    assert ordered(replace(report, packages=(one,))) == ordered(replace(report, packages=(other,)))
