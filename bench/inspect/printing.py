"""Rates as a person reads them."""

from collections.abc import Iterable, Iterator, Sequence

from bench.inspect.peer import PeerSummary
from bench.inspect.rates import below, wilson
from bench.inspect.rows import BLOCK, HOLD, LEVELS, NOTE, Row
from bench.inspect.summary import Adoption, Cost, Count, Reading, Summary

LEVEL_WORDS = {BLOCK: "block", HOLD: "review-hold", NOTE: "note"}


def share(count: Count, *, bounded: bool) -> str:
    """`3 of 1,000 = 0.30 % (0.10 to 0.88), below 0.77 %`; the bound is one-sided, at 95 %."""
    if not count.of:
        return "none of none"
    low, high = wilson(count.hits, count.of)
    text = f"{count.hits:,} of {count.of:,} = {percent(count.hits / count.of)} ({low * 100:.2f} to {high * 100:.2f})"
    return f"{text}, below {percent(below(count.hits, count.of))}" if bounded else text


def percent(value: float) -> str:
    """Two digits behind the point below ten per cent, one above."""
    return f"{value * 100:.2f} %" if value < 0.1 else f"{value * 100:.1f} %"


def told(summary: Summary) -> Iterator[str]:
    """All that is told of one set."""
    what = "recall" if summary.malicious else "false alarms"
    yield f"== {summary.name}: {summary.count:,} {'malicious' if summary.malicious else 'benign'}"
    if summary.stubs.of:
        yield f"stubs, counted nowhere else: {summary.stubs.of}, of which {summary.stubs.hits} are stopped"
    if summary.not_inspected or summary.absent:
        yield f"not inspected, held by the law: {summary.not_inspected}; files that are not there: {summary.absent}"
    for level in LEVELS:
        yield f"{what} at {LEVEL_WORDS[level]}: {share(summary.levels[level], bounded=not summary.malicious)}"
    if summary.families is not None:
        found = summary.families
        yield (
            f"recall at review-hold per family: {percent(found.mean)} (mean of {found.count:,} families); "
            f"families with a member stopped: {share(Count(found.touched, found.count), bounded=False)}"
        )
    yield f"scored by a model that saw no relative: {summary.cross_validated:,} of {summary.count:,}"
    yield f"cost: {cost_words(summary.cost)}"


def cost_words(cost: Cost) -> str:
    """CPU, throughput and memory."""
    if not cost.artifacts:
        return "nothing was inspected"
    return (
        f"CPU s median {cost.median_s:.3f} / p95 {cost.p95_s:.2f} / most {cost.most_s:.1f}; "
        f"{cost.per_cpu_s:.1f} artifacts and {cost.mb_per_s:.1f} MB unpacked per CPU s; peak {cost.peak_mb} MB"
    )


def told_of_peer(summary: Summary, peer: PeerSummary) -> Iterator[str]:
    """The peer beside us, over the files that it was asked about."""
    yield f"-- {peer.version} at its operating point: {share(peer.stopped, bounded=not summary.malicious)}"
    if summary.malicious:
        yield f"per family: {percent(peer.families_mean)}"
    yield f"failed, counted as not stopped: {peer.failed}"
    yield f"its cost, where both have read the file: {cost_words(peer.cost)}"
    if peer.cost.cpu_s and peer.ours.cpu_s:
        ratio = peer.ours.per_cpu_s / peer.cost.per_cpu_s
        yield f"ours on the same files: {cost_words(peer.ours)}; artifacts per CPU s: {ratio:.1f} times the peer's"


def rules_table(summaries: Sequence[Summary]) -> Iterator[str]:
    """Every rule: hits, stops and, of all that it hits in these sets, the share of malware."""
    names = sorted({rule for summary in summaries for rule in summary.rules})
    counts = {kind: sum(s.count for s in summaries if s.malicious is kind) for kind in (True, False)}
    yield f"== rules: artifacts hit (and stopped by the rule alone), of {counts[True]:,} malicious and {counts[False]:,} benign"
    for name in names:
        bad = [s.rules[name] for s in summaries if s.malicious and name in s.rules]
        good = [s.rules[name] for s in summaries if not s.malicious and name in s.rules]
        hits, alarms = sum(r.hits for r in bad), sum(r.hits for r in good)
        yield (
            f"{name:28} {hits:6,} ({sum(r.stops for r in bad):,})  {alarms:6,} ({sum(r.stops for r in good):,})  "
            f"precision {percent(hits / (hits + alarms))}"
        )


def adoption_table(found: Iterable[Adoption]) -> Iterator[str]:
    """What adopting each project would stop."""
    for one in found:
        yield (
            f"{one.project:20} {one.releases:6,} releases: stopped at adoption {one.stopped}, "
            f"held for review if all were new {one.held_if_new}"
        )


def named(row: Row, reading: Reading) -> str:
    """One artifact that was judged wrongly, and what was seen of it."""
    rules = ", ".join(f"{rule}: {what}" for rule, what in sorted(reading.told(row).items())) or "no finding"
    score = "" if row.probability is None else f"; score {row.probability:.4f}"
    seen = ", ".join(
        f"{name} {value:g}" for name, value in sorted(row.features.items(), key=lambda i: -i[1])[:8]
    )
    chains = "; ".join(chain.strip() for chain in row.chains[:3])
    failed = f"\n    not inspected: {row.why_failed}" if row.why_failed else ""
    unread = f"\n    unread: {row.unread[0]}" if row.unread else ""
    return (
        f"  {row.set} {row.name} {row.version} {row.sha256[:12]} family {row.family}: {rules}{score}"
        f"\n    features: {seen or 'none'}\n    chains: {chains or 'none'}{failed}{unread}"
    )
