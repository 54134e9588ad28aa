"""What is counted of clones."""

from pratique.analysis.clones.matches import CloneMatch, Clones, CopyMatch


def test_nothing_found_counts_nothing() -> None:
    empty = Clones()
    assert (0, 0, 0.0) == (empty.exact_files, empty.near_files, empty.likeness)
    assert (0.0, 0) == (empty.copied_share, empty.changed_in_copy)


def test_clones_are_counted_by_how_sure_they_are() -> None:
    exact = CloneMatch(path="a", family="pypi:bad@1", exact=True, likeness=1.0)
    near = CloneMatch(path="b", family="pypi:bad@1", exact=False, likeness=0.8)
    copy = CopyMatch(package="good", version="2", share=0.9, same=9, differing=("c",))
    found = Clones(malware=(exact, near), copies=(copy,))
    assert (1, 1, 1.0) == (found.exact_files, found.near_files, found.likeness)
    assert (0.9, 1) == (found.copied_share, found.changed_in_copy)
