"""Implements `pratique log --acts`, which lists approvals, denials and freezes at the gate."""

from collections.abc import Iterable, Iterator
from heapq import merge
from operator import attrgetter

from pratique.core.act import Act
from pratique.core.freeze import FreezeAct
from pratique.core.names import PackageRef
from pratique.report.formats import json_text as json
from pratique.report.formats.csv_row import cell, csv_line
from pratique.report.formats.json_contract import Json
from pratique.report.verbs.approvals import FIELDS, concerns, freeze_row, freeze_sentence, row, sentence


def written(
    acts: Iterable[Act],
    format_: str,
    package: PackageRef | None,
    version: str | None,
    freezes: Iterable[FreezeAct] = (),
) -> Iterator[str]:
    """Yield the formatted acts in order of time.

    If a package is given, yield only the acts on artifacts of the package that the gate knows.
    """
    if format_ == "csv":
        yield csv_line(FIELDS)
    wanted = (act for act in acts if package is None or concerns(act, package, version))
    both: Iterator[Act | FreezeAct] = merge(wanted, freezes, key=attrgetter("at"))
    for act in both:
        if format_ == "text":
            yield f"{freeze_sentence(act) if isinstance(act, FreezeAct) else sentence(act)}\n"
            continue
        told = freeze_row(act) if isinstance(act, FreezeAct) else row(act)
        if format_ == "jsonl":
            yield json.compact(told)
        else:
            yield csv_line([cell(_text(told[name])) for name in FIELDS])


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
