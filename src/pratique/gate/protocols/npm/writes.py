"""Recognizes npm requests that change a registry or concern an account. This module does no I/O.

The package or scope in the path determines the registry. A request that may concern a package but specifies no
package or scope is refused. Routes: npm/registry, and the requests of npm 11 (libnpmpublish, libnpmaccess,
npm-profile).
"""

import re
from urllib.parse import quote, unquote

from pratique.core.names import PackageRef
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import ParseError, Reference
from pratique.gate.protocols.interface import Ask, WriteWanted
from pratique.gate.protocols.npm.paths import MOST_PATH, TarballPath, read_path

_READS = frozenset({"GET", "HEAD"})
_METHODS = frozenset({"PUT", "POST", "DELETE"})
_HIDDEN = re.compile(r"[\x00-\x20\x7f\\\\%?#]")
_REVISION = re.compile(r"[A-Za-z0-9_.-]{1,100}\Z")
_SCOPE = re.compile(r"@[a-z0-9~][a-z0-9._~-]{0,200}\Z")
_ABOUT_A_PACKAGE = frozenset({"access", "collaborators", "trust", "visibility"})
_FOR_WRITING = re.compile(r"(?:^|&)write=true(?:&|$)")
_SIGNS_IN = "log in"
_QUERY = re.compile(r"[!-~]{0,500}\Z")


def read_write(ask: Ask) -> WriteWanted | None:
    """Parse a write request. Return None if the request only reads public data. Raises ParseError for an invalid request."""
    if len(ask.path) > MOST_PATH or not _QUERY.match(ask.query):
        raise _bad("the path is too long or the query is invalid")
    reads = ask.method in _READS
    if not reads and ask.method not in _METHODS:
        return None
    segments = tuple(_decoded(part) for part in ask.path.split("/"))
    if segments[0] == "-":
        return _special(ask, segments[1:], reads=reads)
    if reads and not _FOR_WRITING.search(ask.query):
        return None
    return _package(ask, segments)


def _package(ask: Ask, segments: tuple[str, ...]) -> WriteWanted:
    rest, revision = segments, ""
    if len(segments) > 2 and segments[-2] == "-rev":
        rest, revision = segments[:-2], segments[-1]
        if not _REVISION.match(revision):
            raise _bad("the revision is invalid")
    tail = f"/-rev/{quote(revision, safe='')}" if revision else ""
    if len(rest) > 2 and rest[-2] == "-" and revision and ask.method == "DELETE":
        # npm puts the path of the tarball, as the registry tells it, below the address of the gate.
        scoped = len(rest) > 3 and rest[-4].startswith("@")
        raw = "/".join(quote(part, safe="@") for part in rest[-4 if scoped else -3 :])
        tarball = read_path(raw)
        assert isinstance(tarball, TarballPath)
        path = f"{_name(tarball.package)}/-/{quote(tarball.filename, safe='')}{tail}"
        what = f"remove {tarball.package}@{tarball.version}"
        return WriteWanted(what=what, path=path, package=tarball.package)
    package = npm.normalise("/".join(rest))
    if ask.method in _READS:
        return WriteWanted(
            what=f"read {package} to change it", path=f"{_name(package)}?write=true", package=package
        )
    if ask.method == "POST" or (ask.method == "DELETE" and not revision):
        raise _bad("npm does not send this request")
    what = "publish or change" if ask.method == "PUT" else "remove"
    return WriteWanted(what=f"{what} {package}", path=_name(package) + tail, package=package)


