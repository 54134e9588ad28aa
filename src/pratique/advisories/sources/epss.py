"""Reads EPSS scores: for every CVE, the probability of exploitation within 30 days, updated daily.

The source is one CSV file. The file begins with a comment that states the model and the day, followed by a header and
lines `cve,epss,percentile`. A file without a model is rejected, because scores of different models cannot be compared.

Source: https://www.first.org/epss/data_stats; the older URL of the file redirects to the current one.
"""

import re
from collections.abc import Iterator
from datetime import date

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.sources.fields import day
from pratique.core.advisory import Exploitation

_NAME = "epss"
_HEADER = "cve,epss,percentile"
_MODEL = re.compile(r"#.*\bmodel_version:([0-9A-Za-z._-]{1,40})", re.ASCII)
_DATE = re.compile(r"\bscore_date:(\d{4}-\d\d-\d\d)", re.ASCII)
_SHARE = r"(\d(?:\.\d{1,20})?(?:[eE]-\d{1,3})?)"
_ROW = re.compile(rf"(CVE-\d{{4}}-\d{{4,19}}),{_SHARE},{_SHARE}\r?", re.ASCII)
_COMMENT_CHARS = 1_000
_MOST_BYTES = 128 * 1024 * 1024


def _wants(path: str) -> bool:
    return path.endswith((".csv", ".csv.gz"))


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096].decode("utf-8", "replace").splitlines()
    return _HEADER in head[1:2] and _MODEL.match(head[0]) is not None


def _rows(entry: Entry) -> Iterator[Row]:
    comment, header, *lines = entry.data.decode("utf-8", "replace").split("\n") + [""] * 2
    model, scored = _MODEL.match(comment[:_COMMENT_CHARS]), _DATE.search(comment[:_COMMENT_CHARS])
    computed = None if scored is None else day(scored[1])
    if model is None or computed is None or header.rstrip("\r") != _HEADER:
        yield Skip(entry.path, "the file does not state the model and the day of its scores")
        return
    found = False
    for row in _scores(entry.path, lines, model[1], computed):
        found = True
        yield row
    if not found:
        yield Skip(entry.path, "no scores")


def _scores(path: str, lines: list[str], model: str, computed: date) -> Iterator[Row]:
    fits = _ROW.fullmatch
    for place, line in enumerate(lines, start=3):
        match = fits(line)
        if match is None:
            if line.strip():
                yield Skip(f"{path}:{place}", "the line is not a CVE with a score")
            continue
        cve, epss, percentile = match[1], float(match[2]), float(match[3])
        if epss > 1 or percentile > 1:
            yield Skip(f"{path}:{place}", "a score above 1")
            continue
        yield Exploitation(cve=cve, epss=epss, percentile=percentile, epss_model=model, epss_date=computed)


SOURCE = Source(
    name=_NAME,
    title="EPSS scores of FIRST",
    licence="free to use with credit to FIRST and EPSS",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    url="https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
    default=True,
    max_file_bytes=_MOST_BYTES,
)
"""The advisory source that reads the EPSS scores of the current day."""
