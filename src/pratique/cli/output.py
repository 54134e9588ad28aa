"""Where answers go: standard output, in the format asked for."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import click

from pratique.analysis.rules import RULES
from pratique.cli.terminal import wants_colour
from pratique.core.assessment import ProjectReport, Target
from pratique.core.comparison import Comparison
from pratique.errors import Reference, UsageError
from pratique.report import REPORTS, Look, Report

F = TypeVar("F", bound=Callable[..., object])


def output_options(function: F) -> F:
    """Add `--format`, `--output` and `--color` to a command."""
    names = [report.name for report in REPORTS]
    for decorate in (
        click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour."
        ),
        click.option("--output", "-o", metavar="FILE", help="Write the answer to a file."),
        click.option("--format", "-f", "format_", type=click.Choice(names), default="text", help="Format."),
    ):
        function = decorate(function)
    return function


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Writes answers."""

    report: Report
    look: Look
    file: Path | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Any], *, notes: bool = False) -> Self:
        """Make it from the options that `output_options` added."""
        report = next(report for report in REPORTS if report.name == arguments["format_"])
        file = _writable(arguments["output"])
        look = Look(
            colour=file is None and wants_colour(arguments["color"]),
            notes=notes,
            rules={rule.id: rule.title for rule in RULES},
        )
        return cls(report=report, look=look, file=file)

    @property
    def streams(self) -> bool:
        """Whether each target is written as soon as it is done."""
        return self.report.streams and self.file is None

    def targets(self, values: Sequence[Target]) -> None:
        """Write the answers of `inspect`."""
        self._write(self._maker(self.report.targets)(values, self.look))

    def project(self, value: ProjectReport) -> None:
        """Write the answer of `check`."""
        self._write(self._maker(self.report.project)(value, self.look))

    def comparison(self, value: Comparison, before: str, after: str) -> None:
        """Write the answer of `diff`."""
        self._write(self._maker(self.report.comparison)(value, before, after, self.look))

    def require(self, maker: object) -> None:
        """Say at once, before any work, when the format has no such answer. Raises UsageError."""
        if maker is None:
            raise UsageError(
                Reference.USAGE,
                f"--format {self.report.name} has no answer of this kind",
                hint="text, json and markdown have one",
            )

    def _maker(self, maker: Any) -> Any:
        self.require(maker)
        return maker

    def _write(self, text: str) -> None:
        if self.file is not None:
            try:
                self.file.write_text(text, encoding="utf-8", errors="backslashreplace")
            except OSError as error:
                raise UsageError(
                    Reference.USAGE,
                    f"{self.file} cannot be written: {error.strerror}",
                    hint="choose another --output",
                ) from error
            return
        if sys.stdout is None:  # closed before the start: the exit code alone was asked for
            return
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()


def _writable(name: str | None) -> Path | None:
    """The file to write to. Raises UsageError before any work when it surely cannot be written."""
    if not name:
        return None
    file = Path(name)
    if not os.path.isdir(file.parent) or os.path.isdir(file):  # noqa: PTH112 - a name may be too long for Path
        raise UsageError(
            Reference.USAGE,
            f"{name} cannot be written: no such folder, or a folder itself",
            hint="choose another --output",
        )
    return file
