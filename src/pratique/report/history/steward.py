"""Writes the report about packages that may be abandoned or change owners: a short list, and a complete JSON document."""

from collections.abc import Iterator, Sequence

from pratique.core.reading import NotJudged
from pratique.core.stewardship import State, StewardReport, Use, Ward
from pratique.report.formats.json_contract import Json, lock_read, not_judged, trouble
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import code, escape, escape_markdown
from pratique.report.text.style import Line, Span, Style, line

STEWARD_VERSION = 1
MOST_SHOWN = 20
"""The maximum number of packages that the terminal report shows. The JSON document contains all packages."""
_MOST_GAPS = 20
_MOST_NAMED = 3
_MOST_KEEPERS = 8
_TEXT = 240


def headline(value: StewardReport) -> str:
    """Return the result of the stewardship report in one line."""
    if not value.packages:
        return (
            "nothing to check: no lock lists a package from a registry"
            if value.earlier is None
            else f"no new package: the project had all {value.earlier:,} before"
        )
    new = " new" if value.earlier is not None else ""
    looked = f"{value.told.listings:,} of {plural(value.packages, f'{new[1:]} package'.strip())} looked up"
    if not value.told.listings:
        return looked
    if not value.listed:
        return f"{looked}, and no listing raises doubt"
    verb = "needs" if len(value.listed) == 1 else "need"
    return f"{looked}; {len(value.listed):,} {verb} attention, the most used and most doubtful first"


def states_words(value: StewardReport) -> str:
    """Return the number of packages in each state; empty if no package was looked up."""
    told = [f"{value.states[state]:,} {state.value}" for state in State if value.states.get(state)]
    return ", ".join(told)


def more_words(value: StewardReport) -> str:
    """Return the number of packages with doubt that the list leaves out; empty if there are none."""
    more = len(value.wards) - min(len(value.listed), MOST_SHOWN)
    return (
        f"{plural(more, 'more package')} with less doubt or less use: --format json lists all" if more else ""
    )


def use_words(use: Use) -> str:
    """Return a phrase that states how the project uses the package."""
    parts = ["direct dependency of the project"] if use.direct else []
    if use.dependants:
        leads = "entry leads" if use.dependants == 1 else "entries lead"
        parts.append(f"{use.dependants:,} {leads} to it")
    if use.only:
        parts.append(f"only for {', '.join(escape(name, most=40) for name in use.only[:4])}")
    return "; ".join(parts) or "no dependent is known"


def coverage_words(value: StewardReport) -> Iterator[str]:
    """Yield the number of packages with each kind of data. Missing data does not increase a risk."""
    told = value.told
    if told.listings:
        for what, count in (
            ("maintainers", told.maintainers),
            ("publishers", told.publishers),
            ("publish times from the registry itself", told.times),
        ):
            if count < told.listings:
                yield f"{what} are known for {count:,} of {told.listings:,} packages; the others may also be at risk"
    yield from (f"{file.path}: {problem}" for file in value.files for problem in file.problems)
    yield from (f"{file.path}: {file.error.message}" for file in value.files if file.error)
    by_reason: dict[str, list[NotJudged]] = {}
    for item in value.not_asked:
        by_reason.setdefault(item.trouble.reference.value if item.trouble else item.why, []).append(item)
    for reason, items in by_reason.items():
        named = ", ".join(item.purl for item in items[:_MOST_NAMED])
        more = f" and {len(items) - _MOST_NAMED:,} more" if len(items) > _MOST_NAMED else ""
        why = f"{reason}: {items[0].why}" if items[0].trouble and len(items) == 1 else reason
        yield f"{plural(len(items), 'package')} not looked up, {why} ({named}{more})"


def keepers_words(value: StewardReport) -> str:
    """Return the accounts that are the only maintainer of several packages; empty if there are none."""
    named = [f"{escape(name, most=60)} ({count:,})" for name, count in value.keepers[:_MOST_KEEPERS]]
    more = f" and {len(value.keepers) - _MOST_KEEPERS:,} more" if len(value.keepers) > _MOST_KEEPERS else ""
    return f"only maintainers of several packages: {', '.join(named)}{more}" if named else ""


def lines(value: StewardReport) -> list[Line]:
    """Return the stewardship report as lines for a terminal."""
    found = [line(Span("steward", Style.STRONG), f": {headline(value)}")]
    states, keepers, more = states_words(value), keepers_words(value), more_words(value)
    found += [line(f"  {states}")] if states else []
    found += [line(f"  {keepers}; a takeover of one account affects all its packages")] if keepers else []
    for number, ward in enumerate(value.listed[:MOST_SHOWN], start=1):
        found += [line(""), *_ward(number, ward)]
    found += [line(""), line(more)] if more else []
    gaps = list(coverage_words(value))
    if gaps:
        found += [line(""), line(Span("unknown, or not looked up", Style.STRONG))]
        found += [line(f"  {escape(gap, most=400)}") for gap in gaps[:_MOST_GAPS]]
        found += [line(f"  and {len(gaps) - _MOST_GAPS:,} more")] if len(gaps) > _MOST_GAPS else []
    if value.out_of_scope:
        found += [
            line(""),
            line(Span(f"out of scope: {plural(len(value.out_of_scope), 'entry', 'entries')}", Style.FAINT)),
        ]
    return found


