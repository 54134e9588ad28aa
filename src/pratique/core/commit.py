"""A commit of a git repository as a package source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitSource:
    """One commit of a remote repository; its id identifies its content, wherever it is fetched from."""

    address: str
    """`https://host/path`, `ssh://user@host/path`, or `http` to this machine; without fragment and query."""
    commit: str
    """The full id, in lower-case hex: 40 digits (SHA-1) or 64 (SHA-256)."""
    folder: str = ""
    """The folder of the package inside the repository, with forward slashes and no colon; "" for the whole."""

    @property
    def host(self) -> str:
        """Return the host in lower case, with the port if the URL has one."""
        authority = self.address.partition("://")[2].partition("/")[0]
        return authority.rpartition("@")[2].lower()

    @property
    def filename(self) -> str:
        """Return the name of the tree in the cache; it differs for each folder."""
        # No folder has a colon in its name here, so no two folders have one name.
        return f"{self.commit}{':' if self.folder else ''}{self.folder.replace('/', ':')}.tar"
