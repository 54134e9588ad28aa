"""Builds the older lists of all gems (`specs.4.8.gz` and similar) from the list of the compact index. This module does no I/O.

gem requests the older lists for searches and updates, and Bundler requests the lists with `--full-index`. Versions of
gem and Bundler that are older than the compact index also request the older lists. The lists contain the gem, version
and platform of every file, except files that the gate is known to refuse. Sources: `Gem::Source#load_specs` and
`Gem::Indexer`.
"""

import re
import zlib
from enum import Enum

from pratique.ecosystems.rubygems.address import RUBY
from pratique.gate.protocols.rubygems.marshal import HEADER, Made, Value, Writer, number
from pratique.gate.protocols.rubygems.versions_file import Source

_GZIP_LEVEL = 1
_RELEASED = re.compile(r"(?=.{1,255}\Z)[0-9]+(?:\.[0-9]+)*\Z")
_PRERELEASE = re.compile(r"(?=.{1,255}\Z)(?=[0-9.]*[a-zA-Z])[0-9]+(?:\.[0-9a-zA-Z]+)*\Z")
_VERSION_CLASS = "Gem::Version"
_SHORT = 123
"""The encoding of a length below this limit takes one byte."""


class Wanted(Enum):
    """The kinds of older lists."""

    RELEASED = "released"
    LATEST = "the highest released version for each platform"
    PRERELEASE = "pre-releases"


OLD_LISTS = {
    "specs.4.8.gz": Wanted.RELEASED,
    "latest_specs.4.8.gz": Wanted.LATEST,
    "prerelease_specs.4.8.gz": Wanted.PRERELEASE,
}
"""The kind of each older list, by file name."""


def write_specs(versions: bytes, wanted: Wanted) -> bytes:
    """Return an older list as gzip-compressed bytes, built from the bytes of `/versions`."""
    written, count = bytearray(), 0
    writer = Writer()
    for key, told in _by_name(versions).items():
        files = _chosen(_left(told), wanted)
        name = key.decode("ascii", "replace")
        if files and not count:
            # The first one names the symbols that all others refer to.
            version, platform = files.pop(0)
            first: Value = [name, Made(_VERSION_CLASS, [version]), platform]
            written += writer.write(first)
            count = 1
        if files:
            head = f"[\x08{_text(name)}U;\x06[\x06"
            written += "".join([f"{head}{_text(one)}{_text(other)}" for one, other in files]).encode(
                "latin-1"
            )
            count += len(files)
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(HEADER + b"[" + number(count)) + packer.compress(written) + packer.flush()


def _text(text: str) -> str:
    """Return the encoding of a string in an entry after the first one, as text with one byte per character.

    This is a fast path, because a list contains millions of strings.
    """
    size = chr(len(text) + 5) if 0 < len(text) < _SHORT else number(len(text)).decode("latin-1")
    return f'I"{size}{text}\x06;\x00T'


def _by_name(versions: bytes) -> dict[bytes, bytes]:
    """Return the additions and removals of versions of each gem, in order and without digests."""
    found: dict[bytes, bytes] = {}
    for line in Source(versions).lines():
        name, _, rest = line.partition(b" ")
        told = rest.partition(b" ")[0]
        before = found.get(name)
        found[name] = told if before is None else before + b"," + told
    return found


def _left(told: bytes) -> list[str]:
    """Return the versions with platforms that remain after all additions and removals."""
    text = told.decode("ascii", "replace")
    if "-" not in text:
        return list(dict.fromkeys(text.split(",")))
    left: dict[str, None] = {}
    for one in text.split(","):
        if one.startswith("-"):
            left.pop(one[1:], None)
        else:
            left[one] = None
    return list(left)


def _chosen(files: list[str], wanted: Wanted) -> list[tuple[str, str]]:
    """Return the version and platform of each file that belongs in the wanted list."""
    known = [(version, platform or RUBY) for version, _, platform in (one.partition("-") for one in files)]
    if wanted is Wanted.PRERELEASE:
        return [file for file in known if _PRERELEASE.match(file[0])]
    known = [file for file in known if _RELEASED.match(file[0])]
    if wanted is Wanted.RELEASED:
        return known
    best: dict[str, tuple[list[int], str]] = {}
    for version, platform in known:
        key = _numbers(version)
        if platform not in best or key > best[platform][0]:
            best[platform] = key, version
    return [(version, platform) for platform, (_, version) in best.items()]


def _numbers(version: str) -> list[int]:
    """Return the sort key of a version that contains no letters: its numbers without trailing zeros."""
    found = [int(part) for part in version.split(".")]
    while found and found[-1] == 0:
        found.pop()
    return found
