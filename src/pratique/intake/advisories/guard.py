"""Refuses an update that empties an advisory source, or removes or withdraws more than a tenth of its advisories."""

from pratique.advisories.refusal import ANEW, refused
from pratique.core.advisory import SourceState

TENTH = 0.1
_ACCEPT = "check the source, or use --accept-drop to accept the update"


def check(old: SourceState | None, new: SourceState, *, accept_drop: bool = False) -> None:
    """Raise StoreError if the update of a source from the state `old` to the state `new` is refused."""
    if new.imported == 0:
        raise refused(
            new.name,
            f"none of the {new.rows:,} rows in the source could be imported{_reasons(new)}",
            hint=ANEW,
        )
    if old is None or accept_drop:
        return
    live = old.imported - old.withdrawn
    gone = live - (new.imported - new.withdrawn)
    withdrawn = new.withdrawn - old.withdrawn
    if gone > TENTH * live:
        why = f"the update has {gone:,} fewer advisories than the {live:,} stored ones{_reasons(new)}"
        raise refused(new.name, why, hint=_ACCEPT)
    if withdrawn > TENTH * live:
        why = f"the update withdraws {withdrawn:,} of the {live:,} stored advisories"
        raise refused(new.name, why, hint=_ACCEPT)


def _reasons(state: SourceState) -> str:
    worst = sorted(state.skipped.items(), key=lambda item: (-item[1], item[0]))[:3]
    return f" ({', '.join(f'{count:,} {why}' for why, count in worst)})" if worst else ""