def _special(ask: Ask, segments: tuple[str, ...], *, reads: bool) -> WriteWanted | None:
    if not segments:
        raise _bad("the path is incomplete")
    query = f"?{ask.query}" if ask.query else ""
    # Some registries do not mind capitals in their routes: `WhoAmI` must not get past this table.
    match tuple(part.lower() for part in segments):
        case ("package", *_):
            return _about_package(segments[1:], query, reads=reads)
        case ("npm", "v1", "oidc", "token", "exchange", "package", _, *_):
            package = npm.normalise("/".join(segments[6:]))
            path = f"-/npm/v1/oidc/token/exchange/package/{_name(package)}{query}"
            return WriteWanted(what=f"request a token for {package}", path=path, package=package)
        case (("org" | "team"), owner, *_):
            scope = _scope(f"@{owner.lstrip('@')}")
            return WriteWanted(what=f"read or change {scope}", path=_path(segments) + query, scope=scope)
        case words:
            told = _account(ask.method, words, reads=reads)
    if told is None:
        return None
    return WriteWanted(
        what=told,
        path=_path(segments) + query,
        scope=_scope_of(ask, segments),
        signs_in=told == _SIGNS_IN,
    )


def _account(method: str, words: tuple[str, ...], *, reads: bool) -> str | None:  # noqa: PLR0911 - one for each route
    """Describe the account operation of a request; None for public reads and unknown requests."""
    match words:
        case ("npm", "v1", "keys") | ("npm", "v1", ("attestations" | "security"), *_):
            return None
        case ("ping",) | ("v1", "search"):
            return None
        case ("v1", "login") | ("v1", "done"):
            return "check a login" if reads else _SIGNS_IN
        case ("user", user, *_) if user.startswith("org.couchdb.user:"):
            return "read a user" if reads else _SIGNS_IN
        case ("user", "token", _) if method == "DELETE":
            return "log out"
        case ("whoami",) | ("npm", "v1", ("user" | "tokens" | "hooks"), *_):
            return "read or change an account"
        case ("stage", *_) if not reads:
            raise _bad("the request specifies no package")
    # What nobody knows may tell of the account whose credential is shown: it must not be that of the gate.
    return "send a request unknown to the gate" if reads else None


def _scope_of(ask: Ask, segments: tuple[str, ...]) -> str | None:
    """Return the scope of a request: from its path, else from npm's header."""
    for part in segments:
        if part.startswith("@"):
            return _scope(part.partition("/")[0])
    named = ask.headers.get("npm-scope", "")
    return _scope(named) if named else None


def _about_package(named: tuple[str, ...], query: str, *, reads: bool) -> WriteWanted | None:
    count = 2 if named and named[0].startswith("@") and "/" not in named[0] else 1
    rest = named[count:]
    word = rest[0].lower() if rest else ""
    if reads and word == "dist-tags":
        return None
    package = npm.normalise("/".join(named[:count]))
    if word not in {"dist-tags", *_ABOUT_A_PACKAGE}:
        raise _bad("npm does not use this path")
    what = "tags" if word == "dist-tags" else word
    path = "/".join(("-/package", _name(package), *(quote(part, safe="") for part in rest)))
    return WriteWanted(
        what=f"{'read' if reads else 'change'} the {what} of {package}", path=path + query, package=package
    )


def _path(segments: tuple[str, ...]) -> str:
    return "-/" + "/".join(quote(part, safe="@:") for part in segments)


def _scope(text: str) -> str:
    found = text.lower()
    if not _SCOPE.match(found):
        raise _bad("the scope is invalid")
    return found


def _name(package: PackageRef) -> str:
    return package.name.replace("/", "%2f")


def _decoded(raw: str) -> str:
    try:
        text = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise _bad("the path is not valid UTF-8") from None
    parts = text.split("/")
    # Some servers drop what follows a semicolon, and take `..;` for `..`.
    if any(part.partition(";")[0] in {"", ".", ".."} for part in parts) or _HIDDEN.search(text):
        raise _bad("the path contains an empty, encoded or dot segment")
    if len(parts) > 1 and (len(parts) > 2 or not text.startswith("@")):
        raise _bad("the path contains an encoded slash")
    return text


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.NAME_INVALID,
        f"invalid write request for npm: {why}",
        hint="use a path that npm uses: NAME, NAME/-rev/REVISION, -/package/NAME/dist-tags/TAG",
    )
