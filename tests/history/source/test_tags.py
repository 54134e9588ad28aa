"""How the tag of a version is spelt, and what is odd about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.source import RemarkKind
from pratique.history.source.tags import find_tag, spellings, tag_remarks
from tests.history.source.sides import ref

ONE, TWO = "1" * 40, "2" * 40


@pytest.mark.parametrize(
    ("release", "tag"),
    [
        (ref(), "v1.2.3"),
        (ref(), "1.2.3"),
        (ref(), "release-1.2.3"),
        (ref("@acme/calm"), "@acme/calm@1.2.3"),
        (ref("@acme/calm"), "calm@1.2.3"),
        (ref(), "calm-v1.2.3"),
        (ref(ecosystem=Ecosystem.PYPI, version="2.0.1"), "rel_2_0_1"),
        (ref(ecosystem=Ecosystem.PYPI, version="1.2"), "v1.2.0"),
        (ref(ecosystem=Ecosystem.PYPI, version="1.0rc1"), "1.0-rc.1"),
        (ref(ecosystem=Ecosystem.RUBYGEMS), "calm-1.2.3"),
    ],
)
def test_a_tag_is_found_by_its_usual_spellings(release: ReleaseRef, tag: str) -> None:
    assert tag == find_tag({"v9.9.9": TWO, tag: ONE}, release)


def test_a_tag_that_names_the_package_counts_before_one_of_any_package() -> None:
    assert "calm@1.2.3" == find_tag({"v1.2.3": ONE, "calm@1.2.3": TWO}, ref())


@pytest.mark.parametrize("tag", ["v1.2.30", "v11.2.3", "wild@1.2.3", "v1.2.3-beta"])
def test_the_tag_of_another_version_or_package_is_none_of_it(tag: str) -> None:
    assert find_tag({tag: ONE}, ref()) is None
    assert [RemarkKind.TAG_MISSING] == [remark.kind for remark in tag_remarks({tag: ONE}, ref(), built=None)]


def test_a_tag_that_named_another_commit_has_moved() -> None:
    (remark,) = tag_remarks({"v1.2.3": TWO}, ref(), built=None, remembered=ONE)
    assert (RemarkKind.TAG_MOVED, "the tag v1.2.3 moved from 111111111111 to 222222222222") == (
        remark.kind,
        remark.text,
    )


def test_a_tag_away_from_the_built_commit_is_told() -> None:
    assert [RemarkKind.TAG_MOVED] == [r.kind for r in tag_remarks({"v1.2.3": TWO}, ref(), built=ONE)]


def test_a_tag_that_stands_where_it_stood_is_no_remark() -> None:
    assert () == tag_remarks({"v1.2.3": ONE}, ref(), built=ONE, remembered=ONE)


@pytest.mark.fuzz
@given(st.text(max_size=300), st.sampled_from(Ecosystem))
def test_any_version_has_a_bounded_number_of_spellings(version: str, ecosystem: Ecosystem) -> None:
    assert len(spellings(ref(version=version, ecosystem=ecosystem))) <= 500
