"""Texts and decisions for the tests of the forms."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from pratique.cli.scripts.approvals import Decision

NAMES = (
    "esbuild",
    "sharp",
    "@acme/tool",
    "@acme/Tool",
    "x",
    "y",
    "n",
    "null",
    "true",
    "a.b",
    "7zip",
    "-",
    "a~b",
    "it's",
)
"""Names of packages, some of which YAML and shells read as something else."""
VERSIONS = ("1.0.0", "1.10.0", "1.2.0", "0.0.0-alpha.1", "2.0.0+build.5")

names = st.sampled_from(NAMES)


@st.composite
def decisions(draw: st.DrawFn, *, pinned: bool = True) -> tuple[Decision, ...]:
    """Draw decisions that do not contradict each other."""
    found: list[Decision] = []
    for name in draw(st.lists(names, unique=True, max_size=6)):
        if not pinned or draw(st.booleans()):
            found.append(Decision(name, None, draw(st.booleans())))
        else:
            versions = draw(st.lists(st.sampled_from(VERSIONS), unique=True, min_size=1, max_size=3))
            found += [Decision(name, version, draw(st.booleans())) for version in versions]
    return tuple(draw(st.permutations(found)))


scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
indents = st.sampled_from((None, 2, 4, "\t"))
ends = st.sampled_from(("", "\n", "\r\n"))


def about(found: Sequence[Decision], *wanted: str) -> set[Decision]:
    """Return the decisions about packages."""
    return {one for one in found if one.name in wanted}


def others(document: Any, key: str) -> Any:
    """Return a document without a key."""
    return {one: value for one, value in document.items() if one != key}
