"""Distinguishes names that may be made up from established names, before anything is downloaded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.cli.hook.answer import Action, Answer
from pratique.core.names import PackageRef
from pratique.core.release import Listing
from pratique.history.chronicle import first_time
from pratique.history.names.facts import YOUNG, NameFacts
from pratique.history.names.kinds import Grade
from pratique.history.names.loading import popular_names
from pratique.history.names.popular import DamagedError, PopularNames
from pratique.history.names.resemblance import resemblance


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason not to install a package because of its name."""

    code: str
    """The kind of reason: name-missing, no-release, names-unreadable,
    look-alike, young-name, other-registry or known-malware."""
    action: Action
    text: str
    """The reason as a sentence, which contains the name."""
    like: str = ""
    """The popular name that the name resembles, or ""."""

    @property
    def answer(self) -> Answer:
        """Return the answer for an agent."""
        return Answer(self.action, (self.text,))


def missing(package: PackageRef, registry: str) -> Doubt:
    """Return the doubt about a name that the registry does not have."""
    near = _near(package)
    hint = f"; did you mean {near}?" if near else ""
    text = f"{package}: {registry} has no such package, the name may be made up{hint}"
    return Doubt("name-missing", Action.DENY, text, near or "")


def weigh(package: PackageRef, listing: Listing, now: datetime) -> Doubt | None:
    """Return the doubt about a name that is young or looks like another; None if there is none.

    A popular name is never a reason. Only a trusted publish time makes a name young.
    """
    if not listing.releases:
        return Doubt("no-release", Action.DENY, f"{package}: the registry lists no release of it")
    try:
        popular = popular_names(package.ecosystem)
    except (DamagedError, OSError):
        return Doubt("names-unreadable", Action.ASK, f"{package}: the list of popular names cannot be read")
    if package.name in popular.places:
        return None
    first = first_time(listing)
    age = None if first is None else now - first
    found = resemblance(package, popular, NameFacts(age=age))
    if found is not None and found.grade is Grade.STRONG:
        return Doubt("look-alike", Action.ASK, f"{found.text}; {_age(age)}", found.like.name)
    if age is not None and age < YOUNG:
        like = f"; did you mean {found.like.name}?" if found is not None else ""
        text = f"{package}: {_age(age)}, so the name may be made up{like}"
        return Doubt("young-name", Action.ASK, text, found.like.name if found is not None else "")
    return None


def _age(age: timedelta | None) -> str:
    if age is None:
        return "the registry does not state when it was first published"
    days = max(age.days, 0)
    return f"first published {days} day{'' if days == 1 else 's'} ago"


def _near(package: PackageRef) -> str | None:
    try:
        popular: PopularNames = popular_names(package.ecosystem)
        found = resemblance(package, popular)
    except (DamagedError, OSError):
        return None
    return None if found is None else found.like.name
