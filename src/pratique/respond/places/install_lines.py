"""The lines of package managers' output that show what happened to a release, one entry of `FORMS` each.

Forms: npm 8.19, 10.9 and 11.19, pnpm 10.34, yarn 1.22 and pip run with `--verbose` and their debug logs; Yarn's documentation, "Error
codes" (YN0007, YN0013); Bundler's, uv's, Poetry's and PDM's documentation of `install`. A line of no form only mentions a release.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pratique.core.names import Ecosystem
from pratique.respond.places.artifacts import Artifact, Artifacts
from pratique.respond.sighting import Contact

_NPM_NAME = r"(?:@[a-zA-Z0-9._~-]{1,100}/)?[a-zA-Z0-9._~-]{1,214}"
_NPM_VERSION = r"[0-9][0-9A-Za-z.+-]{0,100}"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}"
_VERSION = r"[0-9][0-9A-Za-z.!+_-]{0,80}"
_HOOK = r"((?:pre|post)?install|prepare)"
MENTIONED = "mentioned"

Reader = Callable[[Artifacts, re.Match[str]], Iterator[Artifact | None]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A wanted release in a line."""

    artifact: Artifact
    contact: Contact
    note: str


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a line."""

    pattern: re.Pattern[str]
    contact: Contact
    note: str
    """How to read the line; `{hook}` is replaced by the group of that name."""
    read: Reader
    """Yields the wanted releases of a match."""


def _npm(artifacts: Artifacts, match: re.Match[str]) -> Iterator[Artifact | None]:
    yield artifacts.release(Ecosystem.NPM, match["name"].replace("+", "/"), match["version"])


def _python(artifacts: Artifacts, match: re.Match[str]) -> Iterator[Artifact | None]:
    yield artifacts.python(match["name"], match["version"])


def _gem(artifacts: Artifacts, match: re.Match[str]) -> Iterator[Artifact | None]:
    yield artifacts.release(Ecosystem.RUBYGEMS, match["name"], match["version"])


def _either(artifacts: Artifacts, match: re.Match[str]) -> Iterator[Artifact | None]:
    yield artifacts.release(Ecosystem.NPM, match["name"], match["version"])
    yield from _gem(artifacts, match)


def _address(artifacts: Artifacts, match: re.Match[str]) -> Iterator[Artifact | None]:
    yield artifacts.requested(match["file"])


def _file(artifacts: Artifacts, match: re.Match[str]) -> Iterator[Artifact | None]:
    path = match["file"]
    # The path of a registry names the package, of which the file name is only a part.
    yield artifacts.requested(path) or (None if "/-/" in path else artifacts.packed(path.rpartition("/")[2]))


def _list(artifacts: Artifacts, match: re.Match[str]) -> Iterator[Artifact | None]:
    for word in match["list"].split()[:10_000]:
        yield artifacts.joined(word)


def _form(pattern: str, contact: Contact, note: str, read: Reader) -> Form:
    return Form(re.compile(pattern), contact, note, read)


_AT = rf"(?P<name>{_NPM_NAME})@(?:npm:)?(?P<version>{_NPM_VERSION})"
_GOT = r"(?P<file>https?://\S{1,2000}?\.(?:tgz|whl|gem|tar\.gz|zip))"

FORMS: tuple[Form, ...] = (
    # npm's debug log names the folder of the package when the script starts.
    _form(rf"\binfo run {_AT} (?P<hook>{_HOOK}) (?!\{{)", Contact.EXECUTED, "{hook} ran (npm)", _npm),
    _form(
        rf"\blifecycle {_AT}~(?P<hook>{_HOOK}): (?:CWD|Args|Returned)",
        Contact.EXECUTED,
        "{hook} ran (npm)",
        _npm,
    ),
    _form(rf"(?:^|\s)> {_AT} (?P<hook>{_HOOK})(?:\s|$)", Contact.EXECUTED, "{hook} ran (npm)", _npm),
    _form(
        rf"(?:^|[\s/])(?P<name>(?:@[\w.~-]{{1,100}}\+)?[\w.~-]{{1,214}})@(?P<version>{_NPM_VERSION})(?:_[^/\s]{{1,400}})?"
        rf"/node_modules/\S{{1,400}} (?P<hook>{_HOOK})(?:\$|: (?:Done|Failed|Running))",
        Contact.EXECUTED,
        "{hook} ran (pnpm)",
        _npm,
    ),
    _form(
        rf'pnpm:lifecycle.{{0,400}}?"depPath":"/?{_AT}.{{0,400}}?"stage":"(?P<hook>{_HOOK})"',
        Contact.EXECUTED,
        "{hook} ran (pnpm)",
        _npm,
    ),
    _form(
        rf"\bYN0007:.{{0,20}}? {_AT} must be (?:re)?built",
        Contact.EXECUTED,
        "its build scripts ran (yarn)",
        _npm,
    ),
    _form(
        r"Created wheel for \S{1,200}: filename=(?P<file>\S{1,300})",
        Contact.EXECUTED,
        "its build ran (pip)",
        _file,
    ),
    _form(
        rf"\bInstalling (?P<name>{_NAME}) (?P<version>{_VERSION}) with native extensions",
        Contact.EXECUTED,
        "its extension was built (bundler)",
        _gem,
    ),
    _form(r"Successfully installed (?P<list>.{1,100000})", Contact.INSTALLED, "installed", _list),
    _form(
        rf"already satisfied: (?P<name>{_NAME})\S{{0,200}} in .{{1,400}}\((?P<version>{_VERSION})\)",
        Contact.INSTALLED,
        "was installed already (pip)",
        _python,
    ),
    _form(
        rf"^\W*[+~] (?P<name>{_NAME})==(?P<version>{_VERSION})\s*$",
        Contact.INSTALLED,
        "installed (uv)",
        _python,
    ),
    _form(
        rf"[-•] (?:Installing|Updating|Downgrading) (?P<name>{_NAME}) \((?:\S{{1,80}} -> )?(?P<version>{_VERSION})\)",
        Contact.INSTALLED,
        "installed (poetry)",
        _python,
    ),
    _form(
        rf"\bInstall (?P<name>{_NAME}) (?P<version>{_VERSION}) successful",
        Contact.INSTALLED,
        "installed (pdm)",
        _python,
    ),
    _form(
        rf"\b(?:Installing|Using) (?P<name>{_NAME}) (?P<version>{_VERSION})(?:\s|$)",
        Contact.INSTALLED,
        "installed (bundler)",
        _gem,
    ),
    _form(
        rf"^\W*\+ (?P<name>{_NPM_NAME}) (?P<version>{_NPM_VERSION})(?:\s|$)",
        Contact.INSTALLED,
        "installed (pnpm)",
        _npm,
    ),
    _form(rf"[├└]─+┬? {_AT}(?:\s|$)", Contact.INSTALLED, "listed in the installed tree", _npm),
    _form(rf"\bhttp fetch GET (?:200|304) {_GOT}", Contact.FETCHED, "downloaded (npm)", _address),
    _form(rf"\bhttp fetch GET (?:403|451) {_GOT}", Contact.REFUSED, "refused (npm)", _address),
    _form(
        rf"\bhttp cache \S{{0,300}}@{_GOT}",
        Contact.FETCHED,
        "requested by npm, from its cache or the registry",
        _address,
    ),
    _form(rf'Performing "GET" request to "{_GOT}', Contact.FETCHED, "downloaded (yarn)", _address),
    _form(
        rf"\bYN0013:.{{0,20}}? {_AT} can't be found in the cache", Contact.FETCHED, "downloaded (yarn)", _npm
    ),
    _form(rf'"packageId":"/?{_AT}".{{0,600}}?"status":"fetched"', Contact.FETCHED, "downloaded (pnpm)", _npm),
    _form(
        rf'"packageId":"/?{_AT}".{{0,600}}?"status":"found_in_store"',
        Contact.FETCHED,
        "was in pnpm's store",
        _npm,
    ),
    _form(r"\bDownloading (?P<file>\S{1,2000})", Contact.FETCHED, "downloaded", _file),
    _form(r"\bUsing cached (?P<file>\S{1,2000})", Contact.FETCHED, "was in pip's cache", _file),
    _form(r"\bFetching (?P<file>\S{1,400}\.gem)\b", Contact.FETCHED, "downloaded (gem)", _file),
    _form(
        rf"\bFetching (?P<name>{_NAME}) (?P<version>{_VERSION})(?:\s|$)",
        Contact.FETCHED,
        "downloaded (bundler)",
        _gem,
    ),
    _form(
        rf"(?:^|\s)\+ (?P<name>{_NPM_NAME}) (?P<version>{_NPM_VERSION})(?=\s|$)",
        Contact.INSTALLED,
        "installed (pnpm)",
        _npm,
    ),
    _form(rf"\b403\b.{{0,80}} GET {_GOT}", Contact.REFUSED, "refused (npm)", _address),
    _form(_GOT, Contact.RESOLVABLE, MENTIONED, _address),
    _form(rf"(?<![\w@/.-]){_AT}", Contact.RESOLVABLE, MENTIONED, _either),
    _form(
        rf"(?<![\w.-])(?P<name>{_NAME})={{2,3}}(?P<version>{_VERSION})",
        Contact.RESOLVABLE,
        MENTIONED,
        _python,
    ),
    _form(
        r"(?P<file>[^\s'\"`(]{1,300}\.(?:tgz|whl|gem|tar\.gz|zip))\b", Contact.RESOLVABLE, MENTIONED, _file
    ),
)
"""All forms, the closest contact first."""


def seen_in(line: str, artifacts: Artifacts) -> tuple[Seen, ...]:
    """Return the wanted releases of a line, each with its closest contact."""
    found: dict[Artifact, Seen] = {}
    for form in FORMS:
        for match in form.pattern.finditer(line):
            for artifact in form.read(artifacts, match):
                if artifact is not None and artifact not in found:
                    note = form.note.format(hook=match.groupdict().get("hook", ""))
                    found[artifact] = Seen(artifact, form.contact, note)
    return tuple(found.values())
