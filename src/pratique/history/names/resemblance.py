"""Finds the strongest resemblance of a name, its grade and its message."""

from dataclasses import dataclass

from pratique.core.names import PackageRef
from pratique.history.names.candidates import candidates
from pratique.history.names.facts import NameFacts
from pratique.history.names.kinds import KINDS, Grade, Kind
from pratique.history.names.popular import PopularNames
from pratique.history.names.spelling import scope_of, squeezed

_ORDER = {kind: place for place, kind in enumerate(KINDS)}
NOTHING_KNOWN = NameFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """A name that can be mistaken for a popular one, which is a reason to check it and says nothing about its behaviour."""

    name: PackageRef
    like: PackageRef
    """The popular name."""
    kind: Kind
    grade: Grade
    """The grade of the resemblance, adjusted by facts; see `NameFacts`."""
    place: int
    """The place of the popular name in the list, from 0, the best known first."""
    young: bool | None = None
    """True if the name is young; None if its age is unknown."""

    @property
    def how(self) -> str:
        """Return the kind as the end of a sentence."""
        return KINDS[self.kind].words

    @property
    def text(self) -> str:
        """Return one sentence without a full stop."""
        age = " (its age is not known)" if self.young is None else ""
        return f"{self.name} looks like {self.like}: {self.how}{age}"


def resemblance(
    name: PackageRef, popular: PopularNames, facts: NameFacts = NOTHING_KNOWN
) -> Resemblance | None:
    """Return the strongest resemblance to a popular name; None if there is none or it is justified.

    A name is justified if it is popular itself, in the same npm scope (only the scope's owner publishes
    there), or known to be long-lived, widely used, or of the same publisher. The name must be
    normalized.
    """
    if name.name in popular.places or facts.established:
        return None
    best: Resemblance | None = None
    for kind, target in candidates(name, popular):
        grade = _grade(kind, target, popular.places[target])
        if grade is None or _siblings(name.name, target):
            continue
        found = Resemblance(
            name=name,
            like=PackageRef(name.ecosystem, target),
            kind=kind,
            grade=facts.weighed(grade),
            place=popular.places[target],
            young=facts.young,
        )
        if best is None or _gravity(found) < _gravity(best):
            best = found
    return best


def _grade(kind: Kind, target: str, place: int) -> Grade | None:
    length = len(squeezed(target))
    rule = KINDS[kind]
    if rule.strong.holds(length, place):
        return Grade.STRONG
    return Grade.WEAK if rule.weak.holds(length, place) else None


def _siblings(name: str, target: str) -> bool:
    scope = scope_of(name)
    return scope != "" and scope == scope_of(target)


def _gravity(one: Resemblance) -> tuple[bool, int, int, str]:
    return one.grade is not Grade.STRONG, _ORDER[one.kind], one.place, one.like.name
