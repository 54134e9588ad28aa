"""Converts an OSV record to one advisory, or to a skip with a reason.

Source: OSV schema 1.7.5. A record without `schema_version` has version 1.0.0, in which the fields that Pratique reads
are identical. Unknown fields are ignored. OSV has no field for malware. Records of the malicious packages project have
ids that begin with `MAL-`. GitHub's malware records have CWE-506, and their summary or details mention malware.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pratique.advisories.interface import Row, Skip
from pratique.advisories.sources.fields import (
    addresses,
    cwe_ids,
    is_malicious_code,
    items,
    one_line,
    paragraphs,
    severity,
)
from pratique.advisories.sources.osv_affected import read_affected, read_ratings
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.core.advisory import Advisory, AdvisoryKind, Rating
from pratique.ecosystems.reading.json_values import table
from pratique.ecosystems.reading.listing_values import parse_time

NO_RECORD = "the file is not an OSV record"

MOST_ALIASES = 500
_MOST_CWES = 50
_MOST_REFERENCES = 1_000
_ID = re.compile(r"[!-~]{1,400}\Z")
_MALWARE_ID = "MAL-"
_MALWARE_TYPE = "malware"
"""The type of malware advisories in GitHub's API, which `pratique.advisories.export` also writes."""
_MALWARE_WORDS = re.compile(
    r"\b(?:malware|malicious|backdoor\w*|trojan\w*|hijacked|compromised|cryptominer)\b", re.IGNORECASE
)
_MALWARE_TITLE = re.compile(
    r"(?:embedded |entropy )?(?:malware|backdoor|malicious (?:npm |python |ruby )?(?:package|code|gem))(?: in |: )"
    r"|hijacked environment variables in ",
    re.IGNORECASE,
)
"""The titles that GitHub gives to malware advisories.

The last title belongs to the packages of 2017 that stole environment variables.
"""


def read_record(data: bytes, *, source: str, where: str) -> Row:
    """Read the JSON of one record. Return a `Skip` if the record cannot be imported."""
    try:
        return advisory_of(read_json(data), source=source)
    except UnreadableError as error:
        return Skip(where, error.why)


def advisory_of(record: object, *, source: str) -> Advisory:
    """Return the advisory in a record. Raises UnreadableError if the record contains no usable advisory."""
    if not isinstance(record, dict) or not is_id(record.get("id")):
        raise UnreadableError(NO_RECORD)
    specific = table(record.get("database_specific"))
    own, aliases = str(record["id"]), _aliases(record)
    cwes, summary, details = (
        _cwes(record, specific),
        _summary(record),
        paragraphs(record.get("details")),
    )
    return Advisory(
        id=own,
        source=source,
        kind=_kind(record, (own, *aliases), cwes, (summary, details)),
        aliases=aliases,
        summary=summary,
        details=details,
        ratings=_ratings(record, specific),
        affected=read_affected(record.get("affected")),
        published=parse_time(record.get("published")),
        modified=parse_time(record.get("modified")),
        withdrawn=_withdrawn(record),
        urls=addresses(table(item).get("url") for item in items(record.get("references"))[:_MOST_REFERENCES]),
        cwes=cwes,
        reviewed=specific.get("github_reviewed") is True,
    )


def is_id(value: object) -> bool:
    """Return True for a valid advisory id: visible ASCII characters without spaces."""
    return isinstance(value, str) and _ID.match(value) is not None


def is_malware_title(text: str) -> bool:
    """Return True for a title that GitHub gives to malware advisories."""
    return _MALWARE_TITLE.match(text) is not None


def _aliases(record: Mapping[str, Any]) -> tuple[str, ...]:
    found = (str(alias) for alias in items(record.get("aliases"))[:MOST_ALIASES] if is_id(alias))
    return tuple(dict.fromkeys(alias for alias in found if alias != record["id"]))


def _summary(record: Mapping[str, Any]) -> str:
    """Return the summary. For databases without summaries (such as PyPA's), return the beginning of the details."""
    return one_line(record.get("summary")) or one_line(record.get("details"))


def _withdrawn(record: Mapping[str, Any]) -> datetime | None:
    """Return the time of withdrawal.

    If the time is invalid, the advisory does not count as withdrawn, because a false positive is better than a missing warning.
    """
    return parse_time(record.get("withdrawn"))


def _ratings(record: Mapping[str, Any], specific: Mapping[str, Any]) -> tuple[Rating, ...]:
    word = severity(specific.get("severity"))
    return (*read_ratings(record.get("severity")), *(() if word is None else (Rating(severity=word),)))


def _cwes(record: Mapping[str, Any], specific: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the CWE ids: GitHub lists `cwe_ids` on the record, the malicious packages project lists `cwes` on each package."""
    told = items(specific.get("cwe_ids")) + [table(item).get("cweId") for item in items(specific.get("cwes"))]
    for entry in _parts(record):
        told += [
            table(item).get("cweId") for item in items(table(entry.get("database_specific")).get("cwes"))
        ]
    return cwe_ids(told[:_MOST_CWES])


def _parts(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the first entries of `affected`. All other entries of `affected` repeat the text of the first entries."""
    return (table(item) for item in items(record.get("affected"))[:_MOST_CWES])


def _kind(
    record: Mapping[str, Any], ids: Sequence[str], cwes: Sequence[str], texts: Sequence[str]
) -> AdvisoryKind:
    malicious = (
        any(one.upper().startswith(_MALWARE_ID) for one in ids)
        or table(record.get("database_specific")).get("type") == _MALWARE_TYPE
        or is_malware_title(texts[0])
        or (is_malicious_code(cwes) and any(_MALWARE_WORDS.search(text) for text in texts))
    )
    if malicious:
        return AdvisoryKind.MALWARE
    told = set(_informational(record))
    return AdvisoryKind.UNMAINTAINED if told == {"unmaintained"} else AdvisoryKind.VULNERABILITY


def _informational(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values of `informational`, a field of the record or of its packages."""
    for holder in (record, *_parts(record)):
        for key in ("database_specific", "ecosystem_specific"):
            told = table(holder.get(key)).get("informational")
            if isinstance(told, str):
                yield told.lower()
