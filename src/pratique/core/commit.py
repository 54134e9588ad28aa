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
    """The folder of the package inside the repository, with forward slashes and no colon; "" for the whole."""

    @property
    def host(self) -> str:
        """Return the host in lower case, with the port if one is given."""
        authority = self.address.partition("://")[2].partition("/")[0]
        return authority.rpartition("@")[2].lower()

    @property
    def filename(self) -> str:
        """Return the cache name of the tree, which differs for each folder."""
        # No folder has a colon in its name here, so no two folders have one name.
        return f"{self.commit}{':' if self.folder else ''}{self.folder.replace('/', ':')}.tar"
