"""Train the models that ship with Pratique from the committed feature tables.

    python -m bench.inspect.train [--tables FOLDER] [--write]

Three models: of an artifact as a whole, of each file by itself, and of what a release does beyond its baseline. Nobody says which
file of malware is the bad one: training takes the gravest by the model so far, the first time by that of whole artifacts.

Prints what the models do in cross-validation: malware is split by clone family and benign packages by name, so that no relative of a
sample is in what its model was trained on; the thresholds that a fold is judged by come from the other folds. Without `--write`
nothing is kept. Needs `lightgbm` (requirements/bench.txt).
"""

import argparse
import hashlib
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bench.inspect.corpus import LISTS, read_list
from bench.inspect.later import CUT, days_of, split
from bench.inspect.most_used import is_most_used
from bench.inspect.printing import share
from bench.inspect.shares import SHARES, UPGRADE_SHARES, WHOLE_SHARES, Shares
from bench.inspect.summary import Count
from bench.inspect.tables import TABLES, Row, read_table
from bench.inspect.validated import Later, Point, Validated, Validation, write_validated
from pratique.analysis.features import FEATURES
from pratique.analysis.score.loading import FILE

BASE_RATE = 0.002
"""Share of malicious among new releases (field note on detection: 0.18 % at least)."""
FOLDS = 5
MOST_USED = 4.0
"""Weight of a release of what is downloaded most: more projects meet a false alarm on it."""
ROUNDS = 220
POINTS = ("block", "review", "note")
PICKS = 3
"""How often the gravest file of each malicious artifact is chosen anew."""
FLOOR = -12.0
"""Log odds of an artifact without a file that can do anything."""
MARGIN = {"block": 1.5, "review": 0.0, "note": 0.0}
"""Log odds between the last benign sample of training and the point."""
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 12,
    "max_depth": 5,
    "learning_rate": 0.07,
    "min_data_in_leaf": 8,
    "min_sum_hessian_in_leaf": 1.0,
    "lambda_l2": 4.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "boost_from_average": False,
    "monotone_constraints_method": "intermediate",
    "seed": 20,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
NAMES = tuple(feature.id for feature in FEATURES)


@dataclass(frozen=True)
class Data:
    """Rows as arrays: values, labels, weights and folds, in one order; and the files of all, with the row that owns each."""

    rows: tuple[Row, ...]
    values: "np.ndarray[Any, Any]"
    labels: "np.ndarray[Any, Any]"
    weights: "np.ndarray[Any, Any]"
    folds: "np.ndarray[Any, Any]"
    ecosystems: "np.ndarray[Any, Any]"
    files: "np.ndarray[Any, Any]"
    owners: "np.ndarray[Any, Any]"


@dataclass(frozen=True)
class Answers:
    """Log odds of each row by models that saw no relative of it, and the points reached by the other folds' thresholds."""

    margins: "np.ndarray[Any, Any]"
    reached: "dict[str, np.ndarray[Any, Any]]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, default=TABLES)
    parser.add_argument("--write", action="store_true")
    parser.add_argument(
        "--margins", type=Path, help="write the log odds of each row in cross-validation there"
    )
    options = parser.parse_args()
    malware = [row for row in read_table(options.tables, "mal-") if not row.stub]
    benign = read_table(options.tables, "benign-")
    deltas = read_table(options.tables, "delta-")
    data = arrange([*malware, *benign])
    whole, each = validate(data, WHOLE_SHARES), validate(data, SHARES, apart=True)
    both = {name: whole.reached[name] | each.reached[name] for name in POINTS}
    _print("alone, as a whole", validation(data, whole.reached))
    _print("alone, each file", validation(data, each.reached))
    _print("alone", validation(data, both))
    upgrades = arrange([*malware, *deltas, *_thinned(benign)])
    more = validate(upgrades, UPGRADE_SHARES)
    _print("beyond", validation(upgrades, more.reached))
    after = later(malware, benign)
    _print(f"alone, first seen from {after.cut} on, {after.learned} families before", after.validation)
    models = {
        "alone": build("alone", data, fit(data, _all(data)), whole.margins, WHOLE_SHARES),
        "apart": build("apart", data, fit_apart(data, _all(data)), each.margins, SHARES),
        "beyond": build("beyond", upgrades, fit(upgrades, _all(upgrades)), more.margins, UPGRADE_SHARES),
    }
    if options.margins:
        told = _margins(data, np.maximum(whole.margins, each.margins), both)
        # The third model speaks for upgrades alone.
        told += _margins(upgrades, more.margins, more.reached, of="delta-")
        options.margins.write_text("\n".join(told) + "\n")
    text = json.dumps(models, separators=(",", ":"))
    print(f"{len(text)} bytes")
    if options.write:
        FILE.write_text(text + "\n")
        name = hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]
        identity = FILE.with_name("identity.py")
        identity.write_text(re.sub(r'MODELS = ".*"', f'MODELS = "{name}"', identity.read_text()))
        write_validated(Validated(2, name, validation(data, both), validation(upgrades, more.reached), after))


