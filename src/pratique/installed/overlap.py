"""Finds differences between an installed copy and its artifact that other packages in the same tree explain.

An install hook may install a file that another package ships; esbuild, for example, takes its binary from a package for
the platform. Two Python distributions may ship the same path; the files of the one that was installed last remain. A
difference is explained only if its bytes are those of another artifact that was judged in the same run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pratique.core.installed import Difference, FileList, InstalledCheck

_BY_HOOK = "installed by its install hook, with the bytes of another judged package"
_BY_OTHER = "also shipped by another judged package"


@dataclass(frozen=True, slots=True)
class Others:
    """Files of judged artifacts that have the same bytes as an installed file that differs from its own artifact."""

    anywhere: frozenset[str]
    """The SHA-256 digests of the files, whatever their paths."""
    at_path: frozenset[tuple[str, str]]
    """The paths of the files, each with the SHA-256 digest of the file."""

    @classmethod
    def of(cls, lists: Iterable[FileList], checks: Iterable[InstalledCheck]) -> "Others":
        """Return the files of `lists` that have the bytes of a differing file in `checks`."""
        wanted = {d.sha256 for check in checks for d in check.differences if d.sha256 is not None}
        found = (
            (path, file.sha256)
            for artifact in (lists if wanted else ())
            for path, file in artifact.files.items()
            if file.sha256 in wanted
        )
        at_path = frozenset(found)
        return cls(frozenset(sha256 for _, sha256 in at_path), at_path)

    def explain(self, check: InstalledCheck, artifact: FileList) -> InstalledCheck:
        """Return the check without the differences that another artifact explains."""
        reasons = {d: why for d in check.differences if (why := self._why(d, artifact)) is not None}
        if not reasons:
            return check
        explained: Mapping[str, int] = {
            **check.explained,
            **{why: sum(told == why for told in reasons.values()) for why in set(reasons.values())},
        }
        kept = tuple(d for d in check.differences if d not in reasons)
        return replace(check, differences=kept, explained=explained)

    def _why(self, difference: Difference, artifact: FileList) -> str | None:
        if difference.sha256 is None:
            return None
        if (difference.inside, difference.sha256) in self.at_path:
            return _BY_OTHER
        return _BY_HOOK if artifact.hooked and difference.sha256 in self.anywhere else None
