"""Pages of the documentation that are made of what was measured and of the shipped models."""

from collections.abc import Iterator

from bench.inspect.measured import Measured, MeasuredEvasions, MeasuredSet, rates
from bench.inspect.printing import LEVEL_WORDS, percent, share
from bench.inspect.rows import BLOCK, HOLD, LEVELS
from bench.inspect.summary import Count
from bench.inspect.validated import Validated, Validation
from pratique.analysis.features import FEATURES
from pratique.analysis.inspection import RULESET
from pratique.analysis.score.identity import MODELS
from pratique.analysis.score.loading import shipped_models
from pratique.analysis.score.model import Model


def features() -> str:
    """Every feature, and what the shipped models are."""
    lines = [
        "# Features of the score\n",
        (
            'What a feature says reads on after "because it". Values are how early it happens (4 at install, 3 at import, 2 and 1 when '
            "asked for, 0 never), sizes as logarithms, or counts. A rising feature may never lower the score. "
            "Used by: in how many nodes of the trees of the three models (whole artifact, each file by itself, beyond the baseline) it stands.\n"
        ),
        "| feature | because it | rising | used by |",
        "| --- | --- | --- | --- |",
    ]
    models = shipped_models()
    used = [_nodes(model) for model in (models.alone, models.apart, models.beyond)]
    for feature in FEATURES:
        counts = " / ".join(str(nodes.get(feature.id, 0)) for nodes in used)
        lines.append(f"| `{feature.id}` | {feature.words} | {'yes' if feature.rising else 'no'} | {counts} |")
    lines += [
        "\n## The models that ship\n",
        "| model | trees | base rate | ecosystem | block from | review from | note from |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for model in (models.alone, models.apart, models.beyond):
        for ecosystem, points in sorted(model.points.items()):
            told = " | ".join(f"{value:.2f}" for value in (points.block, points.review, points.note))
            lines.append(
                f"| `{model.name}` | {len(model.trees)} | {percent(model.base_rate)} | {ecosystem} | {told} |"
            )
    lines.append(
        "\nPoints are in log odds; an answer shows the calibrated probability. An ecosystem that is not named has the strictest."
    )
    return "\n".join(lines) + "\n"


def measured_page(measured: Measured, validated: Validated) -> str:
    """The rates, set by set."""
    lines = [
        "# The score as measured\n",
        (
            "Intervals are 95 % (Wilson); a bound is one-sided at 95 % (Clopper and Pearson). Artifacts are judged alone, without a "
            "baseline or metadata, by the law of docs/explanation/how-it-decides.md, unless the set says otherwise: `delta-` sets are "
            "releases judged against their predecessors. *Cross-validated* says of how many artifacts the score is that of a "
            "model which saw no relative of them (clone family, package); of the others the shipped model says it.\n"
        ),
    ]
    if validated.alone is not None and validated.beyond is not None:
        lines += ["## What cross-validation said at training\n", *_validated(validated)]
    if not measured.sets:
        lines.append("Nothing has been measured with the models that ship.\n")
    malicious = [one for one in measured.sets.values() if one.ours.malicious]
    benign = [one for one in measured.sets.values() if not one.ours.malicious]
    if malicious:
        lines += ["## Recall\n", *_recall(malicious)]
    if benign:
        lines += ["\n## False alarms\n", *_alarms(benign)]
    if any(one.adoptions for one in benign):
        lines += ["\n## Projects at adoption\n", *_adoptions(benign)]
    if measured.sets:
        lines += ["\n## Cost\n", *_costs(list(measured.sets.values()))]
    if peers := [one for one in measured.sets.values() if one.peer is not None]:
        lines += ["\n## Beside the peer\n", *_peers(peers)]
    if measured.evasions is not None:
        lines += ["\n## Attacks of our own that hide\n", *_evasions(measured.evasions)]
    if measured.sets:
        lines += ["\n## How each set was measured\n", *(_how(one) for one in measured.sets.values())]
    return "\n".join(lines) + "\n"


def rule_line(measured: Measured, rule: str) -> str:
    """What was measured of a rule, as one line of its page; "" where nothing was."""
    found = rates(measured, rule)
    # A rule without a hit may not have been run alone by then.
    if found is None or not (found.malicious.hits or found.benign.hits):
        return ""
    parts = []
    if found.malicious_of:
        parts.append(
            f"hits {found.malicious.hits:,} of {found.malicious_of:,} malicious releases ({found.malicious.families:,} clone families), "
            f"stops {found.malicious.stops:,}"
        )
    if found.benign_of:
        parts.append(
            f"hits {found.benign.hits:,} of {found.benign_of:,} benign ones, stops "
            f"{share(Count(found.benign.stops, found.benign_of), bounded=True)}"
        )
    return f"Measured, alone, until {max(one.day for one in measured.sets.values())}: {'; '.join(parts)}. See [what was measured](score-measured.md)."


def _validated(validated: Validated) -> Iterator[str]:
    yield (
        "Printed by `python -m bench.inspect.train` from the committed tables. Every artifact is scored by models that saw no relative "
        "of it: malware is split by clone family, benign releases by package; stubs are left out, rules beside the score do not count."
    )
    if validated.models != MODELS:
        yield "\nThe models that ship are others."
    for title, found in (
        ("Artifacts alone", validated.alone),
        ("Upgrades, beyond their baselines", validated.beyond),
    ):
        if found is not None:
            yield f"\n### {title}\n"
            yield from _points(found)
    if (later := validated.later) is not None:
        yield "\n### Malware that came later\n"
        yield (
            f"Models that learned from the {later.learned:,} clone families known before {later.cut} and from no later one, with points set "
            "by what they knew, asked about families first seen from then on. Of what malware will be like tomorrow this says more than "
            "cross-validation does. Benign releases count in cross-validation, as above.\n"
        )
        yield from _points(later.validation)
    yield ""


def _points(found: Validation) -> Iterator[str]:
    yield f"| set | {' | '.join(found.points)} |"
    yield f"| --- |{' --- |' * len(found.points)}"
    means = " | ".join(percent(point.families_mean) for point in found.points.values())
    yield f"| mean over {found.families:,} clone families | {means} |"
    for name in next(iter(found.points.values())).sets:
        cells = (
            share(point.sets[name], bounded=not name.startswith("mal-")) for point in found.points.values()
        )
        yield f"| {name} | {' | '.join(cells)} |"


def _recall(sets: list[MeasuredSet]) -> Iterator[str]:
    yield "| set | n | stubs left out | block | review-hold | note | per family, review-hold | cross-validated |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for one in sets:
        ours = one.ours
        levels = " | ".join(share(ours.levels[level], bounded=False) for level in LEVELS)
        families = f"{percent(ours.families.mean)} of {ours.families.count:,}" if ours.families else "-"
        yield (
            f"| {ours.name} | {ours.count:,} | {ours.stubs.of} | {levels} | {families} | "
            f"{ours.cross_validated:,} |"
        )


def _alarms(sets: list[MeasuredSet]) -> Iterator[str]:
    yield "| set | n | block | review-hold | note | cross-validated |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in sets:
        levels = " | ".join(share(one.ours.levels[level], bounded=level in {BLOCK, HOLD}) for level in LEVELS)
        yield f"| {one.ours.name} | {one.ours.count:,} | {levels} | {one.ours.cross_validated:,} |"


def _adoptions(sets: list[MeasuredSet]) -> Iterator[str]:
    yield (
        "What a project has when it adopts pratique is pinned, and only what blocks stops it. The last column is what a person would "
        "have to look at if every release were new at once.\n"
    )
    yield "| project | releases | stopped at adoption | held for review if all were new |"
    yield "| --- | --- | --- | --- |"
    for one in sets:
        for found in one.adoptions:
            yield f"| {found.project} | {found.releases:,} | {found.stopped} | {found.held_if_new} |"


def _costs(sets: list[MeasuredSet]) -> Iterator[str]:
    yield "| set | CPU s median / p95 / most | artifacts per CPU s | MB unpacked per CPU s | peak MB | not inspected |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in sets:
        cost = one.ours.cost
        yield (
            f"| {one.ours.name} | {cost.median_s:.3f} / {cost.p95_s:.2f} / {cost.most_s:.1f} | {cost.per_cpu_s:.1f} | "
            f"{cost.mb_per_s:.1f} | {cost.peak_mb} | {one.ours.not_inspected} |"
        )


def _peers(sets: list[MeasuredSet]) -> Iterator[str]:
    yield f"On the same files in the same run. Ours is {LEVEL_WORDS[HOLD]} and graver, the peer's its own operating point; what it fails at is not stopped.\n"
    yield "| set | peer | stopped by us | stopped by the peer | per family, us / peer | failures of the peer | artifacts per CPU s, us / peer |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for one in sets:
        ours, peer = one.ours, one.peer
        assert peer is not None
        families = f"{percent(ours.families.mean)} / {percent(peer.families_mean)}" if ours.families else "-"
        yield (
            f"| {ours.name} | {peer.version} | {share(ours.levels[HOLD], bounded=False)} | "
            f"{share(peer.stopped, bounded=False)} | {families} | {peer.failed} | "
            f"{peer.ours.per_cpu_s:.1f} / {peer.cost.per_cpu_s:.1f} |"
        )


def _evasions(found: MeasuredEvasions) -> Iterator[str]:
    yield "Inert, of `tests/evasions`; chosen to evade, so the share is no rate of anything but itself.\n"
    yield "| | attacks stopped | benign twins stopped |"
    yield "| --- | --- | --- |"
    yield f"| pratique | {_of(found.bad)} | {_of(found.twins)} |"
    if found.peer_bad is not None and found.peer_twins is not None:
        yield f"| {found.peer} | {_of(found.peer_bad)} | {_of(found.peer_twins)} |"
    if found.ruleset != RULESET:
        yield f"\nMeasured on {found.day} with other rules or models than ship now."


def _how(one: MeasuredSet) -> str:
    without = f", without {', '.join(f'`{rule}`' for rule in one.without)}" if one.without else ""
    stale = "" if one.ruleset == RULESET else "; other rules or models than ship now"
    absent = f"; {one.ours.absent} files were not there" if one.ours.absent else ""
    return f"- {one.ours.name}: {one.day}, ruleset `{one.ruleset}`{without}{absent}{stale}."


def _of(count: Count) -> str:
    return f"{count.hits} of {count.of}"


def _nodes(model: Model) -> dict[str, int]:
    found: dict[str, int] = {}
    for tree in model.trees:
        for feature in tree.feature:
            if feature >= 0:
                name = model.features[feature]
                found[name] = found.get(name, 0) + 1
    return found
