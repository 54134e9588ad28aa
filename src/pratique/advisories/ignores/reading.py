"""Collects the ignores in one file and the entries that cannot be used."""

from dataclasses import dataclass, field, replace

from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore

MOST_IGNORES = 5_000
"""The maximum number of ignores in one file."""
MOST_TOLD = 50
"""The maximum number of problems in one file that are reported separately."""
MOST_IDS = 100
"""The maximum number of ids in one ignore."""

_MOST_CHARS = 500


@dataclass(slots=True)
class Reading:
    """Collects the ignores in one file and the entries that cannot be used."""

    origin: str
    """The name of the file, for messages."""
    text: str = ""
    most: int = MOST_IGNORES
    ignores: list[Ignore] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _place: int = 0
    """The position in the text after the last entry that was found."""
    _line: int = 1
    _more: int = 0

    def at(self, *needles: str) -> str:
        """Return `file:line` of the first of the given texts that occurs after the last entry.

        The caller must request entries in the order of the file; otherwise, the line number may be wrong.
        """
        for needle in needles:
            found = self.text.find(needle, self._place) if needle else -1
            if found >= 0:
                self._line += self.text.count("\n", self._place, found)
                self._place = found + len(needle)
                line, self._line = self._line, self._line + needle.count("\n")
                return f"{self.origin}:{line}"
        return self.origin

    def add(self, ignore: Ignore) -> None:
        """Add an ignore, or report it as unusable if it would cover every finding or exceed a limit."""
        ids = tuple(dict.fromkeys(cut(name) for name in ignore.ids if name.strip()))
        kept = replace(ignore, ids=ids, reason=cut(ignore.reason), owner=cut(ignore.owner))
        if not (kept.ids or kept.package or kept.groups or _is_narrow(kept.path)):
            self.refuse(kept.origin, "the entry would ignore all findings")
        elif len(ids) > MOST_IDS:
            self.refuse(kept.origin, f"the entry has more than {MOST_IDS} ids")
        elif len(self.ignores) >= self.most:
            self.refuse(kept.origin, f"only the first {self.most} ignores of a file are used")
        else:
            self.ignores.append(kept)

    def refuse(self, origin: str, why: str) -> None:
        """Report an ignore that cannot be used."""
        if len(self.unread) < MOST_TOLD:
            self.unread.append(f"{origin}: not used: {cut(why)}")
        else:
            self._more += 1

    def note(self, origin: str, what: str) -> None:
        """Report a setting that has no effect in Pratique."""
        if len(self.notes) < MOST_TOLD:
            self.notes.append(f"{origin}: {cut(what)}")

    def done(self) -> Ignores:
        """Return all collected ignores and problems of the file."""
        more = [f"{self.origin}: {self._more} more entries are not used"] if self._more else []
        return Ignores(ignores=tuple(self.ignores), unread=(*self.unread, *more), notes=tuple(self.notes))


def cut(text: str) -> str:
    """Return the text as one line of at most 500 characters."""
    return " ".join(text[: 4 * _MOST_CHARS].split())[:_MOST_CHARS]


def _is_narrow(path: str | None) -> bool:
    return path is not None and bool(path.strip("*>/. "))
