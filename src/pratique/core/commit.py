"""A commit of a git repository as a package source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitSource:
    """One commit of a remote repository. The commit id identifies the content, wherever the content is fetched from."""

    address: str
    """The repository URL without query and fragment: `https://host/path`, `ssh://user@host/path`, or `http` for a local
    server."""
    commit: str
    """The full commit id in lower-case hex: 40 digits (SHA-1) or 64 digits (SHA-256)."""
    folder: str = ""
    """The folder of the package in the repository, with forward slashes and without a colon; "" for the whole repository."""

    @property
    def host(self) -> str:
        """Return the host in lower case, with the port if the URL contains one."""
        authority = self.address.partition("://")[2].partition("/")[0]
        return authority.rpartition("@")[2].lower()

    @property
    def filename(self) -> str:
        """Return the file name of the commit's tree in the cache. Each folder of a repository has its own tree name."""
        # No folder has a colon in its name here, so no two folders have one name.
        return f"{self.commit}{':' if self.folder else ''}{self.folder.replace('/', ':')}.tar"
