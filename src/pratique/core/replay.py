"""What a policy would have done with the changes that a project's locks went through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pratique.core.assessment import JudgedPackage
from pratique.core.policy import Action
from pratique.core.reading import NotJudged
from pratique.core.verdict import HoldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedCommit:
    """One commit that changed locks, judged as a pull request on its day."""

    commit: str
    """Full id."""
    at: datetime
    """The time its committer wrote: the moment that was decided for."""
    packages: tuple[JudgedPackage, ...] = ()
    """What it brought in, each with its change and verdict."""
    not_judged: tuple[NotJudged, ...] = ()
    unread: tuple[str, ...] = ()
    """Locks of it, or of the commit before it, that cannot be read, each with why."""

    @property
    def stopped(self) -> tuple[JudgedPackage, ...]:
        """Return what the policy would have stopped."""
        return tuple(package for package in self.packages if package.action is not Action.ALLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often a replay ended how. Units: packages brought in by commits."""

    brought_in: int = 0
    waits: int = 0
    reviews: int = 0
    blocks: int = 0
    not_judged: int = 0

    @classmethod
    def of(cls, commits: Iterable[ReplayedCommit]) -> "Tally":
        """Count."""
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
        """Return the holds for review for each 100 added packages; 0 without any."""
        return 100 * self.reviews / self.brought_in if self.brought_in else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The whole answer."""

    root: str
    first: str
    """Id of the commit before the first one that was replayed; empty when the history starts within."""
    last: str
    """Id of the newest commit."""
    commits: tuple[ReplayedCommit, ...]
    """The oldest first."""
    cut_short: bool = False
    """Whether the history goes on before `first`, and was not looked at."""

    @property
    def complete(self) -> bool:
        """Return True if every lock was read and every package judged."""
        return bool(self.commits) and not any(commit.not_judged or commit.unread for commit in self.commits)
