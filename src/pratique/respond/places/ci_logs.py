"""Searches logs of CI jobs: text of GitHub Actions, GitLab, Jenkins, Azure and others, and the zip files that GitHub's download is.

GitHub's zip has one text for each job and, in a folder of the job's name, one for each step with the same lines; the latter are read
only if the job's text is absent.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.respond.places.log_text import LogText, head_lines, head_of
from pratique.respond.places.text_log import Terms, TextSearch
from pratique.respond.sighting import PlaceKind, Result, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted

_SYSTEMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("github actions log", re.compile(r"^\ufeff?\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{7}Z ", re.ASCII)),
    ("gitlab job log", re.compile(r"section_(?:start|end):\d{9,11}:|Running with gitlab-runner ", re.ASCII)),
    ("azure pipelines log", re.compile(r"##\[(?:section|group|command|debug)\]", re.ASCII)),
    (
        "jenkins log",
        re.compile(r"^(?:\[[^\]]{0,40}\] )?(?:\[Pipeline\] |Started by |Running on .{1,200} in /)", re.ASCII),
    ),
    ("travis log", re.compile(r"travis_(?:fold|time):", re.ASCII)),
    (
        "install log",
        re.compile(
            r"^\W{0,4}(?:npm (?:warn|WARN|notice|http|info|ERR!)|added \d+ packages?|yarn install v\d|Progress: resolved \d|"
            r"➤ YN\d{4}|Collecting \S|Successfully installed \S|Requirement already satisfied: |Resolved \d+ packages? in|"
            r"Bundle complete!|Fetching gem metadata from|Installing dependencies from lock file)"
        ),
    ),
)
_ZIP = b"PK\x03\x04"
_STEP = re.compile(r"(.+)/\d+_[^/]*\.txt\Z")
_JOB = re.compile(r"(?:-?\d+_)?([^/]+)\.txt\Z")
_MOST_MEMBERS = 10_000
_MOST_MEMBER_BYTES = 256 * 1024 * 1024
_MOST_ZIP_TEXT = 2 * 1024**3
_ZIP_ERRORS = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class CiLogs:
    """Implements `interface.Place`."""

    kind: PlaceKind = PlaceKind.CI_LOG

    def finds(self, path: Path) -> bool:
        """Return True if a file is a log of a CI job or of an installation, or a zip of text files."""
        head = head_of(path)
        return _is_log_zip(path) if head.startswith(_ZIP) else bool(format_of(head_lines(head)))

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search one log or one zip of logs."""
        head = head_of(path)
        if head.startswith(_ZIP):
            return _search_zip(path, wanted)
        search = TextSearch(self.kind, str(path), path.name, LogText(path), Terms(wanted))
        sightings = tuple(search.sightings())
        return Result(sightings, (search.searched(format_of(head_lines(head)) or "log"),))


def format_of(lines: list[str]) -> str:
    """Return the name of the CI system by the first lines of a log; "" for another file."""
    return next((name for name, form in _SYSTEMS if any(form.search(line) for line in lines)), "")


def _is_log_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one for one in archive.namelist()[:_MOST_MEMBERS] if not one.endswith("/")]
    except _ZIP_ERRORS:
        return False
    return bool(names) and all(name.endswith((".txt", ".log")) for name in names)


def _search_zip(path: Path, wanted: Wanted) -> Result:
    place, terms = str(path), Terms(wanted)
    sightings: list[Sighting] = []
    lost: list[Unchecked] = []
    searched: list[Searched] = []
    try:
        for name, text in _texts(path, lost):
            search = TextSearch(PlaceKind.CI_LOG, place, name, LogText(text), terms)
            sightings.extend(search.sightings())
            searched.append(search.searched(""))
    except _ZIP_ERRORS as error:
        lost.append(Unchecked(place, "", f"the zip file cannot be read: {error}"))
    whole = Searched(
        kind=PlaceKind.CI_LOG,
        place=place,
        format="zip of CI logs",
        units=sum(one.units for one in searched),
        unit="lines",
        since=min((one.since for one in searched if one.since), default=None),
        until=max((one.until for one in searched if one.until), default=None),
        unchecked=(*lost, *(part for one in searched for part in one.unchecked)),
    )
    return Result(tuple(sightings), (whole,))


def _texts(path: Path, lost: list[Unchecked]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and texts of a zip's members, in bounded memory."""
    total = 0
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        jobs = {match[1] for one in members if (match := _JOB.fullmatch(one.filename))}
        for member in members[:_MOST_MEMBERS]:
            step = _STEP.fullmatch(member.filename)
            if step is not None and step[1] in jobs:
                continue
            try:
                with archive.open(member) as stream:
                    data = stream.read(min(_MOST_MEMBER_BYTES, _MOST_ZIP_TEXT - total) + 1)
            except _ZIP_ERRORS as error:
                lost.append(Unchecked(str(path), member.filename, f"cannot be read: {error}"))
                continue
            if len(data) > min(_MOST_MEMBER_BYTES, _MOST_ZIP_TEXT - total):
                lost.append(
                    Unchecked(
                        str(path), member.filename, "the text is larger than the limit; its start was read"
                    )
                )
            total = min(_MOST_ZIP_TEXT, total + len(data))
            yield member.filename, data
        if len(members) > _MOST_MEMBERS:
            more = f"{len(members) - _MOST_MEMBERS:,} members beyond {_MOST_MEMBERS:,} were not read"
            lost.append(Unchecked(str(path), "", more))
