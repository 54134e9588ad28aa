"""Rewrites a gem's page of the compact index (`/info/NAME`) for the gate's clients. This module does no I/O.

The format of the page has no field for held versions. A refused file stays listed and requires an impossible version
of RubyGems whose text contains the reason. gem and Bundler skip gems that need a newer RubyGems. gem prints the
refusal for an explicit version, and Bundler prints the required RubyGems version and thus the reason (measured: gem
3.2 to 4.0, Bundler 2.2 to 4.0). If the gate omitted the file, Bundler would falsely report that the author removed a
locked version. Lines of files that are not refused, and pages without refused files, stay byte-identical.
"""

import base64
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping

from pratique.core.names import PackageRef
from pratique.ecosystems.rubygems import ecosystem as rubygems
from pratique.ecosystems.rubygems.address import RUBY, gem_filename
from pratique.gate.protocols.interface import Mark, Marks

_HEADER_END = b"---"
_WORD = re.compile(r"[0-9A-Za-z]+")
_MOST_WORDS = 200
"""The maximum length of a version text. RubyGems has no limit; other tools accept 255 characters."""
_RUBYGEMS = "rubygems"
_FACTS = {
    "created_at": "created_at",
    "ruby_version": "ruby",
    "rubygems_version": _RUBYGEMS,
    "sha": "checksum",
}
"""Maps each field of a version in the web API to the name of this field on the page."""
_NOWHERE = "https://gems.invalid/"


def write_info(body: bytes, package: PackageRef, marks: Marks, *, omitted: bool = False) -> bytes:
    """Return the page to serve; with `omitted`, without refused files. Raises ParseError (listing-invalid)."""
    rubygems.parse_listing(body, package=package, registry=_NOWHERE, url=_NOWHERE)
    refused = {name: mark for name, mark in marks.items() if mark.stops}
    if not refused:
        return body
    lines = body.split(b"\n")
    if omitted:
        return b"\n".join(line for line in lines if _filename(line, package) not in refused)
    return b"\n".join(_told(line, package, refused) for line in lines)


def write_versions(body: bytes, package: PackageRef, marks: Marks) -> bytes:
    """Return the document of `/api/v1/versions/NAME.json`, newest line first, without refused files.

    Update bots read publish times from this document, but not from `/info/NAME`. The document contains only the
    fields of the page. Raises ParseError (listing-invalid) for an invalid page.
    """
    rubygems.parse_listing(body, package=package, registry=_NOWHERE, url=_NOWHERE)
    stopped = {name for name, mark in marks.items() if mark.stops}
    found = [_document(line) for filename, line in _files(body, package) if filename not in stopped]
    return json.dumps(found[::-1]).encode()


def keep(
    body: bytes,
    earlier: bytes,
    package: PackageRef,
    versions: Collection[str],
    files: Collection[str] = (),
) -> bytes:
    """Restore the given versions of an earlier page, or only the given files, in the current page.

    Raises ParseError for an invalid page.
    """
    present = {filename for filename, _ in _files(body, package)}
    lines = [
        line
        for filename, line in _files(earlier, package)
        if line.partition(b" ")[0].partition(b"-")[0].decode("utf-8", "replace") in versions
        and filename not in present
        and (not files or filename in files)
    ]
    # An index that has no version of a gem any more may send an empty page.
    head = body if body.strip() else _HEADER_END + b"\n"
    merged = head + (b"" if head.endswith(b"\n") else b"\n") + b"".join(line + b"\n" for line in lines)
    rubygems.parse_listing(merged, package=package, registry=_NOWHERE, url=_NOWHERE)
    return merged


def impossible(mark: Mark, package: PackageRef) -> str:
    """Return the reason of a refusal as an impossible version of RubyGems: `0.is.held.until.2026.11.28...`."""
    words = _WORD.findall(mark.words.removeprefix(f"{package.at(mark.version)} "))
    size = sum(len(word) + 1 for word in words)
    while size > _MOST_WORDS:
        # The rule, the end and the way out stand last, what it is about first: the middle goes.
        size -= len(words.pop(len(words) // 2)) + 1
    return ".".join(("0", *words))


def digests_told(body: bytes) -> Mapping[str, str]:
    """Return the digest headers of an uncompressed body, as gem servers send them.

    Bundler reads the sha256 from `Repr-Digest`. Bundler before 2.5 uses the ETag as the MD5 digest.
    """
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return {
        "ETag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"',
        "Repr-Digest": f"sha-256=:{digest}:",
    }


def _told(line: bytes, package: PackageRef, refused: Marks) -> bytes:
    filename = _filename(line, package)
    mark = refused.get(filename) if filename is not None else None
    if mark is None:
        return line
    end = b"\r" if line.endswith(b"\r") else b""
    text = line.removesuffix(b"\r").decode("utf-8", "surrogateescape")
    needs, _, facts = text.partition("|")
    kept = [fact for fact in facts.split(",") if fact and not fact.startswith(f"{_RUBYGEMS}:")]
    told = ",".join((*kept, f"{_RUBYGEMS}:= {impossible(mark, package)}"))
    head = needs if " " in needs else f"{needs} "
    return f"{head}|{told}".encode("utf-8", "surrogateescape") + end


def _document(line: bytes) -> dict[str, str | bool]:
    name, _, rest = line.decode("utf-8", "replace").rstrip("\r").partition(" ")
    number, _, platform = name.partition("-")
    facts = dict(fact.partition(":")[::2] for fact in rest.rpartition("|")[2].split(",") if ":" in fact)
    found: dict[str, str | bool] = {
        "number": number,
        "platform": platform or RUBY,
        "prerelease": rubygems.is_prerelease(number),
    }
    for key, name in _FACTS.items():
        if name in facts:
            found[key] = facts[name].replace("&", ", ")
    return found


def _files(body: bytes, package: PackageRef) -> Iterator[tuple[str, bytes]]:
    """Yield each line about a file, with the file name."""
    lines = body.split(b"\n")
    start = lines.index(_HEADER_END) + 1 if _HEADER_END in lines else 0
    for line in lines[start:]:
        filename = _filename(line, package)
        if filename is not None:
            yield filename, line


def _filename(line: bytes, package: PackageRef) -> str | None:
    """Return the file name of a line, as the listing parser writes it."""
    name = line.rstrip(b"\r").partition(b" ")[0].decode("utf-8", "replace")
    version, _, platform = name.partition("-")
    return gem_filename(package, version, platform or RUBY) if version else None
