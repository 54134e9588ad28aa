"""Collects anomalies and omissions of an archive, both limited in number."""

from collections import Counter

from pratique.core.tree import Anomaly, AnomalyKind, Omission

_MOST_OF_A_KIND = 100
_MOST_SHOWN = 300


class Notes:
    """A collector of anomalies and omissions of one archive.

    At most a hundred anomalies of each kind are stored. If there are more anomalies of a kind, one last anomaly of
    that kind states their number.
    """

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.cut = False
        """Whether reading stopped before the end of the archive, for a reason that is already recorded."""
        self._anomalies: list[Anomaly] = []
        self._omissions: list[Omission] = []
        self._counts: Counter[AnomalyKind] = Counter()
        self._once: set[tuple[AnomalyKind, str]] = set()

    def report(self, kind: AnomalyKind, path: str, detail: str) -> None:
        """Add an anomaly of the member stored as `path`, or of the archive itself if `path` is ""."""
        self._counts[kind] += 1
        if self._counts[kind] <= _MOST_OF_A_KIND:
            self._anomalies.append(Anomaly(kind, shown(path), detail))

    def report_once(self, kind: AnomalyKind, detail: str) -> None:
        """Add an anomaly of the archive itself, unless the same anomaly is already recorded."""
        if (kind, detail) not in self._once:
            self._once.add((kind, detail))
            self.report(kind, "", detail)

    def omit(self, path: str, why: str, size_bytes: int | None = None, head: bytes = b"") -> None:
        """Record that the content of a member was not read, except for its first bytes."""
        self._omissions.append(Omission(shown(path), why, size_bytes, head))

    def stop(self, kind: AnomalyKind, detail: str) -> None:
        """Record why reading stops before the end of the archive. Only the first reason for stopping is stored."""
        if not self.cut:
            self.cut = True
            self.report(kind, "", detail)
            self.omit(self.filename, f"the rest of the archive was not read: {detail}")

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """Return the anomalies in order of discovery."""
        more = [
            Anomaly(kind, "", f"{count - _MOST_OF_A_KIND} more anomalies of this kind are not listed")
            for kind, count in self._counts.items()
            if count > _MOST_OF_A_KIND
        ]
        return (*self._anomalies, *more)

    @property
    def omissions(self) -> tuple[Omission, ...]:
        """Return the omissions in order of discovery."""
        return tuple(self._omissions)


def shown(name: str) -> str:
    """Return a shortened name, because a hostile archive may contain names of 64 KiB."""
    return name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}..."
