"""Converts field values of advisories. The values are untrusted and may have any type and size; invalid values are dropped."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from pratique.advisories.merge import band
from pratique.core.finding import Severity
from pratique.ecosystems.reading.json_values import printable

MOST_LINE_CHARS = 300
MOST_DETAILS_CHARS = 4_000
MOST_ADDRESSES = 10
MOST_ADDRESS_CHARS = 2_000
MOST_RANGE_CHARS = 4_096

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CVE = re.compile(r"(?:CVE-)?(\d{4}-\d{4,19})", re.ASCII | re.IGNORECASE)
_GHSA = re.compile(r"(?:GHSA-)?([0-9a-z]{4}(?:-[0-9a-z]{4}){2})", re.ASCII | re.IGNORECASE)
_CWE = re.compile(r"CWE-\d{1,6}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,40})?(?:[eE]-?\d{1,3})?", re.ASCII)

_WORDS = {
    "none": Severity.INFO,
    "info": Severity.INFO,
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}

_MALICIOUS_CWES = frozenset({"CWE-506", "CWE-507", "CWE-508", "CWE-509", "CWE-511", "CWE-512"})
"""The CWE for embedded malicious code and its child CWEs, except trapdoors, which careless developers also leave behind."""


def one_line(value: object, *, most: int = MOST_LINE_CHARS) -> str:
    """Return a string as one line; "" for any other type."""
    if not isinstance(value, str):
        return ""
    # Only what can be shown is looked at: a text of many megabytes is cut before it is taken apart.
    return printable(" ".join(value[: 4 * most].split())[:most])


def paragraphs(value: object) -> str:
    """Return a string with its line ends, shortened to the limit for advisories; "" for any other type."""
    return printable(value[:MOST_DETAILS_CHARS].strip()) if isinstance(value, str) else ""


def addresses(values: Iterable[object]) -> tuple[str, ...]:
    """Return the web URLs among the values, without duplicates and up to the limit for advisories."""
    found: dict[str, None] = {}
    for value in values:
        if len(found) == MOST_ADDRESSES:
            break
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            found |= {printable(value): None} if len(value) <= MOST_ADDRESS_CHARS else {}
    return tuple(found)


def day(value: object) -> date | None:
    """Return the date in a string such as `2018-11-26`, with or without a time; None for any other value."""
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        return None if match is None else date.fromisoformat(match[0])
    except ValueError:
        return None


def midnight(value: object) -> datetime | None:
    """Return the first moment of a date in UTC."""
    found = day(value)
    return None if found is None else datetime(found.year, found.month, found.day, tzinfo=UTC)


def number(value: object, *, most: float) -> float | None:
    """Return a number from 0 to `most`, which may also be written as a string; None for any other value."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= most else None


def severity(value: object) -> Severity | None:
    """Return the severity for a word such as `high`; None for an unknown word."""
    return _WORDS.get(value.lower()) if isinstance(value, str) and len(value) <= len("moderate") else None


def severity_of_score(score: float, *, cvss_2: bool = False) -> Severity:
    """Return the severity for a CVSS score. For CVSS version 2, the highest severity is `high` (NVD's ratings)."""
    word = band(score)
    return Severity.HIGH if cvss_2 and word is Severity.CRITICAL else word


def cve_id(value: object) -> str | None:
    """Return the CVE id in normal form, such as `CVE-2020-8164` for `2020-8164`; None if the value is not a CVE id."""
    match = _CVE.fullmatch(value) if isinstance(value, str) else None
    return f"CVE-{match[1]}" if match else None


def ghsa_id(value: object) -> str | None:
    """Return the GHSA id in normal form, such as `GHSA-8727-m6gj-mc37`; None if the value is not a GHSA id."""
    match = _GHSA.fullmatch(value) if isinstance(value, str) else None
    return f"GHSA-{match[1].lower()}" if match else None


def cwe_ids(values: Iterable[object]) -> tuple[str, ...]:
    """Return the CWE ids among the values, without duplicates."""
    return tuple(dict.fromkeys(v for v in values if isinstance(v, str) and _CWE.fullmatch(v)))


def is_malicious_code(cwes: Iterable[str]) -> bool:
    """Return True if one of the CWE ids means malicious code."""
    return not _MALICIOUS_CWES.isdisjoint(cwes)


def items(value: object) -> list[object]:
    """Return the items of a list; an empty list for any other type."""
    return value if isinstance(value, list) else []
