"""Reads `pratique.toml`, `[tool.pratique]`, environment variables and options into frozen `Settings`, without I/O.

`candidates` lists possible files, which the CLI reads. `parse`, `parse_pyproject`, `from_environment` and
`from_options` each return a `Layer`; `combine` merges the layers into `Settings`.
"""

from pratique.config.combination import combine
from pratique.config.duration import format_duration, parse_duration
from pratique.config.form import FailOn
from pratique.config.layer import Authority, Layer, RegistrySetting, RegistryTimes
from pratique.config.location import Candidate, FileKind, candidates
from pratique.config.presentation import Row, rows
from pratique.config.reading import parse, parse_pyproject
from pratique.config.settings import (
    CacheSettings,
    CheckSettings,
    Exclusion,
    Ignored,
    RunSettings,
    Settings,
)
from pratique.config.texts import from_environment, from_options

__all__ = [
    "Authority",
    "CacheSettings",
    "Candidate",
    "CheckSettings",
    "Exclusion",
    "FailOn",
    "FileKind",
    "Ignored",
    "Layer",
    "RegistrySetting",
    "RegistryTimes",
    "Row",
    "RunSettings",
    "Settings",
    "candidates",
    "combine",
    "format_duration",
    "from_environment",
    "from_options",
    "parse",
    "parse_duration",
    "parse_pyproject",
    "rows",
]
