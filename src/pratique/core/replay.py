"""A simulation of a policy: the verdicts that the policy would have given for the changes in a project's lockfile history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pratique.core.assessment import JudgedPackage
from pratique.core.policy import Action
from pratique.core.reading import NotJudged
from pratique.core.verdict import HoldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedCommit:
    """One commit that changed lockfiles, judged like a pull request on the day of the commit."""

    commit: str
    """The full commit id."""
    at: datetime
    """The commit time, which is also the time of the simulated decision."""
    packages: tuple[JudgedPackage, ...] = ()
    """The packages that the commit added, each with its change and verdict."""
    not_judged: tuple[NotJudged, ...] = ()
    unread: tuple[str, ...] = ()
    """Unreadable lockfiles of this commit or of the previous commit, each with the reason."""

    @property
    def stopped(self) -> tuple[JudgedPackage, ...]:
        """Return the packages that the policy would have stopped."""
        return tuple(package for package in self.packages if package.action is not Action.ALLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The number of verdicts of each kind in a replay. A package counts once for each commit that adds the package."""

    brought_in: int = 0
    waits: int = 0
    reviews: int = 0
    blocks: int = 0
    not_judged: int = 0

    @classmethod
    def of(cls, commits: Iterable[ReplayedCommit]) -> "Tally":
        """Return the tally of the commits."""
        commits = tuple(commits)
        verdicts = [package.worst.verdict for commit in commits for package in commit.packages]
        return cls(
            brought_in=len(verdicts),
            waits=sum(verdict.kind is HoldKind.WAIT for verdict in verdicts),
            reviews=sum(verdict.kind is HoldKind.REVIEW for verdict in verdicts),
            blocks=sum(verdict.action is Action.BLOCK for verdict in verdicts),
            not_judged=sum(len(commit.not_judged) for commit in commits),
        )

    @property
    def reviews_per_hundred(self) -> float:
        """Return the number of holds for review per 100 added packages; 0 if no package was added."""
        return 100 * self.reviews / self.brought_in if self.brought_in else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The complete result of a replay."""

    root: str
    first: str
    """The id of the commit before the first replayed commit; empty if the replay includes the first commit of the repository."""
    last: str
    """The id of the newest replayed commit."""
    commits: tuple[ReplayedCommit, ...]
    """The commits, oldest first."""
    cut_short: bool = False
    """Whether the repository has commits before `first` that were not replayed."""

    @property
    def complete(self) -> bool:
        """Return True if every lockfile was read and every package was judged."""
        return bool(self.commits) and not any(commit.not_judged or commit.unread for commit in self.commits)
