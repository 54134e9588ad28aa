"""Chooses the commit to compare an artifact with.

The chosen commit is the one that the user requested, the one that the release was built from, or that of the release's
tag.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pratique.core.names import ReleaseRef
from pratique.core.source import How, NotComparable, Remark, WhyNot
from pratique.history.source.attested import Attested
from pratique.history.source.tags import find_tag, tag_remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen commit, the reason for this choice, the tag of the version, and remarks about the tag."""

    commit: str
    how: How
    tag: str | None = None
    remarks: tuple[Remark, ...] = ()


_UNATTESTED = Attested()


def choose(
    ref: ReleaseRef | None,
    tags: Mapping[str, str],
    *,
    built: str | None = None,
    attested: Attested = _UNATTESTED,
    given: str | None = None,
    remembered: str | None = None,
) -> Choice | NotComparable:
    """Return the chosen commit. `tags` maps names to commits. All commits are specified by full commit ids.

    `given` is the user's choice, `built` the commit in the registry's metadata, and `remembered` the commit at which
    the tag pointed earlier. A verified attestation takes precedence over the registry's metadata; an unverified
    attestation does not.
    """
    tag = find_tag(tags, ref) if ref is not None else None
    named = attested.commit if built is None or attested.verified else built
    remarks = tag_remarks(tags, ref, built=named, remembered=remembered) if ref is not None else ()
    remarks = (*remarks, *attested.remarks)
    if given is not None:
        return Choice(commit=given, how=How.GIVEN, tag=tag, remarks=remarks)
    if attested.commit is not None and named == attested.commit != built:
        return Choice(commit=attested.commit, how=How.ATTESTED, tag=tag, remarks=remarks)
    if built is not None:
        return Choice(commit=built, how=How.BUILT, tag=tag, remarks=remarks)
    if tag is not None:
        return Choice(commit=tags[tag], how=How.TAG, tag=tag, remarks=remarks)
    if ref is None:
        return NotComparable(
            WhyNot.NO_TAG, "neither the artifact's version nor a commit is known; specify a commit with --at"
        )
    return NotComparable(
        WhyNot.NO_TAG, f"{remarks[0].text}, and the built commit is unknown; specify a commit with --at"
    )
