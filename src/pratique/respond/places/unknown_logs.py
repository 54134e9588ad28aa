"""Searches logs in unknown forms for names, so that a log that nothing reads is never silent."""

import re
from dataclasses import dataclass
from pathlib import Path

from pratique.respond.places.log_text import LogText, Needles
from pratique.respond.sighting import PlaceKind, Result, Searched, Unchecked
from pratique.respond.wanted.value import Wanted

_NAME = re.compile(r"\.log(?:[.-][\w.-]{0,40})?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UnknownLogs:
    """Implements `interface.Place` for files that are logs by their name alone. It must be the last place that is tried."""

    kind: PlaceKind = PlaceKind.CI_LOG

    def finds(self, path: Path) -> bool:
        """Return True for a regular file with the name of a log."""
        return _NAME.search(path.name) is not None and path.is_file()

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search one file. A line that may name a wanted release is not checked, because its meaning is unknown."""
        text = LogText(path)
        found = next(text.lines(Needles(wanted.needles)), None)
        lost = [Unchecked(str(path), path.name, why) for why in text.lost]
        if found is not None:
            why = "the form of this log is unknown, and the line may name a wanted release: read it"
            lost.append(Unchecked(str(path), f"{path.name}:{found[0]}", why))
        searched = Searched(
            kind=self.kind,
            place=str(path),
            format="unknown log",
            units=text.count,
            unit="lines",
            unchecked=tuple(lost),
        )
        return Result((), (searched,))
