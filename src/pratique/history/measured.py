"""Contains the rates at which signals fire for benign releases. `python -m bench.history --write` generates this file."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """The number of recorded releases for which a signal could be evaluated, and the number for which the signal fired."""

    asked: int
    shown: int

    @property
    def rate(self) -> float:
        """Return the share of releases for which the signal fired.

        If the signal fired for none of n releases, return 3 / n, the upper bound at 95 % confidence.
        """
        return (self.shown or 3) / max(self.asked, 1)


MEASURED: Mapping[str, Measured] = {
    "account-burst": Measured(asked=30247, shown=5537),
    "dependency-young": Measured(asked=30260, shown=398),
    "dormant-line-revived": Measured(asked=30696, shown=53),
    "git-or-url-dependency-added": Measured(asked=584, shown=0),
    "hook-added": Measured(asked=30696, shown=25),
    "lines-within-minutes": Measured(asked=30696, shown=63),
    "maintainer-added": Measured(asked=30415, shown=1446),
    "maintainer-replaced": Measured(asked=30164, shown=69),
    "new-publisher": Measured(asked=30165, shown=887),
    "new-publisher-adds-young-dependency": Measured(asked=30662, shown=9),
    "new-publisher-beside-removed-version": Measured(asked=30673, shown=14),
    "new-publisher-on-several-lines": Measured(asked=30677, shown=0),
    "new-publisher-revives-line": Measured(asked=30694, shown=3),
    "newcomer-adds-dependency": Measured(asked=30165, shown=120),
    "newcomer-adds-strangers-young-dependency": Measured(asked=30663, shown=1),
    "outside-hours": Measured(asked=30165, shown=48),
    "placeholder": Measured(asked=30696, shown=34),
    "publisher-after-silence": Measured(asked=30165, shown=135),
    "publisher-returns": Measured(asked=30165, shown=42),
    "removed-versions": Measured(asked=30696, shown=786),
    "seldom-publisher": Measured(asked=30165, shown=2058),
    "seldom-publisher-adds-strangers-young-dependency": Measured(asked=30649, shown=1),
    "strangers-newborn-dependency": Measured(asked=30260, shown=4),
    "strangers-young-dependency": Measured(asked=30260, shown=38),
    "version-jump": Measured(asked=30696, shown=21),
}
