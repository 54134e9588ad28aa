"""Parses the URLs of git dependencies and returns the commits they refer to.

Each package manager writes git URLs in its own syntax. Sources: npm-package-arg and hosted-git-info (npm), pip's VCS support
(`@REV` at the end of the path, `#subdirectory=`), the locks of uv and yarn (`?rev=`, `#commit=`) and pnpm (`#ID&path:/folder`,
archive URLs).
"""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pratique.core.commit import CommitSource

MOST_CHARS = 4_096

_ID = r"(?:[0-9a-f]{40}|[0-9a-f]{64})"
_COMMIT = re.compile(f"{_ID}\\Z")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(?::[0-9]{1,5})?\Z")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\Z")
_PATH = re.compile(r"/[A-Za-z0-9_.~%+/-]{1,1000}\Z")
_SCP = re.compile(
    r"(?:ssh://)?([A-Za-z0-9_.-]{1,64})@([A-Za-z0-9.-]{1,253}):(?![0-9]{1,5}/)(?!/)([^#?]{1,1000})(#.*)?\Z"
)
_FOLDER_PART = re.compile(r"[A-Za-z0-9_.@ +-]{1,200}\Z")
_SHORT = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def read_commit(text: str | None) -> CommitSource | None:
    """Return the commit of a git URL that contains a full commit id.

    Returns None for other URLs, and for a branch, a tag or a short commit id. Also returns None if a part of the URL cannot be
    parsed, because Pratique must analyse the same code that the package manager installs.
    """
    if text is None or len(text) > MOST_CHARS or not text.isprintable() or "\\" in text:
        return None
    try:
        return _archive(text) or _repository(text)
    except ValueError:  # urllib's word for a malformed host or port
        return None


def at_commit(repository: str, commit: str | None, folder: str | None = None) -> str:
    """Combine the separate fields of a lockfile entry into a commit URL that `read_commit` can parse."""
    told = "&".join(part for part in (commit, f"subdirectory={folder}" if folder else None) if part)
    return f"{repository}#{told}" if told else repository


def _repository(text: str) -> CommitSource | None:
    parts = urlsplit(_spelt_out(text.removeprefix("git+")))
    path, told = parts.path, _fragment(parts.fragment)
    if told is None:
        return None
    commit, folder = told
    path, at, revision = path.rpartition("@") if "@" in path else (path, "", "")
    if at and _COMMIT.match(revision.lower()):  # pip
        commit = commit or revision.lower()
    elif at:
        return None
    query = dict(
        parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=8)
    )
    if query.keys() - {"rev", "branch", "tag", "subdirectory"}:
        return None
    address = _address(parts, path)
    named = _folder(folder or query.get("subdirectory", ""))
    if address is None or named is None or not _COMMIT.match(commit):
        return None
    return CommitSource(address=address, commit=commit, folder=named)


def _spelt_out(text: str) -> str:
    """Expand a short form such as `github:owner/name#id` or `user@host:path#id` to a URL."""
    service, colon, rest = text.partition(":")
    if colon and service in _SHORT:
        return f"https://{_SHORT[service]}/{rest.lstrip('/')}"
    found = _SCP.match(text)
    return f"ssh://{found[1]}@{found[2]}/{found[3]}{found[4] or ''}" if found else text


def _address(parts: SplitResult, path: str) -> str | None:
    user, _, host = parts.netloc.rpartition("@")
    _ = parts.port  # it raises when there is no such port
    local = parts.scheme == "http" and host.rpartition(":")[0] in _LOCAL
    if not _HOST.match(host) or not _PATH.match(path) or ".." in path.split("/") or path.startswith("//"):
        return None
    if parts.scheme == "ssh" and (not user or _USER.match(user)):
        return f"ssh://{user or 'git'}@{host.lower()}{path}"
    # Credentials in a lock's address are the project's: they are not used.
    return f"{parts.scheme}://{host.lower()}{path}" if parts.scheme == "https" or local else None


def _fragment(text: str) -> tuple[str, str] | None:
    commit = folder = ""
    for part in filter(None, unquote(text).split("&")):
        name, mark, value = part.partition("=")
        if _COMMIT.match(part.lower()):
            commit = part.lower()
        elif mark and name == "commit":
            commit = value.lower()
        elif mark and name == "subdirectory":
            folder = value
        elif part.startswith("path:"):  # pnpm
            folder = part.removeprefix("path:")
        elif not (mark and name == "egg"):
            return None
    return commit, folder


def _folder(text: str) -> str | None:
    parts = [part for part in text.split("/") if part not in {"", "."}]
    return "/".join(parts) if all(_FOLDER_PART.match(p) and p != ".." for p in parts) else None


_ARCHIVES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(rf"https://codeload\.github\.com/([^/?#]+/[^/?#]+)/(?:legacy\.)?tar\.gz/({_ID})\Z"),
        "github.com",
    ),
    (re.compile(rf"https://github\.com/([^/?#]+/[^/?#]+)/archive/({_ID})\.(?:tar\.gz|zip)\Z"), "github.com"),
    (re.compile(rf"https://gitlab\.com/([^?#]+)/-/archive/({_ID})/[^/?#]+\.(?:tar\.gz|zip)\Z"), "gitlab.com"),
    (
        re.compile(
            rf"https://gitlab\.com/api/v4/projects/([^/?#]+)/repository/archive\.tar\.gz\?(?:ref|sha)=({_ID})\Z"
        ),
        "gitlab.com",
    ),
    (
        re.compile(rf"https://bitbucket\.org/([^/?#]+/[^/?#]+)/get/({_ID})\.(?:tar\.gz|zip)\Z"),
        "bitbucket.org",
    ),
)
"""URL patterns for the commit archives of code hosts. A commit archive omits the files that `.gitattributes` excludes."""


def _archive(text: str) -> CommitSource | None:
    bare, _, fragment = text.partition("#")
    for pattern, host in _ARCHIVES:
        found = pattern.match(bare)
        told = _fragment(fragment) if found else None
        if found is None or told is None:
            continue
        path, folder = f"/{unquote(found[1])}", _folder(told[1])
        if _PATH.match(path) and ".." not in path.split("/") and folder is not None:
            return CommitSource(address=f"https://{host}{path}", commit=found[2], folder=folder)
    return None


def https_first(address: str) -> tuple[str, ...]:
    """Return the URLs of a repository in the order in which to try them.

    HTTPS comes before SSH, because public repositories need no key over HTTPS.
    """
    parts = urlsplit(address)
    if parts.scheme != "ssh" or parts.port is not None:
        return (address,)
    return (f"https://{parts.hostname}{parts.path}", address)
