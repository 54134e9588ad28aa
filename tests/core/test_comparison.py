"""What changed between two artifacts."""

from pratique.core.comparison import Change, Comparison, FileChange


def test_a_comparison_of_equals_is_empty() -> None:
    assert Comparison() == Comparison(gained=(), lost=(), manifest=(), addresses=(), files=(), unchanged=0)


def test_an_ordinary_file_has_no_reason_to_be_read_first_and_no_patch() -> None:
    change = FileChange(path="README.md", change=Change.CHANGED)

    assert ((), (), None, None) == (change.why_first, change.patch, change.patch_omitted, change.context)
