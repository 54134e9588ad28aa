"""A commit of a git repository, as the place where a package comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitSource:
    """One commit of a remote repository; its id names its bytes, wherever they are fetched from."""

    address: str
    """`https://host/path`, `ssh://user@host/path`, or `http` to this machine; no fragment, no query."""
    commit: str
    """The full id, in lower-case hex: 40 digits (SHA-1) or 64 (SHA-256)."""
    folder: str = ""
    """The folder of the package inside the repository, with forward slashes; "" for the whole."""

    @property
    def host(self) -> str:
        """Host in lower case, with the port where one is told."""
        authority = self.address.partition("://")[2].partition("/")[0]
        return authority.rpartition("@")[2].lower()

    @property
    def filename(self) -> str:
        """The name under which the commit's tree is known here."""
        return f"{self.commit}{'-' + self.folder.replace('/', '-') if self.folder else ''}.tar"
