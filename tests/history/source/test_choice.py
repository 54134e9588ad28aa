"""Which commit is compared with."""

from pratique.core.source import How, NotComparable, RemarkKind, WhyNot
from pratique.history.source.attested import Attested
from pratique.history.source.choice import Choice, choose
from tests.history.source.sides import ref

ONE, TWO, THREE = "1" * 40, "2" * 40, "3" * 40


def test_what_a_person_names_counts_first_then_what_was_built_then_the_tag() -> None:
    tags = {"v1.2.3": THREE}
    found = [
        choose(ref(), tags, built=TWO, given=ONE),
        choose(ref(), tags, built=TWO),
        choose(ref(), tags),
    ]
    assert [(ONE, How.GIVEN), (TWO, How.BUILT), (THREE, How.TAG)] == [
        (item.commit, item.how) for item in found if isinstance(item, Choice)
    ]


def test_a_verified_attestation_counts_before_the_word_of_the_client_and_a_read_one_after_it() -> None:
    found = [
        choose(ref(), {"v1.2.3": ONE}, attested=Attested(TWO)),
        choose(ref(), {}, attested=Attested(TWO), built=THREE),
        choose(ref(), {}, attested=Attested(TWO, verified=True), built=THREE),
        choose(ref(), {}, attested=Attested(TWO, verified=True), built=TWO),
        choose(ref(), {}, attested=Attested(TWO, verified=True), given=ONE),
    ]
    expected = [
        (TWO, How.ATTESTED),
        (THREE, How.BUILT),
        (TWO, How.ATTESTED),
        (TWO, How.BUILT),
        (ONE, How.GIVEN),
    ]
    assert expected == [(item.commit, item.how) for item in found if isinstance(item, Choice)]
    first = found[0]
    assert isinstance(first, Choice)
    assert [RemarkKind.TAG_MOVED] == [remark.kind for remark in first.remarks]


def test_without_tag_and_built_commit_there_is_nothing_to_compare_with() -> None:
    found = choose(ref(), {"v1.0.0": ONE})
    assert isinstance(found, NotComparable)
    assert (WhyNot.NO_TAG, True) == (found.reason, "none of the 1 tags matches version 1.2.3" in found.text)


def test_a_built_commit_without_a_tag_is_compared_and_the_tag_missed() -> None:
    found = choose(ref(), {}, built=ONE)
    assert isinstance(found, Choice)
    assert ([RemarkKind.TAG_MISSING], None) == ([remark.kind for remark in found.remarks], found.tag)


def test_an_artifact_without_a_version_needs_a_named_commit() -> None:
    assert isinstance(choose(None, {"v1.2.3": ONE}), NotComparable)
    assert isinstance(choose(None, {}, given=ONE), Choice)
