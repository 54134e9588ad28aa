"""Converts the result of a source comparison to evidence for signals."""

from collections.abc import Sequence

from pratique.core.evidence import Evidence, Known, Unknown
from pratique.core.source import FileState, SourceReading
from pratique.errors import Reference
from pratique.history.source.habit import compared, matches, weigh
from pratique.history.surroundings import Compared

_HINT = "compare with a clone: `pratique source --repository PATH --at COMMIT`"


def evidence_of(reading: SourceReading, earlier: Sequence[SourceReading]) -> Evidence[Compared]:
    """Return the evidence from a comparison. `earlier` lists comparisons of previous releases, which are the baseline.

    The evidence lists only deviations from the baseline, because most packages ship some files that are in no commit.
    If a requested comparison failed, the result is Unknown.
    """
    if reading.commit is None or not compared(reading):
        why = reading.not_comparable
        text = why.text if why is not None else "no commit was found to compare with"
        return Unknown(text, Reference.COMMIT_UNREADABLE, "repository", _HINT)
    habit = [item for item in earlier if compared(item)]
    strong = [claim.path for claim in weigh(reading, earlier) if claim.strong]
    other = {file.path for file in reading.files if file.state is FileState.DIFFERS}
    return Known(
        Compared(
            reference=reading.commit.tag or reading.commit.id[:12],
            extra=tuple(path for path in strong if path not in other),
            different=tuple(path for path in strong if path in other),
            reachable=reading.commit.reachable,
            usual=not all(matches(item) for item in habit) if habit else None,
        ),
        reading.repository or "repository",
    )
