"""Writes reports to standard output in the requested format, and to files in any format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.run.clock import now
from pratique.errors import Reference, UsageError
from pratique.report import REPORTS, Look, Report

if TYPE_CHECKING:
    from pratique.core.assessment import ProjectReport, Target
    from pratique.core.audit import AuditReport
    from pratique.core.comparison import Comparison

F = TypeVar("F", bound=Callable[..., object])


def output_options(function: F) -> F:
    """Add `--format`, `--output`, `--color` and `--verbose` to a command that checks or compares packages."""
    names = [report.name for report in REPORTS if report.targets or report.project or report.comparison]
    return _with_formats(function, names)


def audit_output_options(function: F) -> F:
    """Add `--format`, `--output`, `--color` and `--verbose` to a command that audits."""
    return _with_formats(function, [report.name for report in REPORTS if report.audit])


def _with_formats(function: F, names: Sequence[str]) -> F:
    for decorate in (
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="Colour (default: auto).",
        ),
        click.option(
            "--output",
            "-o",
            multiple=True,
            metavar="[FORMAT=]FILE",
            help="Write the output to FILE; with the prefix FORMAT=, write an additional file in that "
            "format. May be repeated.",
        ),
        click.option(
            "--verbose",
            "-v",
            is_flag=True,
            help="In text output, explain the skipped checks, and show every finding and file.",
        ),
        format_option(names),
    ):
        function = decorate(function)
    return function


def format_option(names: Sequence[str]) -> Callable[[F], F]:
    """Return the option `--format` with the first of `names` as the default."""
    about = f"Output format: {', '.join(names)} (default: {names[0]})."
    return click.option(
        "--format",
        "-f",
        "format_",
        type=click.Choice(names),
        default=names[0],
        metavar="FORMAT",
        help=about,
    )


class Titles(Mapping[str, str]):
    """The titles of all rules by id. The rules are imported at the first lookup, because an audit does not need them."""

    def __getitem__(self, rule: str) -> str:
        return _titles()[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(_titles())

    def __len__(self) -> int:
        return len(_titles())


@cache
def _titles() -> Mapping[str, str]:
    from pratique.analysis.rules import RULES  # noqa: PLC0415 - as told above

    return {rule.id: rule.title for rule in RULES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The destination and the format of an output. Without a file, the destination is standard output."""

    report: Report
    look: Look
    file: Path | None = None

    @property
    def streams(self) -> bool:
        """Return True if each result is written as soon as it is known."""
        return self.report.streams and self.file is None


@dataclass(frozen=True, slots=True)
class Output:
    """Writes a report to all outputs."""

    places: tuple[Place, ...]

    @classmethod
    def of(cls, arguments: Mapping[str, Any], *, notes: bool = False, diff_url: str | None = None) -> Self:
        """Create the outputs from the options of `output_options`. Raise UsageError for a file that cannot be written."""
        chosen = next(report for report in REPORTS if report.name == arguments["format_"])
        plain = Look(
            notes=notes,
            verbose=bool(arguments.get("verbose")),
            width=width(),
            rules=Titles(),
            diff_url=diff_url,
            now=now(),
        )
        named = [_named(text) for text in arguments["output"]]
        places = [Place(report=report or chosen, look=plain, file=_writable(name)) for report, name in named]
        if all(report is not None for report, _ in named):
            shown = replace(plain, colour=wants_colour(arguments["color"]))
            places.insert(0, Place(report=chosen, look=shown))
        return cls(tuple(places))

    @property
    def formats(self) -> frozenset[str]:
        """Return the names of the requested output formats."""
        return frozenset(place.report.name for place in self.places)

    def stream(self, values: Sequence[Target], *, exit_code: int | None = None) -> None:
        """Write finished results of `inspect` in streaming formats, each with its own exit code."""
        for place in self.places:
            if place.streams:
                look = replace(place.look, exit_code=exit_code)
                _write(place, _maker(place, place.report.targets)(values, look))

    def targets(self, values: Sequence[Target], *, exit_code: int | None = None) -> None:
        """Write all results of `inspect` in formats that do not stream.

        The report states a clean result only for exit code 0.
        """
        for place in self.places:
            if not place.streams:
                look = replace(place.look, exit_code=exit_code)
                _write(place, _maker(place, place.report.targets)(values, look))

    def project(self, value: ProjectReport, *, exit_code: int | None = None) -> None:
        """Write the report of `check`, which states a clean result only for exit code 0."""
        for place in self.places:
            look = replace(place.look, exit_code=exit_code)
            _write(place, _maker(place, place.report.project)(value, look))

    def comparison(self, value: Comparison, before: str, after: str) -> None:
        """Write the report of `diff`."""
        for place in self.places:
            _write(place, _maker(place, place.report.comparison)(value, before, after, place.look))

    def audit(self, value: AuditReport, *, exit_code: int | None = None) -> None:
        """Write the report of `audit`, which states a clean result only for exit code 0."""
        for place in self.places:
            look = replace(place.look, exit_code=exit_code)
            _write(place, _maker(place, place.report.audit)(value, look))

    def require(self, maker: Callable[[Report], object]) -> None:
        """Raise UsageError if a requested format does not support reports of the given verb.

        Call this method before the checks start.
        """
        for place in self.places:
            _maker(place, maker(place.report))


def _named(text: str) -> tuple[Report | None, str]:
    """Parse `[FORMAT=]FILE` into format and file. If the format is unknown, the whole text is the file name."""
    name, _, rest = text.partition("=")
    report = next((report for report in REPORTS if rest and report.name == name), None)
    return report, rest if report else text


def _maker(place: Place, maker: Any) -> Any:
    if maker is None:
        raise UsageError(
            Reference.USAGE,
            f"--format {place.report.name} does not support this kind of report",
            hint="use text, json or markdown",
        )
    return maker


def _write(place: Place, text: str) -> None:
    if place.file is not None:
        try:
            # The digest of a review counts bytes: no line end becomes another one.
            place.file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise UsageError(
                Reference.USAGE,
                f"{place.file} cannot be written: {error.strerror}",
                hint="choose another file with --output",
            ) from error
        return
    if sys.stdout is None:  # closed before the start: the exit code alone was asked for
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _writable(name: str) -> Path:
    """Return the path of an output file. Raise UsageError if it is already certain that the file cannot be written."""
    file = Path(name)
    if not os.path.isdir(file.parent) or os.path.isdir(file):  # noqa: PTH112 - a name may be too long for Path
        raise UsageError(
            Reference.USAGE,
            f"{name} cannot be written: its folder does not exist, or the path is a folder",
            hint="choose another file with --output",
        )
    return file
