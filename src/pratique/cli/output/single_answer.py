"""Writes a document to standard output in the requested format, and to files in any format that it supports."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import click

from pratique.errors import Reference, UsageError

F = TypeVar("F", bound=Callable[..., object])
Makers = Mapping[str, Callable[[], str]]
"""The functions that format a document, by format name. The first format is the default."""


def answer_options(*names: str) -> Callable[[F], F]:
    """Add `--format`, `--output` and `--color` to a command that supports the given formats."""

    def add(function: F) -> F:
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
                "--format",
                "-f",
                "format_",
                type=click.Choice(list(names)),
                default=names[0],
                help="Output format.",
            ),
        ):
            function = decorate(function)
        return function

    return add


@dataclass(frozen=True, slots=True)
class Answers:
    """The requested output formats and files. Without a file, the output is standard output."""

    places: tuple[tuple[str, Path | None], ...]

    @classmethod
    def of(cls, format_: str, output: Sequence[str], known: Sequence[str]) -> Self:
        """Parse the options. Raise UsageError if it is already certain that a file cannot be written."""
        places: list[tuple[str, Path | None]] = []
        shown = True
        for text in output:
            name, _, rest = text.partition("=")
            beside = bool(rest) and name in known
            shown = shown and beside
            places.append((name if beside else format_, _writable(rest if beside else text)))
        return cls(((format_, None), *places) if shown else tuple(places))

    def write(self, makers: Makers) -> None:
        """Write the document to all outputs. Raise UsageError if a file cannot be written."""
        for format_, file in self.places:
            text = makers[format_]()
            if file is None:
                _print(text)
            else:
                _save(file, text)


def _save(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise UsageError(
            Reference.USAGE,
            f"{file} cannot be written: {error.strerror}",
            hint="choose another file with --output",
        ) from error


def _print(text: str) -> None:
    if sys.stdout is None:  # closed before the start: the exit code alone was asked for
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _writable(name: str) -> Path:
    file = Path(name)
    if not os.path.isdir(file.parent) or os.path.isdir(file):  # noqa: PTH112 - a name may be too long for Path
        raise UsageError(
            Reference.USAGE,
            f"{name} cannot be written: its folder does not exist, or the path is a folder",
            hint="choose another file with --output",
        )
    return file