def _ward(number: int, ward: Ward) -> Iterator[Line]:
    versions = ", ".join(escape(version, most=40) for version in ward.use.versions[:3])
    more = f" and {len(ward.use.versions) - 3} more" if len(ward.use.versions) > 3 else ""
    yield line(
        f"{number:>3}. ",
        Span(escape(str(ward.package), most=120), Style.STRONG),
        f" {versions}{more}  ",
        Span(ward.state.value, Style.HOLD),
    )
    yield line(f"     {use_words(ward.use)}")
    yield from (line(Span(f"     {escape(item.text, most=_TEXT)}", Style.HOLD)) for item in ward.reasons)
    yield from (
        line("     ", Span(f"{step.way.value}: ", Style.STRONG), escape(step.text, most=_TEXT))
        for step in ward.steps
    )


def markdown(value: StewardReport) -> str:
    """Return a Markdown table for an issue or a wiki."""
    found = [
        "# Packages that may be abandoned or change owners",
        "",
        f"{escape_markdown(headline(value), most=400)}.",
        "",
    ]
    states, keepers, more = states_words(value), keepers_words(value), more_words(value)
    found += [f"States: {states}.", ""] if states else []
    found += [f"{escape_markdown(keepers[:1].upper() + keepers[1:], most=800)}.", ""] if keepers else []
    if value.listed:
        found += ["| package | state | use here | why | what to do |", "| --- | --- | --- | --- | --- |"]
        found += [_row(ward) for ward in value.listed[:MOST_SHOWN]]
    found += ["", f"{more}."] if more else []
    gaps = list(coverage_words(value))
    if gaps:
        found += ["", "## Unknown, or not looked up", ""]
        found += [f"- {escape_markdown(gap, most=400)}" for gap in gaps[:_MOST_GAPS]]
        found += [f"- and {len(gaps) - _MOST_GAPS:,} more"] if len(gaps) > _MOST_GAPS else []
    return "\n".join(found) + "\n"


def _row(ward: Ward) -> str:
    name = code(f"{ward.package} {', '.join(ward.use.versions[:3])}", most=120)
    why = _joined([item.text for item in ward.reasons])
    steps = "<br>".join(
        f"**{step.way.value}**: {escape_markdown(step.text, most=_TEXT)}" for step in ward.steps
    )
    return f"| {name} ({ward.package.ecosystem.value}) | {ward.state.value} | {escape_markdown(use_words(ward.use), most=200)} | {why} | {steps} |"


def _joined(texts: Sequence[str]) -> str:
    return "<br>".join(escape_markdown(text, most=_TEXT) for text in texts)


def document(value: StewardReport) -> dict[str, Json]:
    """Return the JSON object of `steward --format json`."""
    listed = frozenset(value.listed)
    return {
        "schema_version": STEWARD_VERSION,
        "root": value.root,
        "headline": headline(value),
        "states": {state.value: value.states.get(state, 0) for state in State},
        "packages": [_package(ward, listed=ward in listed) for ward in value.wards],
        "keepers": [{"name": name, "packages": count} for name, count in value.keepers],
        "coverage": {
            "complete": value.complete,
            "files": [lock_read(item) for item in value.files],
            "packages_total": value.packages,
            "packages_before": value.earlier,
            "looked_up": value.told.listings,
            "maintainers_told": value.told.maintainers,
            "publishers_told": value.told.publishers,
            "times_told": value.told.times,
            "not_looked_up": [
                {**not_judged(item), "error": trouble(item.trouble)} for item in value.not_asked
            ],
            "out_of_scope": [not_judged(item) for item in value.out_of_scope],
        },
    }


def _package(ward: Ward, *, listed: bool) -> dict[str, Json]:
    use = ward.use
    return {
        "purl": ward.package.purl,
        "versions": list(use.versions),
        "listed": listed,
        "state": ward.state.value,
        "doubt": ward.doubt,
        "score": ward.score,
        "chance_of_no_release": ward.chance,
        "use": {
            "direct": use.direct,
            "asked_by": use.asked_by,
            "dependants": use.dependants,
            "only": list(use.only),
            "sources": list(use.sources),
        },
        "reasons": [{"worry": item.worry.value, "text": item.text} for item in ward.reasons],
        "steps": [{"way": item.way.value, "text": item.text} for item in ward.steps],
        "funding": ward.funding,
    }
