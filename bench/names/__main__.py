"""Measure lookalike names: `python -m bench.names [--ordinary ECOSYSTEM=FILE ...] [--tuned-half] [--misses]`.

Recall on squats written by hand, what the recorded malicious index resembles, false alarms of ordinary names per thousand,
and what one name costs against all popular ones. Rates are of the half of the names that bounds were not tuned on.
`--ordinary` adds a file of names, one a line: new names that nobody knows yet are the fair population, and none is committed.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.names.added import print_added, recorded_histories
from bench.names.cost import print_cost
from bench.names.populations import (
    HISTORY,
    MALICIOUS,
    gems_of_debian,
    named,
    ordinary,
    recorded_malicious,
    second_half,
    squats,
    unpopular,
)
from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names import Grade, Kind, resembles
from pratique.history.names.loading import popular_names


def main() -> None:
    options = _parser().parse_args()
    print_cost()
    _print_recall(misses=options.misses)
    half = (lambda name: not second_half(name)) if options.tuned_half else second_half
    if MALICIOUS.is_file():
        _print_rates("recorded malicious names", filter(half, recorded_malicious()))
    if HISTORY.is_file():
        print_added(recorded_histories(HISTORY))
    _print_rates("ordinary names of the benign lists", filter(half, ordinary()), show=options.misses)
    if options.debian is not None:
        _print_rates("gems of Debian, all of them", gems_of_debian(options.debian), show=options.misses)
    for given in options.ordinary:
        ecosystem, _, file = given.partition("=")
        names = filter(half, named(Ecosystem(ecosystem), Path(file)))
        _print_rates(f"names of {Path(file).name}", names, show=options.misses)


def _print_recall(*, misses: bool) -> None:
    found: Counter[str] = Counter()
    listed = squats()
    for squat in listed:
        seen = resembles(squat.name)
        said = "none" if seen is None else seen.grade.value
        found[said] += 1
        found[f"{said}, recorded"] += squat.recorded
        found["right target"] += seen is not None and seen.like == squat.target
        if misses and said != Grade.STRONG:
            print(
                f"   {said}: {squat.name.purl} for {squat.target}, told as {seen.text if seen else 'nothing'}"
            )
    recorded = sum(squat.recorded for squat in listed)
    known = [squat for squat in listed if squat.target.name in popular_names(squat.target.ecosystem).places]
    told = sum((seen := resembles(squat.name)) is not None and seen.grade is Grade.STRONG for squat in known)
    strong, weak = found[Grade.STRONG], found[Grade.WEAK]
    print(
        f"squats by hand: {len(listed)}, strong {strong} ({strong / len(listed):.1%}), weak {weak}, none {found['none']}"
    )
    print(
        f"  of {recorded} recorded: strong {found['strong, recorded']} ({found['strong, recorded'] / recorded:.1%})"
    )
    print(f"  of {len(known)} whose target is on the list: strong {told} ({told / len(known):.1%})")
    print(f"  the popular name that is told is the one meant: {found['right target']} of {strong + weak}")


def _print_rates(title: str, names: Iterable[PackageRef], *, show: bool = False) -> None:
    asked = unpopular(names)
    for ecosystem in Ecosystem:
        of_it = [name for name in asked if name.ecosystem is ecosystem]
        if of_it:
            _print_rate(f"{title}, {ecosystem.value}", of_it, show=show)


def _print_rate(title: str, names: Sequence[PackageRef], *, show: bool) -> None:
    found = [seen for name in names if (seen := resembles(name))]
    for grade in Grade:
        of_it = [seen for seen in found if seen.grade is grade]
        kinds = Counter(seen.kind for seen in of_it)
        told = ", ".join(f"{kind} {kinds[kind]}" for kind in Kind if kinds[kind])
        share = len(of_it) / len(names)
        print(
            f"{title}: {len(names):,} names, {grade} {len(of_it)} ({1000 * share:.1f} per thousand): {told}"
        )
        if show and grade is Grade.STRONG:
            print("   " + "; ".join(f"{seen.name} {seen.like}" for seen in of_it[:60]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.names")
    parser.add_argument("--ordinary", action="append", default=[], metavar="ECOSYSTEM=FILE")
    parser.add_argument(
        "--debian", type=Path, metavar="FILE", help="names of Debian's Ruby packages, one a line"
    )
    parser.add_argument("--tuned-half", action="store_true", help="the half that bounds were tuned on")
    parser.add_argument("--misses", action="store_true", help="name what is missed, and false alarms")
    return parser


if __name__ == "__main__":
    main()