def _margins(
    data: Data, margins: "np.ndarray[Any, Any]", reached: "dict[str, np.ndarray[Any, Any]]", *, of: str = ""
) -> list[str]:
    """A line for each row of these sets: its log odds in cross-validation, and the points that it reaches there."""
    return [
        "\t".join(
            (
                row.set,
                row.sha256,
                row.name,
                row.family,
                f"{margin:.3f}",
                *(n for n in reached if reached[n][at]),
            )
        )
        for at, (row, margin) in enumerate(zip(data.rows, margins, strict=True))
        if row.set.startswith(of)
    ]


def _thinned(rows: Sequence[Row]) -> list[Row]:
    """One release in four: what is benign alone is benign beyond a baseline too, and must not drown what deltas say."""
    return [row for row in rows if int(hashlib.sha256(row.sha256.encode()).hexdigest(), 16) % 4 == 0]


def arrange(rows: Sequence[Row]) -> Data:
    """Rows as arrays. A family weighs as the root of its size, what is downloaded most more; both classes weigh the same in all."""
    sizes = Counter(row.group for row in rows)
    labels = np.array([int(row.malicious) for row in rows])
    weights = np.array(
        [
            1 / math.sqrt(sizes[row.group]) if row.malicious else MOST_USED if is_most_used(row) else 1.0
            for row in rows
        ]
    )
    files = [(at, file) for at, row in enumerate(rows) for file in row.files]
    return Data(
        rows=tuple(rows),
        values=_matrix([row.features for row in rows]),
        labels=labels,
        weights=_balanced(labels, weights),
        folds=np.array([int(hashlib.sha256(row.group.encode()).hexdigest()[:8], 16) % FOLDS for row in rows]),
        ecosystems=np.array([row.ecosystem for row in rows]),
        files=_matrix([file for _, file in files]),
        owners=np.array([at for at, _ in files], dtype=int),
    )


def _matrix(rows: Sequence[Mapping[str, float]]) -> "np.ndarray[Any, Any]":
    return np.array([[row.get(name, 0.0) for name in NAMES] for row in rows], dtype=np.float64).reshape(
        len(rows), len(NAMES)
    )


