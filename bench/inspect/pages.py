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
            'The second column completes a sentence that begins with "because it". The value of a feature is a moment (4 at install, 3 at '
            "import, 2 and 1 when called, 0 never), the logarithm of a size, or a count. If the value of a rising "
            "feature increases, the score never decreases. The last "
            "column shows how many tree nodes of each of the three models use the feature: for the whole artifact, for each file "
            "alone, and for behaviour that the baseline does not have.\n"
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
        "\nThe thresholds are in log odds; a finding shows the calibrated probability. An ecosystem that is not in the table has the strictest threshold."
    )
    return "\n".join(lines) + "\n"


def measured_page(measured: Measured, validated: Validated) -> str:
    """The rates, set by set."""
    lines = [
        "# The score as measured\n",
        (
            "Intervals have a confidence of 95 % (Wilson), and bounds are one-sided at 95 % (Clopper and Pearson). Artifacts are judged "
            "alone, without a baseline or metadata, by the rules of docs/explanation/how-it-decides.md; only releases of `delta-` sets are "
            "compared with their predecessors. The column *cross-validated* counts the artifacts whose score comes from a model that saw no "
            "relative of the artifact (clone family, package). The shipped model scores all other artifacts.\n"
        ),
    ]
    if validated.alone is not None and validated.beyond is not None:
        lines += ["## Cross-validation at training\n", *_validated(validated)]
    if not measured.sets:
        lines.append("Nothing has been measured with the shipped models.\n")
    malicious = [one for one in measured.sets.values() if one.ours.malicious]
    benign = [one for one in measured.sets.values() if not one.ours.malicious]
    if malicious:
        lines += ["## Recall\n", *_recall(malicious)]
    if benign:
        lines += ["\n## False positives\n", *_alarms(benign)]
    if any(one.adoptions for one in benign):
        lines += ["\n## Projects at adoption\n", *_adoptions(benign)]
    if measured.sets:
        lines += ["\n## Cost\n", *_costs(list(measured.sets.values()))]
    if peers := [one for one in measured.sets.values() if one.peer is not None]:
        lines += ["\n## Comparison with another tool\n", *_peers(peers)]
    if measured.evasions is not None:
        lines += ["\n## Evasive attacks that we wrote\n", *_evasions(measured.evasions)]
    if measured.sets:
        lines += ["\n## How each set was measured\n", *_how(list(measured.sets.values()))]
    return "\n".join(lines) + "\n"


def rule_line(measured: Measured, rule: str) -> str:
    """Return the measured results of a rule as a sentence and a table; "" if nothing was measured."""
    found = rates(measured, rule)
    # A rule without a hit may not have been run alone by then.
    if found is None or not (found.malicious.hits or found.benign.hits):
        return ""
    day = max(one.day for one in measured.sets.values())
    lines = [
        (
            f"This table shows how many test releases the rule reports or stops if each artifact is judged without its baseline (last measured on {day}). "
            "The page [the score as measured](score-measured.md) describes the sets of test releases."
        ),
        "",
        "| releases | reported | stopped |",
        "| --- | --- | --- |",
    ]
    if found.malicious_of:
        families = (
            f"{found.malicious.families:,} clone {'family' if found.malicious.families == 1 else 'families'}"
        )
        lines.append(
            f"| {found.malicious_of:,} malicious | {found.malicious.hits:,} ({families}) | {found.malicious.stops:,} |"
        )
    if found.benign_of:
        stops = share(Count(found.benign.stops, found.benign_of), bounded=True)
        lines.append(f"| {found.benign_of:,} benign | {found.benign.hits:,} | {stops} |")
    return "\n".join(lines)


def _validated(validated: Validated) -> Iterator[str]:
    yield (
        "`python -m bench.inspect.train` prints these results from the committed tables. Each artifact is scored by models that saw no "
        "relative of it in training: "
        "malware is split by clone family, and benign releases are split by package. The results leave out stubs and consider only the "
        "score, not the other rules."
    )
    if validated.models != MODELS:
        yield "\nThe shipped models are not those of this cross-validation."
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
            f"The models of this test were trained on benign releases and on the {later.learned:,} clone families of malware known before "
            f"{later.cut}. The thresholds were set on the same benign releases. "
            f"The test uses clone families that were first seen from {later.cut} on, so the result predicts the detection of future malware "
            "better than cross-validation does. In the test with later malware, benign releases are cross-validated, too.\n"
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
        "The releases that a project already uses at its first check are pinned, and only a block stops them. The last column of the table counts the "
        "releases that would need a manual review if all releases were new.\n"
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
    yield f"Both tools read the same files in the same run. Pratique stops a release at {LEVEL_WORDS[HOLD]} or above; the other tool uses its own threshold, and a failed file counts as not stopped.\n"
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
    yield "The harmless attacks in `tests/evasions` were written to evade the analysis, so the result says nothing about the detection rate for real malware.\n"
    yield "| | attacks stopped | benign twins stopped |"
    yield "| --- | --- | --- |"
    yield f"| pratique | {_of(found.bad)} | {_of(found.twins)} |"
    if found.peer_bad is not None and found.peer_twins is not None:
        yield f"| {found.peer} | {_of(found.peer_bad)} | {_of(found.peer_twins)} |"
    if found.ruleset != RULESET:
        yield f"\nThe evasive attacks were measured on {found.day} with other rules or models than the shipped ones."


def _how(sets: list[MeasuredSet]) -> Iterator[str]:
    yield "| set | day | ruleset | ruleset shipped now | rules left out | files not available |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in sets:
        without = ", ".join(f"`{rule}`" for rule in one.without) or "none"
        shipped = "yes" if one.ruleset == RULESET else "no"
        yield f"| {one.ours.name} | {one.day} | `{one.ruleset}` | {shipped} | {without} | {one.ours.absent} |"


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
