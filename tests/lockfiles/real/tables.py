"""The tables of docs/reference/locks.md, made of the samples: what each tool's lock tells, and how they differ."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from pratique.core.lock import SourceKind
from tests.lockfiles.real.differences import DIFFERENCES, GROUPS, REQUESTS, TELL_NO_REQUESTS
from tests.lockfiles.real.samples import Sample, is_of, samples, versions

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "locks.md"
BEGIN, END = "<!-- {} made by `make docs` from tests/lockfiles/real -->", "<!-- end of {} -->"

_GROUPS = {"cli": "extras"}
"""The tree's one extra stands for them all."""


def with_tables(page: str) -> str:
    """The page with its tables as the samples are today."""
    for name, lines in (("tells", tells()), ("differences", differences())):
        begin, end = BEGIN.format(name), END.format(name)
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = before + "\n".join([begin, "", *lines, "", end]) + after
    return page


def tells() -> Iterator[str]:
    """What each lock says of its entries, as far as the sample shows it."""
    yield "| written by | as | digest | registry | groups | dependents | platform | install script |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for cells, alike in groupby(samples().values(), key=_cells):
        yield f"| {', '.join(_tools(alike))} | {' | '.join(cells)} |"


def differences() -> Iterator[str]:
    """Every difference between the locks of one tree, with the reason."""
    yield "| written by | difference: it |"
    yield "| --- | --- |"
    for difference in DIFFERENCES:
        yield _row(difference.wrote, difference.why)
    for reason in REQUESTS:
        yield _row(reason.wrote, reason.why)


def _row(wrote: str, why: str) -> str:
    return f"| {', '.join(_tools(s for s in samples().values() if is_of(s.id, wrote)))} | {why} |"


def _tools(alike: Iterable[Sample]) -> list[str]:
    """`npm 10, 11`: each tool once, with its versions."""
    found: dict[str, list[str]] = {}
    for sample in alike:
        name, _, major = sample.tool.partition("-")
        if major and not major[0].isdigit():
            name, major = sample.tool, ""
        found.setdefault(name, []).append(major or versions()[sample.tool])
    return [f"{name} {', '.join(dict.fromkeys(told))}" for name, told in found.items()]


def _cells(sample: Sample) -> tuple[str, ...]:
    entries = [entry for entry in sample.strangers if entry.source is SourceKind.REGISTRY]
    algorithms = {digest.algorithm for entry in entries for digest in entry.digests}
    [groups] = [groups for groups in GROUPS if is_of(sample.id, groups.wrote)]
    return (
        sample.lock.format,
        ", ".join(sorted(algorithms, reverse=True)) or "no",
        _registry(sample),
        ", ".join(sorted(_GROUPS.get(name, name) for name in groups.told)) or "no",
        "no" if is_of(sample.id, TELL_NO_REQUESTS) else "yes",
        _yes(any(entry.markers for entry in entries)),
        _yes(any(entry.has_install_hook is not None for entry in entries)),
    )


def _registry(sample: Sample) -> str:
    if sample.lock.registries:
        return "the file"
    return "each entry" if any(entry.registry is not None for entry in sample.strangers) else "no"


def _yes(told: bool) -> str:
    return "yes" if told else "no"