def _balanced(labels: "np.ndarray[Any, Any]", weights: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    for label in (0, 1):
        weights[labels == label] *= len(labels) / 2 / weights[labels == label].sum()
    return weights


def _all(data: Data) -> "np.ndarray[Any, Any]":
    return np.ones(len(data.rows), dtype=bool)


def fit(data: Data, chosen: "np.ndarray[Any, Any]") -> lightgbm.Booster:
    """Train on the chosen rows."""
    return _train(data.values[chosen], data.labels[chosen], data.weights[chosen])


def fit_apart(data: Data, chosen: "np.ndarray[Any, Any]") -> lightgbm.Booster:
    """Train on files of the chosen rows: every one of a benign row, the gravest of a malicious one."""
    model = fit(data, chosen)
    mine = np.flatnonzero(chosen[data.owners])
    bad = mine[data.labels[data.owners[mine]] == 1]
    good = mine[data.labels[data.owners[mine]] == 0]
    counts = np.bincount(data.owners, minlength=len(data.rows))
    for _ in range(PICKS):
        rising = bad[np.argsort(model.predict(data.files[bad], raw_score=True), kind="stable")]
        gravest = {int(data.owners[at]): int(at) for at in rising}
        picked = np.concatenate([np.array(sorted(gravest.values()), dtype=int), good])
        owners = data.owners[picked]
        labels = data.labels[owners]
        # A package with many files weighs more than one with a single file, and less than all its files do.
        weights = data.weights[owners] / np.where(labels == 1, 1, np.sqrt(counts[owners]))
        model = _train(data.files[picked], labels, _balanced(labels, weights))
    return model


def _train(
    values: "np.ndarray[Any, Any]", labels: "np.ndarray[Any, Any]", weights: "np.ndarray[Any, Any]"
) -> lightgbm.Booster:
    constraints = [int(feature.rising) for feature in FEATURES]
    table = lightgbm.Dataset(values, labels, weight=weights, feature_name=list(NAMES))
    return lightgbm.train({**PARAMETERS, "monotone_constraints": constraints}, table, num_boost_round=ROUNDS)


def gravest_of(data: Data, model: lightgbm.Booster) -> "np.ndarray[Any, Any]":
    """Log odds of the gravest file of each row."""
    found = np.full(len(data.rows), FLOOR)
    if len(data.files):
        np.maximum.at(found, data.owners, model.predict(data.files, raw_score=True))
    return found


def validate(data: Data, shares: Shares, *, apart: bool = False) -> Answers:
    """Cross-validate the model of whole artifacts, or that of their files apart."""
    margins = np.zeros(len(data.rows))
    for fold in range(FOLDS):
        mine = data.folds == fold
        if apart:
            margins[mine] = gravest_of(data, fit_apart(data, ~mine))[mine]
        else:
            margins[mine] = fit(data, ~mine).predict(data.values[mine], raw_score=True)
    reached = {name: np.zeros(len(data.rows), dtype=bool) for name in POINTS}
    for fold in range(FOLDS):
        mine = data.folds == fold
        for ecosystem, points in thresholds(margins, data, ~mine, shares).items():
            here = mine & (data.ecosystems == ecosystem)
            for name, least in points.items():
                reached[name][here] = margins[here] >= least
    return Answers(margins, reached)


def later(malware: Sequence[Row], benign: Sequence[Row]) -> Later:
    """Train on malware known before `CUT` and count what that says of families first seen later. Benign rows are cross-validated."""
    samples = [sample for path in sorted(LISTS.glob("mal-*.tsv")) for sample in read_list(path)]
    before, after = split(malware, days_of(samples))
    known, asked = arrange([*before, *benign]), arrange([*after, *benign])
    new = asked.labels == 1
    reached = {name: np.zeros(len(asked.rows), dtype=bool) for name in POINTS}
    for shares, apart in ((WHOLE_SHARES, False), (SHARES, True)):
        answers = validate(known, shares, apart=apart)
        if apart:
            margins = gravest_of(asked, fit_apart(known, _all(known)))
        else:
            margins = np.asarray(fit(known, _all(known)).predict(asked.values, raw_score=True))
        for ecosystem, points in thresholds(answers.margins, known, _all(known), shares).items():
            mine = new & (asked.ecosystems == ecosystem)
            for name, least in points.items():
                reached[name][mine] |= margins[mine] >= least
        for name, hits in answers.reached.items():
            # Both hold the same benign rows in the same order.
            reached[name][~new] |= hits[known.labels == 0]
    return Later(CUT, len({row.family for row in before}), validation(asked, reached))


def validation(data: Data, reached: "dict[str, np.ndarray[Any, Any]]") -> Validation:
    """Count what reaches each point: by set, and by clone family."""
    return Validation(
        len({row.family for row in data.rows if row.malicious}),
        {name: _counted(data, hits) for name, hits in reached.items()},
    )


def _counted(data: Data, hits: "np.ndarray[Any, Any]") -> Point:
    families: dict[str, list[bool]] = defaultdict(list)
    sets: dict[str, list[bool]] = defaultdict(list)
    for row, hit in zip(data.rows, hits, strict=True):
        sets[row.set].append(bool(hit))
        if row.malicious:
            families[row.family].append(bool(hit))
    mean = sum(sum(found) / len(found) for found in families.values()) / max(1, len(families))
    return Point(
        round(mean, 5), {name: Count(sum(found), len(found)) for name, found in sorted(sets.items())}
    )


def _print(name: str, found: Validation) -> None:
    print(f"== {name}: {found.families} families")
    for point, told in found.points.items():
        print(f"-- at {point}: recall per family {told.families_mean:.1%}")
        for set_, count in told.sets.items():
            print(f"   {set_}: {share(count, bounded=not set_.startswith('mal-'))}")


def thresholds(
    margins: "np.ndarray[Any, Any]", data: Data, chosen: "np.ndarray[Any, Any]", shares: Shares
) -> dict[str, dict[str, float]]:
    """For each ecosystem the least log odds of each point, such that at most its share of the chosen benign rows reach it."""
    found: dict[str, dict[str, float]] = {}
    for ecosystem in sorted(set(data.ecosystems)):
        quiet = np.sort(margins[chosen & (data.labels == 0) & (data.ecosystems == ecosystem)])[::-1]
        found[str(ecosystem)] = {
            name: round(float(quiet[min(int(len(quiet) * share), len(quiet) - 1)]) + 1e-4 + MARGIN[name], 4)
            for name, share in shares[str(ecosystem)].items()
        }
    return found


def build(
    name: str,
    data: Data,
    booster: lightgbm.Booster,
    margins: "np.ndarray[Any, Any]",
    shares: Shares,
) -> dict[str, Any]:
    """The model over all rows, with thresholds and calibration from cross-validation, as the file holds it."""
    digest = hashlib.sha256(booster.model_to_string().encode()).hexdigest()[:12]
    points = thresholds(margins, data, _all(data), shares)
    return {
        "format": 1,
        "name": f"{name}-{digest}",
        "features": list(NAMES),
        "base_rate": BASE_RATE,
        "trees": [_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]],
        "calibration": calibrate(margins, data),
        "points": points,
    }


