"""Parses checkpoints of a log: the signed size and root of the log, as a signed note (C2SP signed-note, tlog-checkpoint)."""

import base64
import binascii
from dataclasses import dataclass

from pratique.history.provenance.document import refuse

_DASH = "\N{EM DASH} "
_MOST_SIGNATURES = 32
_MOST_DIGITS = 19


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature of a note, made by the log or by a witness."""

    name: str
    hint: bytes
    """The four bytes that identify the key."""
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The signed state of a log at one time."""

    origin: str
    size: int
    root: bytes
    signed: bytes
    """The signed text of the note."""
    signatures: tuple[NoteSignature, ...]


def read_checkpoint(text: str) -> Checkpoint:
    """Parse the checkpoint of a log. Raises ParseError if the checkpoint is invalid."""
    body, gap, below = text.rpartition("\n\n")
    head = body.split("\n", 3)
    if not gap or len(head) < 3 or not head[0]:
        refuse("the checkpoint is not a signed note")
    size = head[1]
    if not (size.isascii() and size.isdigit() and len(size) <= _MOST_DIGITS):
        refuse("the checkpoint contains no size")
    lines = [line for line in below.split("\n") if line]
    if len(lines) > _MOST_SIGNATURES:
        refuse(f"the checkpoint has more than {_MOST_SIGNATURES} signatures")
    return Checkpoint(
        origin=head[0],
        size=int(size),
        root=_octets(head[2]),
        signed=(body + "\n").encode("utf-8", "surrogatepass"),
        signatures=tuple(_signature(line) for line in lines),
    )


def _signature(line: str) -> NoteSignature:
    name, gap, value = line.removeprefix(_DASH).partition(" ")
    found = _octets(value)
    if not line.startswith(_DASH) or not gap or len(found) < 5:
        refuse("a signature of the checkpoint is damaged")
    return NoteSignature(name, found[:4], found[4:])


def _octets(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        refuse("the checkpoint is not base64")
