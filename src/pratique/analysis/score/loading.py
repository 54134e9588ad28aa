"""The shipped models: the one place of the score that reads a file."""

from functools import cache
from pathlib import Path

from pratique.analysis.score.model import Models, parse_models

FILE = Path(__file__).with_name("models.json")


@cache
def shipped_models() -> Models:
    """The models that ship with this release, read once for a process. Raises ValueError, or OSError when they are missing."""
    return parse_models(FILE.read_bytes())
