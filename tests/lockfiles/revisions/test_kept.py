"""Releases of lockfile revisions, kept as changes from one revision to the next."""

from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest
from pratique.lockfiles.revisions.kept import KeptRevisions
from pratique.lockfiles.revisions.reading import Held

HELD = st.builds(
    Held,
    st.sampled_from(("npm", "pypi")),
    st.sampled_from("abc"),
    st.sampled_from(("1.0.0", "2.0.0")),
    st.sampled_from(((), (Digest("sha256", "a" * 64),))),
)
REVISIONS = st.dictionaries(
    st.text("0123", min_size=1, max_size=3), st.frozensets(HELD, max_size=6), max_size=8
)


@given(REVISIONS, REVISIONS, st.sampled_from("abc"))
def test_each_revision_has_the_releases_it_was_given(
    first: dict[str, frozenset[Held]], second: dict[str, frozenset[Held]], name: str
) -> None:
    """Also when later revisions are added to stored ones, in any order."""
    new = {identity: held for identity, held in second.items() if identity not in first}
    kept = KeptRevisions().plus(first).plus(new)

    assert {
        identity: frozenset(held) for identity, held in kept.having(lambda one: one.name == name).items()
    } == {
        identity: frozenset(one for one in held if one.name == name)
        for identity, held in {**first, **new}.items()
    }
    assert len(kept.releases) == len(set(kept.releases))


def test_an_unchanged_revision_costs_nothing() -> None:
    held = frozenset(Held("npm", name, "1.0.0") for name in "abc")

    kept = KeptRevisions().plus({"1": held, "2": held})

    assert ((), ()) == (kept.revisions[1].added, kept.revisions[1].removed)
