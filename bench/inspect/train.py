"""Train the models that ship with Pratique from the committed feature tables.

    python -m bench.inspect.train [--tables FOLDER] [--write]

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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bench.inspect.rates import below, wilson
from bench.inspect.tables import TABLES, Row, read_table
from pratique.analysis.features import FEATURES
from pratique.analysis.score.loading import FILE

BASE_RATE = 0.002
"""Share of malicious among new releases (field note on detection: 0.18 % at least)."""
FOLDS = 5
ROUNDS = 220
SHARES = {"block": 0.0, "review": 0.001, "note": 0.01}
"""Of benign samples, at most so many reach each operating point in training."""
REVIEW_SHARES = {"pypi": 0.003}
"""Other shares at review: a package with several files in a set counts as often there."""
MARGIN = {"block": 1.0, "review": 0.0, "note": 0.0}
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
    "monotone_constraints_method": "advanced",
    "seed": 20,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}
NAMES = tuple(feature.id for feature in FEATURES)


@dataclass(frozen=True)
class Data:
    """Rows as arrays: values, labels, weights and folds, in one order."""

    rows: tuple[Row, ...]
    values: "np.ndarray[Any, Any]"
    labels: "np.ndarray[Any, Any]"
    weights: "np.ndarray[Any, Any]"
    folds: "np.ndarray[Any, Any]"
    ecosystems: "np.ndarray[Any, Any]"


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
    models = {}
    told: list[str] = []
    for name, quiet in (("alone", benign), ("beyond", [*deltas, *_thinned(benign)])):
        data = arrange([*malware, *quiet])
        print(
            f"== {name}: {len(malware)} malicious in {len({r.family for r in malware})} families, {len(quiet)} benign"
        )
        margins, reached = validate(data)
        # The second model speaks for upgrades alone.
        told += _margins(data, margins, reached, of="delta-" if name == "beyond" else "")
        models[name] = build(name, data, margins)
    if options.margins:
        options.margins.write_text("\n".join(told) + "\n")
    text = json.dumps(models, separators=(",", ":"))
    print(f"{len(text)} bytes")
    if options.write:
        FILE.write_text(text + "\n")
        name = hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]
        identity = FILE.with_name("identity.py")
        identity.write_text(re.sub(r'MODELS = ".*"', f'MODELS = "{name}"', identity.read_text()))


def _margins(
    data: Data, margins: "np.ndarray[Any, Any]", reached: "dict[str, np.ndarray[Any, Any]]", *, of: str
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
    """Rows as arrays. A family weighs as the root of its size; both classes weigh the same in all."""
    sizes = Counter(row.group for row in rows)
    values = np.array([[row.features.get(name, 0.0) for name in NAMES] for row in rows], dtype=np.float64)
    labels = np.array([int(row.malicious) for row in rows])
    weights = np.array([1 / math.sqrt(sizes[row.group]) if row.malicious else 1.0 for row in rows])
    for label in (0, 1):
        weights[labels == label] *= len(rows) / 2 / weights[labels == label].sum()
    folds = np.array([int(hashlib.sha256(row.group.encode()).hexdigest()[:8], 16) % FOLDS for row in rows])
    ecosystems = np.array([row.ecosystem for row in rows])
    return Data(tuple(rows), values, labels, weights, folds, ecosystems)


def fit(data: Data, chosen: "np.ndarray[Any, Any]") -> lightgbm.Booster:
    """Train on the chosen rows."""
    constraints = [int(feature.rising) for feature in FEATURES]
    table = lightgbm.Dataset(
        data.values[chosen], data.labels[chosen], weight=data.weights[chosen], feature_name=list(NAMES)
    )
    return lightgbm.train({**PARAMETERS, "monotone_constraints": constraints}, table, num_boost_round=ROUNDS)


def validate(data: Data) -> "tuple[np.ndarray[Any, Any], dict[str, np.ndarray[Any, Any]]]":
    """Cross-validate and print the rates.

    Gives the log odds of each row by a model that saw no relative of it, and the points reached by the other folds' thresholds.
    """
    margins = np.zeros(len(data.rows))
    for fold in range(FOLDS):
        mine = data.folds == fold
        margins[mine] = fit(data, ~mine).predict(data.values[mine], raw_score=True)
    reached = {name: np.zeros(len(data.rows), dtype=bool) for name in SHARES}
    for fold in range(FOLDS):
        mine = data.folds == fold
        for ecosystem, points in thresholds(margins, data, ~mine).items():
            here = mine & (data.ecosystems == ecosystem)
            for name, least in points.items():
                reached[name][here] = margins[here] >= least
    for name, hits in reached.items():
        report(data, name, hits)
    return margins, reached


def report(data: Data, name: str, hits: "np.ndarray[Any, Any]") -> None:
    """Print recall per sample and per family, and false alarms per set."""
    families: dict[str, list[bool]] = defaultdict(list)
    sets: dict[str, list[bool]] = defaultdict(list)
    for row, hit in zip(data.rows, hits, strict=True):
        sets[row.set].append(bool(hit))
        if row.malicious:
            families[row.family].append(bool(hit))
    share = sum(sum(found) / len(found) for found in families.values()) / max(1, len(families))
    print(f"-- at {name}: recall per family {share:.1%}")
    for set_, found in sorted(sets.items()):
        low, high = wilson(sum(found), len(found))
        bound = f", below {below(sum(found), len(found)):.2%}" if not set_.startswith("mal-") else ""
        print(
            f"   {set_}: {sum(found)} of {len(found)} = {sum(found) / len(found):.2%} ({low:.2%} to {high:.2%}{bound})"
        )


def thresholds(
    margins: "np.ndarray[Any, Any]", data: Data, chosen: "np.ndarray[Any, Any]"
) -> dict[str, dict[str, float]]:
    """For each ecosystem the least log odds of each point, such that at most its share of the chosen benign rows reach it."""
    found: dict[str, dict[str, float]] = {}
    for ecosystem in sorted(set(data.ecosystems)):
        quiet = np.sort(margins[chosen & (data.labels == 0) & (data.ecosystems == ecosystem)])[::-1]
        found[str(ecosystem)] = {
            name: round(float(quiet[min(int(len(quiet) * share), len(quiet) - 1)]) + 1e-4 + MARGIN[name], 4)
            for name, share in {
                **SHARES,
                "review": REVIEW_SHARES.get(str(ecosystem), SHARES["review"]),
            }.items()
        }
    return found


def build(name: str, data: Data, margins: "np.ndarray[Any, Any]") -> dict[str, Any]:
    """The model over all rows, with thresholds and calibration from cross-validation, as the file holds it."""
    booster = fit(data, np.ones(len(data.rows), dtype=bool))
    digest = hashlib.sha256(booster.model_to_string().encode()).hexdigest()[:12]
    points = thresholds(margins, data, np.ones(len(data.rows), dtype=bool))
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
