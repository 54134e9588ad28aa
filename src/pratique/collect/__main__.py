"""Lists the packages in the caches and installed trees of this machine, and writes one file for `pratique exposed --merge`."""

from __future__ import annotations  # Python 3.9

import argparse
import getpass
import gzip
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from .disk import Disk, UnreadableError, shown
from .form import FORMAT, GAP, HEADER, LOCK, LOOKED, VERSION, fields, lines
from .locations import Machine, roots
from .locks import MOST_BYTES, without_credentials
from .record import Gap
from .walk import LockFile, walk

_MOST_SETTINGS_BYTES = 1024 * 1024
_MOST_PACKED_BYTES = 512 * 1024 * 1024
_LOCKS = "locks"


class Counts:
    """What a run met, for the summary."""

    def __init__(self) -> None:
        """Start at zero."""
        self.records = 0
        self.gaps = 0
        self.locks = 0


class Collection:
    """One run: what to search, and how to write it."""

    def __init__(self, searched: list[str], home: str, *, locks: bool, short: bool) -> None:
        """Search the folders `searched`. `short` writes paths below `home` with a tilde."""
        self.searched = searched
        self.counts = Counts()
        self._home = home.rstrip("/\\") if short else ""
        self._locks = locks
        self._left = _MOST_PACKED_BYTES

    def lines(self, header: dict[str, Any]) -> Iterator[bytes]:
        """Yield the lines of the file."""
        return lines({**header, "roots": [self.path(root) for root in self.searched]}, self._values())

    def path(self, path: str) -> str:
        """Return a path as it is written."""
        plain = shown(path).replace("\\", "/") if os.name == "nt" else shown(path)
        home = self._home.replace("\\", "/") if os.name == "nt" else self._home
        inside = home and (plain == home or plain.startswith(home + "/"))
        return "~" + plain[len(home) :] if inside else plain

    def _values(self) -> Iterator[dict[str, Any]]:
        for one in walk(self.searched):
            if isinstance(one, LockFile):
                self.counts.locks += 1
                if self._locks:
                    yield self._lock(one.path)
                continue
            found = fields(one)
            self.counts.records += found["kind"] == "record"
            self.counts.gaps += found["kind"] == GAP
            yield {**found, "path": self.path(one.path)}
        met = self.counts.locks
        if met and not self._locks:
            yield {"kind": LOOKED, "source": _LOCKS, "path": "", "files": met}

    def _lock(self, path: str) -> dict[str, Any]:
        folder, name = os.path.split(path)
        disk = Disk(folder)
        try:
            data = disk.read(name, MOST_BYTES)
            text = data.decode("utf-8")
        except UnreadableError as error:
            return self._unpacked(path, str(error))
        except UnicodeDecodeError:
            return self._unpacked(path, "the file is not UTF-8")
        self._left -= len(data)
        if self._left < 0:
            return self._unpacked(path, "too many lockfiles on this machine")
        if "\0" in text:
            return self._unpacked(path, "the file is not text")
        found = {"kind": LOCK, "path": self.path(path), "text": without_credentials(text)}
        at = disk.changed_at(name)
        return found if at is None else {**found, "at": round(at, 3)}

    def _unpacked(self, path: str, why: str) -> dict[str, Any]:
        self.counts.gaps += 1
        return {**fields(Gap(_LOCKS, path, f"lockfile not packed: {why}")), "path": self.path(path)}


def main(words: Sequence[str] | None = None) -> int:
    """Run the collector, and return the exit code: 0, or 2 if nothing could be searched or written."""
    given = _parser().parse_args(words)
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises without one
    machine = Machine(os.environ, home.replace("\\", "/"), sys.platform, is_root=_is_root())
    searched = [os.path.abspath(root) for root in given.roots] or roots(machine, _settings)  # noqa: PTH100 - see above
    searched = [root for root in searched if os.path.isdir(root)]  # noqa: PTH112 - see above
    if not searched or any(not os.path.isdir(root) for root in given.roots):  # noqa: PTH112 - see above
        sys.stderr.write("error: a given folder does not exist, or there is no folder to search\n")
        return 2
    run = Collection(searched, home, locks=given.locks, short=given.short)
    header = _header(given.host, named=not given.short)
    if given.show:
        for line in run.lines(header):
            sys.stdout.write(line.decode("ascii"))
        return 0
    out = given.out or f"pratique-{_plain(header['host'])}.jsonl.gz"
    try:
        _write(out, run.lines(header))
    except OSError as error:
        sys.stderr.write(f"error: {out} cannot be written: {error.strerror or error}\n")
        return 2
    counts = run.counts
    packed = "packed" if given.locks else "not packed, see --locks"
    sys.stderr.write(
        f"{shown(out)}: {counts.records:,} packages and files, {counts.locks:,} lockfiles ({packed}), "
        f"{counts.gaps:,} not readable\n"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="collect.pyz",
        description="List the packages in the caches and installed trees of this machine, and write one file. "
        "Nothing is sent, and nothing but that file is written.",
    )
    add = parser.add_argument
    add(
        "roots",
        nargs="*",
        metavar="ROOT",
        help="a folder to search (default: the home folder, caches, global installs)",
    )
    add("--out", metavar="FILE", help="the file to write (default: pratique-HOST.jsonl.gz)")
    add("--show", action="store_true", help="print what would be in the file, and write nothing")
    add(
        "--locks", action="store_true", help="also pack lockfiles, without the credentials in their addresses"
    )
    add(
        "--short",
        action="store_true",
        help="write paths below the home folder with ~, and leave out the user name",
    )
    add("--host", metavar="LABEL", help="the name of this machine in the answer (default: its host name)")
    return parser


def _header(host: str | None, *, named: bool) -> dict[str, Any]:
    return {
        "kind": HEADER,
        "format": FORMAT,
        "version": VERSION,
        "host": shown(host or platform.node() or "unknown")[:200],
        "user": shown(_user())[:200] if named else "",
        "at": round(time.time(), 3),
        "system": sys.platform,
        "python": platform.python_version(),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _is_root() -> bool:
    get = getattr(os, "geteuid", None)
    return get is not None and get() == 0


def _settings(path: str) -> str:
    folder, name = os.path.split(path)
    try:
        return Disk(folder).read(name, _MOST_SETTINGS_BYTES).decode("utf-8", "replace")
    except UnreadableError:
        return ""


def _plain(host: str) -> str:
    return (
        "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in host).strip(".-")
        or "host"
    )


def _write(path: str, found: Iterator[bytes]) -> None:
    """Write beside the final name first, so that no half file has that name."""
    part = f"{path}.part"
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(opened, "wb") as raw:
            _compress(raw, found)
        os.replace(part, path)  # noqa: PTH105 - texts throughout
    except BaseException:
        os.unlink(part)  # noqa: PTH108 - see above
        raise


def _compress(raw: BinaryIO, found: Iterator[bytes]) -> None:
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        for line in found:
            packed.write(line)


if __name__ == "__main__":
    sys.exit(main())
