"""Maintains the list of all gems (`/versions` of the compact index) that the gate serves. This module does no I/O.

A line is `NAME VERSION[-PLATFORM],... MD5`, where MD5 is the digest of the gem's page and a hyphen before a version
means that the version was removed. The list only grows, and of several lines about a gem, only the last one is valid.
Clients request only the added lines, so the gate appends a line for each page that it changed. Sources: the server's
`compact_index` and Bundler's `compact_index_client`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MOST_OWN_BYTES = 4 * 1024**2
"""If the gate's own lines exceed this number of bytes, the list is rebuilt, and clients download the whole list again."""
_END = b"---"


@dataclass(frozen=True, slots=True)
class Source:
    """The unchanged list of one gem server."""

    body: bytes
    _lasts: dict[bytes, bytes | None] = field(default_factory=dict, compare=False, repr=False)
    """A cache of looked-up lines, because the list has about 200,000 gems and few of them are requested."""

    @classmethod
    def after(cls, before: "Source | None", body: bytes) -> "Source":
        """Return a list that replaces an earlier list. Reuse the cached lookups if the new list extends the earlier list."""
        if before is None or not before.body.endswith(b"\n") or not body.startswith(before.body):
            return cls(body)
        lasts = dict(before._lasts)  # noqa: SLF001 - of the same class
        source = cls(body, lasts)
        lasts.update((_name(line), line) for line in source.lines(len(before.body)) if _name(line) in lasts)
        return source

    def look_up(self, names: Iterable[str]) -> None:
        """Find the last lines of some gems in one pass through the list."""
        missing = {name.encode("ascii", "replace") for name in names} - self._lasts.keys()
        if missing:
            # Put in at once, and never half: another thread may be about to take over what was looked up.
            told = {_name(line): line for line in self.lines() if _name(line) in missing}
            self._lasts.update({**dict.fromkeys(missing), **told})

    def last(self, name: str) -> bytes | None:
        """Return the last line of a gem, without the line end; None if the list has no line of the gem."""
        self.look_up((name,))
        return self._lasts[name.encode("ascii", "replace")]

    def lines(self, start: int = 0) -> Iterator[bytes]:
        """Yield the lines of gems, without the header. `start` is the offset of a line."""
        start = start or len(self.head)
        while start < len(self.body):
            end = self.body.find(b"\n", start)
            end = len(self.body) if end < 0 else end
            line = self.body[start:end].rstrip(b"\r")
            if b" " in line:
                yield line
            start = end + 1

    @property
    def head(self) -> bytes:
        """Return the header: all text before the first line of a gem."""
        if self.body.startswith(_END + b"\n"):
            return _END + b"\n"
        at = self.body.find(b"\n" + _END + b"\n", 0, 4_096)
        return b"" if at < 0 else self.body[: at + len(_END) + 2]


@dataclass(frozen=True, slots=True)
class Changed:
    """A gem whose page was changed by the gate, so that the digest in the gem server's list does not match."""

    md5: str
    gone: tuple[str, ...] = ()
    """The refused versions, with their platforms."""


