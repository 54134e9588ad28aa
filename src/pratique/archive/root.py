"""Finds the top folder of an archive, and whether the installer drops it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pratique.archive.member import Member, MemberKind
from pratique.archive.names import Layout, lead_of, shared_lead

_SIGNS = frozenset({"package.json", "PKG-INFO", "pyproject.toml", "setup.py"})
"""Files that are usually in the root of a package, such as package.json."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """The common top folder of all names."""

    layout: Layout
    name: str | None
    """The top folder; None if the format has no top folder, or if the archive has no clear top folder."""
    dropped: bool
    """Whether the installer drops the first part of every name."""
    dotted: bool = False
    """Whether all names start with "./"."""

    def split(self, name: str) -> tuple[bool, str]:
        """Return whether a stored name is in the top folder, and the path where the installer writes the file."""
        if self.dotted:
            name = name.removeprefix("./")
        lead, rest = lead_of(name, self.layout)
        inside = self.name is None or (lead == self.name and rest != "")
        return inside, rest if self.dropped else name


def find_root(members: Sequence[Member], layout: Layout) -> Root:
    """Return the root that an installer of this layout uses."""
    match layout:
        case Layout.FLAT:
            return Root(layout=layout, name=None, dropped=False)
        case Layout.NPM:
            return Root(layout=layout, name=_likely(members, layout), dropped=True)
    return _shared(members, "") or _shared(members, "./") or _mixed(members)


def _shared(members: Sequence[Member], start: str) -> Root | None:
    """Return the only top folder of all members, which pip drops.

    If the top folder is ".", pip drops only the dot and finds no project. Other tools use the folder below ".", and
    this function returns that folder.
    """
    names = [member.name.removeprefix(start) for member in members if member.name != "."]
    if start and not all(member.name.startswith(start) for member in members if member.name != "."):
        return None
    lead = shared_lead(name for name in names if name)
    whole = all(
        lead_of(member.name.removeprefix(start), Layout.SDIST)[1]
        for member in members
        if member.kind is not MemberKind.FOLDER
    )
    if lead is None or lead == "." or not whole:
        return None
    return Root(layout=Layout.SDIST, name=lead, dropped=True, dotted=start != "")


def _mixed(members: Sequence[Member]) -> Root:
    """Return the root of an sdist that has members outside a top folder. pip drops no part of the names in such an sdist.

    An archive without the files of a project is a plain zip or tar, which needs no top folder.
    """
    name = _likely(members, Layout.SDIST)
    signs = any(lead_of(m.name, Layout.SDIST)[0] == name and _is_sign(m, Layout.SDIST) for m in members)
    return Root(layout=Layout.SDIST, name=name if signs else None, dropped=False)


def _likely(members: Sequence[Member], layout: Layout) -> str | None:
    """Return the top folder with the files of a project, else the top folder with the most members."""
    sizes: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    for member in members:
        lead, rest = lead_of(member.name, layout)
        if rest:
            sizes[lead] += 1
            signs[lead] += _is_sign(member, layout)
    return max(sizes, key=lambda lead: (signs[lead], sizes[lead]), default=None)


def _is_sign(member: Member, layout: Layout) -> bool:
    return lead_of(member.name, layout)[1] in _SIGNS
