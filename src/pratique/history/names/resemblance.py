"""Finds the strongest resemblance of a name to a popular name, with its grade and message."""

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
    """A name that users may confuse with a popular name.

    The resemblance is a reason to check the package, not evidence of malware.
    """

    name: PackageRef
    like: PackageRef
    """The popular name that `name` resembles."""
    kind: Kind
    grade: Grade
    """The grade of the resemblance, adjusted by the facts in `NameFacts`."""
    place: int
    """The rank of the popular name in the list, counted from 0 for the most popular name."""
    young: bool | None = None
    """True if the resembling name is young; None if its age is unknown."""

    @property
    def how(self) -> str:
        """Return the description of the resemblance, as the end of a sentence."""
        return KINDS[self.kind].words

    @property
    def text(self) -> str:
        """Return the resemblance as one sentence without a full stop."""
        age = " (its age is unknown)" if self.young is None else ""
        return f"{self.name} looks like {self.like}: {self.how}{age}"


def resemblance(
    name: PackageRef, popular: PopularNames, facts: NameFacts = NOTHING_KNOWN
) -> Resemblance | None:
    """Return the strongest resemblance to a popular name; None if the name resembles no popular name or is legitimate.

    A name is legitimate if it is popular itself, or if it is in the npm scope of the popular name, where only the owner
    of the scope can publish. A name is also legitimate if it is known to be long-lived or widely used, or if the
    popular package has the same publisher. The name must be normalized.
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