@dataclass(slots=True)
class Journal:
    """The served list: the lines of all servers and the gate's own lines. The first server that lists a gem has priority."""

    body: bytes = b""
    sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _sources: tuple[Source, ...] = ()
    _own: dict[str, str] = field(default_factory=dict)
    _gone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _own_bytes: int = 0

    def take(self, sources: Sequence[Source], changed: Mapping[str, Changed]) -> bool:
        """Update the list. Return True if the list changed.

        `sources` has the order of the servers: a gem comes from the first server that lists it. `changed` contains the
        gems whose served page differs from the page of their server.
        """
        size = len(self.body)
        names = {*changed, *self._own, *self._gone}
        for source in sources:
            source.look_up(names)
        begins = self._own_bytes > MOST_OWN_BYTES or not self._extends(sources)
        if begins:
            self._begin(sources)
        else:
            self._append(self._news(sources))
        self._sources = tuple(sources)
        self._tell(changed)
        return begins or size != len(self.body)

    def _extends(self, sources: Sequence[Source]) -> bool:
        """Return True if the new list of every server begins with the previous list of the same server."""
        return len(sources) == len(self._sources) > 0 and all(
            one is now or (now.body.startswith(one.body) and one.body.endswith(b"\n"))
            for one, now in zip(self._sources, sources, strict=True)
        )

    def _begin(self, sources: Sequence[Source]) -> None:
        self.body, self.sha256, self._own_bytes = b"", hashlib.sha256(), 0
        self._own.clear()
        self._gone.clear()
        if len(sources) == 1 and sources[0].head:
            body = sources[0].body
            self._add(body if body.endswith(b"\n") else body + b"\n")
            return
        self._add((sources[-1].head if sources else b"") or _END + b"\n")
        known: set[bytes] = set()
        parts: list[list[bytes]] = []
        for source in sources:
            lines = [line for line in source.lines() if _name(line) not in known]
            known.update(map(_name, lines if source is not sources[-1] else ()))
            parts.append(lines)
        for lines in reversed(parts):
            self._append(lines)

    def _news(self, sources: Sequence[Source]) -> list[bytes]:
        """Return the new lines of gems that no earlier server lists."""
        found: list[bytes] = []
        for place, (one, now) in enumerate(zip(self._sources, sources, strict=True)):
            lines = [] if one is now else list(now.lines(len(one.body)))
            names = {_text(_name(line)) for line in lines}
            for before in sources[:place]:
                before.look_up(names)
            found += [
                line
                for line in lines
                if all(before.last(_text(_name(line))) is None for before in sources[:place])
            ]
        return found

    def _append(self, lines: Iterable[bytes]) -> None:
        told = list(lines)
        for line in told if self._gone else ():
            name, _, rest = _text(line).partition(" ")
            self._own.pop(name, None)
            if name in self._gone:
                # What the server says of a version counts from here on.
                said = {one.removeprefix("-") for one in rest.partition(" ")[0].split(",")}
                self._gone[name] = tuple(one for one in self._gone[name] if one not in said)
        self._add(b"".join(line + b"\n" for line in told))

    def _tell(self, changed: Mapping[str, Changed]) -> None:
        """Append the gate's own lines.

        If the gate no longer changes the page of a gem, a new line contains the server's digest again.
        """
        told: list[bytes] = []
        for name in {**changed, **self._own, **self._gone}:
            server = next((last for source in self._sources if (last := source.last(name))), None)
            listed = md5_of(server)
            wanted = changed.get(name) or (None if listed is None else Changed(listed))
            gone = self._gone.get(name, ())
            if wanted is None or ((self._own.get(name) or listed) == wanted.md5 and gone == wanted.gone):
                continue
            versions = [f"-{one}" for one in wanted.gone if one not in gone]
            versions += [one for one in gone if one not in wanted.gone]
            text = ",".join(versions) or _neutral(server, wanted)
            if not text:
                continue
            told.append(f"{name} {text} {wanted.md5}\n".encode("ascii", "replace"))
            self._own[name], self._gone[name] = wanted.md5, wanted.gone
            if name not in changed:
                del self._own[name], self._gone[name]
        self._own_bytes += sum(map(len, told))
        self._add(b"".join(told))

    def _add(self, text: bytes) -> None:
        if text:
            self.body += text
            self.sha256.update(text)


def md5_of(line: bytes | None) -> str | None:
    """Return the page digest in a line of the list."""
    return (None if line is None else _text(line.rpartition(b" ")[2])) or None


def listed_names(body: bytes) -> list[str]:
    """Return the names of all gems in a list, without repetitions, in order of appearance."""
    return list(dict.fromkeys(_text(_name(line)) for line in Source(body).lines()))


def _name(line: bytes) -> bytes:
    return line.partition(b" ")[0]


def _text(data: bytes) -> str:
    return data.decode("ascii", "replace")


def _neutral(server: bytes | None, wanted: Changed) -> str:
    if wanted.gone:
        return f"-{wanted.gone[0]}"
    versions = _text(server or b"").partition(" ")[2].partition(" ")[0].split(",")
    there = next((one for one in versions if one and not one.startswith("-")), None)
    return versions[0] if there is None else f"-{there},{there}"
