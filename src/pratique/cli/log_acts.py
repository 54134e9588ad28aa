"""`pratique log --acts`: what persons did about what the gate holds."""

from collections.abc import Iterable, Iterator

from pratique.core.act import Act
from pratique.core.names import PackageRef
from pratique.report import json
from pratique.report.acts import FIELDS, row, sentence
from pratique.report.contract import Json
from pratique.report.csv_row import cell, csv_line


def written(
    acts: Iterable[Act], format_: str, package: PackageRef | None, version: str | None
) -> Iterator[str]:
    """Write the acts in a format; with a package those about it alone, of bytes that were met."""
    if format_ == "csv":
        yield csv_line(FIELDS)
    for act in acts:
        if package is not None and not _about(act, package, version):
            continue
        if format_ == "text":
            yield f"{sentence(act)}\n"
        elif format_ == "jsonl":
            yield json.compact(row(act))
        else:
            told = row(act)
            yield csv_line([cell(_text(told[name])) for name in FIELDS])


def _about(act: Act, package: PackageRef, version: str | None) -> bool:
    if version is not None:
        return act.purl == package.at(version).purl
    return act.purl.rpartition("@")[0] == package.purl


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
