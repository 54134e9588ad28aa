"""`validated.json`: what cross-validation said when the shipped models were trained. `bench.inspect.train --write` alone writes it."""

from pathlib import Path
from typing import Literal

import msgspec

from bench.inspect.summary import Count

FILE = Path(__file__).with_name("validated.json")


class Point(msgspec.Struct, frozen=True):
    """What reaches an operating point."""

    families_mean: float
    """Over clone families, the mean share of their releases."""
    sets: dict[str, Count]


class Validation(msgspec.Struct, frozen=True):
    """Models over the feature tables, each row by ones that saw no relative of it. Stubs are left out."""

    families: int
    points: dict[str, Point]


class Later(msgspec.Struct, frozen=True):
    """Models of what was known before a day, asked about clone families that were first seen from then on."""

    cut: str
    """The day, ISO 8601."""
    learned: int
    """Clone families that they learned from."""
    validation: Validation


class Validated(msgspec.Struct, frozen=True):
    """`alone` is an artifact as a whole or by any of its files, `beyond` what upgrades do beyond their baselines."""

    format: Literal[2] = 2
    models: str = ""
    """Digest of the models, as in the ruleset."""
    alone: Validation | None = None
    beyond: Validation | None = None
    later: Later | None = None


def read_validated(path: Path = FILE) -> Validated:
    """Read the file; nothing was validated where there is none. Raises OSError, ValueError."""
    return msgspec.json.decode(path.read_bytes(), type=Validated) if path.exists() else Validated()


def write_validated(validated: Validated, path: Path = FILE) -> None:
    """Write the file in an order in which two states can be compared."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(validated, order="sorted"), indent=1) + b"\n")
