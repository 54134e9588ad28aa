"""What was seen of one artifact: a row, kept as a line of JSON. No piece of the artifact is in it, apart from what findings quote."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

BLOCK, HOLD, NOTE = "block", "hold", "note"
LEVELS = (BLOCK, HOLD, NOTE)
"""What an artifact may reach, the gravest first: what blocks also reaches the others."""
INCOMPLETE, NOT_INSPECTED = "incomplete", "not-inspected"
"""What stops an artifact without a rule: it was not read whole, or not at all."""


class Found(msgspec.Struct, frozen=True, array_like=True):
    """One finding."""

    rule: str
    severity: str
    confidence: str
    place: str
    message: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One artifact, measured. What `--features-only` leaves out keeps its default."""

    set: str
    ecosystem: str
    name: str
    version: str
    filename: str
    sha256: str
    size: int
    """Packed bytes."""
    drawn: str = ""
    before: str = ""
    """Version of the baseline that it was compared with."""
    cpu_s: float = 0.0
    peak_mb: int = 0
    kind: str = ""
    family: str = ""
    unpacked: int = 0
    features: dict[str, float] = {}
    files: list[dict[str, float]] = []
    """Features of each file by itself; equal ones once."""
    places: dict[str, str] = {}
    chains: list[str] = []
    findings: list[Found] = []
    """The gravest, not all."""
    rules: dict[str, str] = {}
    """Every rule that spoke for the gate -> the gravest that the law makes of its findings: block, hold or note."""
    unread: list[str] = []
    rule_failed: list[str] = []
    point: str | None = None
    """The operating point that the score reaches."""
    probability: float | None = None
    reasons: list[str] = []
    """What moved the score, in words."""
    model: str = ""
    action: str = ""
    """What the product would do with it as a new artifact; "" where it was not judged."""
    pinned: str = ""
    """What the product would do with it as one that is in use."""
    failed: str | msgspec.UnsetType = msgspec.UNSET
    """Why there is no inspection. The key is absent where there is one."""

    @property
    def measured(self) -> bool:
        """Whether its features were had."""
        return self.failed is msgspec.UNSET

    @property
    def why_failed(self) -> str:
        """Why there is no inspection, "" where there is one."""
        return "" if self.failed is msgspec.UNSET else self.failed


def encode_row(row: Row) -> bytes:
    """One line, without its end."""
    return msgspec.json.encode(row)


def read_rows(path: Path) -> list[Row]:
    """Read a file of rows. Raises OSError, ValueError."""
    decoder = msgspec.json.Decoder(Row)
    return [decoder.decode(line) for line in path.read_bytes().splitlines() if line]


def write_rows(path: Path, rows: Iterable[Row]) -> list[Row]:
    """Write rows as they come, and give them all."""
    kept = []
    with path.open("wb") as out:
        for row in rows:
            out.write(encode_row(row) + b"\n")
            out.flush()
            kept.append(row)
    return kept