def _tree(root: dict[str, Any]) -> dict[str, list[float]]:
    arrays: dict[str, list[float]] = {key: [] for key in ("feature", "threshold", "left", "right", "value")}

    def add(node: dict[str, Any]) -> int:
        at = len(arrays["feature"])
        is_leaf = "leaf_value" in node
        arrays["feature"].append(-1 if is_leaf else node["split_feature"])
        arrays["threshold"].append(0 if is_leaf else round(node["threshold"], 4))
        arrays["left"].append(0)
        arrays["right"].append(0)
        arrays["value"].append(round(node["leaf_value"] if is_leaf else node["internal_value"], 5))
        if not is_leaf:
            arrays["left"][at] = add(node["left_child"])
            arrays["right"][at] = add(node["right_child"])
        return at

    add(root)
    return arrays


def calibrate(margins: "np.ndarray[Any, Any]", data: Data) -> list[tuple[float, float]]:
    """Isotonic regression (pool adjacent violators) of the labels at the base rate, as a rising line."""
    order = np.argsort(margins)
    labels = data.labels[order].astype(float)
    weights = data.weights[order].copy()
    weights[labels == 1] *= BASE_RATE / weights[labels == 1].sum()
    weights[labels == 0] *= (1 - BASE_RATE) / weights[labels == 0].sum()
    blocks: list[list[float]] = []  # weight, weighted label, first log odds, last log odds
    for margin, label, weight in zip(margins[order], labels, weights, strict=True):
        blocks.append([weight, weight * label, margin, margin])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][0] >= blocks[-1][1] * blocks[-2][0]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1], blocks[-1][2], last[3]]
    curve: list[tuple[float, float]] = []
    for weight, hits, first, end in blocks:
        # Never certain: what no benign sample reached is no proof.
        share = round(min(hits / weight, 0.995), 6)
        at = round((first + end) / 2, 4)
        if not curve or at > curve[-1][0]:
            curve.append((at, share))
    return curve


if __name__ == "__main__":
    main()
