"""Builds a `Tree` from archive members in order: paths below the root, collisions, links, and limits on names."""

from collections.abc import Sequence

from pratique.archive.limits import Limits
from pratique.archive.links import Astray, LinkMap
from pratique.archive.member import Member, MemberKind
from pratique.archive.names import Layout, folded, oddities, on_a_drive, path_of
from pratique.archive.notes import Notes
from pratique.archive.root import Root, find_root
from pratique.core.tree import AnomalyKind, File, Tree


def assemble(members: Sequence[Member], layout: Layout, limits: Limits, notes: Notes) -> Tree:
    """Return a tree with every member at the path where its installer would write it.

    If two members have equal paths, the later member is used.
    """
    assembly = _Assembly(find_root(members, layout), limits, notes)
    for member in members:
        assembly.place(member)
    assembly.check_folders()
    assembly.resolve_links()
    assembly.check_case()
    return Tree(tuple(assembly.files.values()), notes.omissions, notes.anomalies)


class _Assembly:
    def __init__(self, root: Root, limits: Limits, notes: Notes) -> None:
        self.files: dict[str, File] = {}
        self._links: dict[str, Member] = {}
        self._unread: set[str] = set()
        self._root = root
        self._limits = limits
        self._notes = notes
        self._linked_bytes = 0

    def place(self, member: Member) -> None:
        """Add one member, unless it is a folder or has no path in the package."""
        for kind, detail in oddities(member.name):
            self._notes.report(kind, member.name, detail)
        if member.kind is MemberKind.FOLDER:
            return
        inside, rest = self._root.split(member.name)
        if not inside:
            detail = f"the member is not in the top folder {self._root.name!r}"
            self._notes.report(AnomalyKind.OUTSIDE_ROOT, member.name, detail)
        if self._root.dropped and on_a_drive(rest):
            self._notes.report(AnomalyKind.ABSOLUTE_PATH, member.name, "the path starts with a drive letter")
        path = path_of(rest, self._root.layout)
        if not path:
            why = "the member has no path in the package: npm drops it, pip rejects the archive"
            self._notes.omit(member.name, why, member.size_bytes)
        elif problem := self._name_problem(member.name, path):
            self._notes.report(AnomalyKind.LIMIT, member.name, problem)
            self._notes.omit(member.name, problem, member.size_bytes)
        else:
            self._put(path, member)

    def _name_problem(self, name: str, path: str) -> str | None:
        if len(name) * 4 > self._limits.max_name_bytes and len(name.encode()) > self._limits.max_name_bytes:
            return f"the name is longer than {self._limits.max_name_bytes} bytes"
        if path.count("/") >= self._limits.max_depth:
            return f"the path has more than {self._limits.max_depth} parts"
        return None

    def _put(self, path: str, member: Member) -> None:
        match member.kind:
            case MemberKind.DEVICE:
                self._notes.report(AnomalyKind.DEVICE, member.name, "the member is a device or a named pipe")
            case MemberKind.SYMLINK | MemberKind.HARDLINK:
                self._put_link(path, member)
            case _:
                self._put_file(path, member)

    def _put_link(self, path: str, member: Member) -> None:
        before = self._links.get(path)
        if path in self.files or (before is not None and before.target != member.target):
            self._clash(member.name)
        if path in self.files and self._root.layout is Layout.NPM:
            return  # npm drops links
        self.files.pop(path, None)
        self._links[path] = member

    def _put_file(self, path: str, member: Member) -> None:
        before = self.files.get(path)
        if path in self._links or path in self._unread or (before is not None and before.data != member.data):
            self._clash(member.name)
        self._links.pop(path, None)
        if member.data is None:
            self.files.pop(path, None)
            self._unread.add(path)
            self._notes.omit(path, member.unread or "not read", member.size_bytes, member.head)
            return
        self.files[path] = File(path, member.data, member.executable)
        if member.target:
            self._report_zip_link(path, member)

    def _clash(self, name: str) -> None:
        self._notes.report(
            AnomalyKind.DUPLICATE_NAME, name, "two members have the same name and different contents"
        )

    def _report_zip_link(self, path: str, member: Member) -> None:
        folder, _, _ = path.rpartition("/")
        inside = LinkMap({}).resolve(folder, member.target) is not Astray.OUTSIDE
        kind = AnomalyKind.LINK if inside else AnomalyKind.LINK_ESCAPE
        detail = (
            f"unzip creates a link to {member.target[:200]!r}; pip writes a file with the target as its text"
        )
        self._notes.report(kind, member.name, detail)

    def check_folders(self) -> None:
        """Report every path that is a file or a link for one member and a folder for another member."""
        taken = {*self.files, *self._links, *self._unread}
        upper = ""
        # With NUL for the slash, what is below a path sorts directly behind it.
        for path in sorted(path.replace("/", "\0") for path in taken):
            if not upper or not path.startswith(upper + "\0"):
                upper = path
                continue
            detail = (
                f"the path is a file or a link, and also the folder of {path.replace(chr(0), '/')[:200]!r}"
            )
            self._notes.report(AnomalyKind.DUPLICATE_NAME, upper.replace("\0", "/"), detail)

    def resolve_links(self) -> None:
        """Replace links to files by the content of the file; report the kind of each link."""
        symlinks = {p: m.target for p, m in self._links.items() if m.kind is MemberKind.SYMLINK}
        hardlinks = {p: m for p, m in self._links.items() if m.kind is MemberKind.HARDLINK}
        links = LinkMap(symlinks)
        found: dict[str, File] = {}
        for path, member in self._links.items():
            end = links.follow(path) if path in symlinks else self._hardlink_end(member, links)
            hops = 0
            while isinstance(end, str) and end in hardlinks and hops < 40:
                end = self._hardlink_end(hardlinks[end], links)
                hops += 1
            if (file := self._linked(member, path, end)) is not None:
                found[path] = file
        self.files.update(found)

    def _hardlink_end(self, member: Member, links: LinkMap) -> str | Astray:
        """Return the target path of a hard link.

        If the top folder is dropped from member names, the top folder is also dropped from the target.
        """
        name = member.target
        if ".." in name.split("/") or name.startswith("/"):
            return Astray.OUTSIDE
        inside, rest = self._root.split(name)
        if inside or self._root.layout is Layout.NPM:
            name = rest
        return links.resolve("", name)

    def _linked(self, member: Member, path: str, end: str | Astray) -> File | None:
        """Return the target file of a link, if the file exists and the limits allow it."""
        target = member.target[:200]
        if end is Astray.OUTSIDE:
            self._notes.report(
                AnomalyKind.LINK_ESCAPE, member.name, f"the link to {target!r} leads out of the package"
            )
            return None
        if end is Astray.TOO_FAR:
            self._notes.report_once(
                AnomalyKind.LIMIT, "the links of the archive lead through too many folders"
            )
            self._notes.omit(path, "the link was not followed")
            return None
        file = self.files.get(end) if isinstance(end, str) else None
        state = "" if file is not None else ", where there is no file"
        self._notes.report(AnomalyKind.LINK, member.name, f"the member is a link to {target!r}{state}")
        if file is None:
            return None
        self._linked_bytes += file.size_bytes
        if self._linked_bytes > self._limits.max_unpacked_bytes:
            self._notes.omit(path, "the files that links refer to are too large in total", file.size_bytes)
            return None
        return File(path, file.data, file.executable)

    def check_case(self) -> None:
        """Report paths with different contents that collide on a case-insensitive file system."""
        first: dict[str, File] = {}
        for path, file in self.files.items():
            other = first.setdefault(folded(path), file)
            if other is not file and other.data != file.data:
                detail = f"the path differs from {other.path!r} only by case or Unicode composition"
                self._notes.report(AnomalyKind.CASE_CLASH, path, detail)
