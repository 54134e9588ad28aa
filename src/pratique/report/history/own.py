"""Writes the report about the user's own packages, for a terminal and as a JSON document."""

from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.core.ownership import OwnPackage, OwnReport, Publisher
from pratique.report.formats.json_contract import Json, not_judged, time_of, trouble
from pratique.report.history.contract import dated
from pratique.report.history.words import day, short
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

OWN_VERSION = 1
_MOST_PEOPLE = 20
_MOST_NOTICES = 30
_MOST_VERSIONS = 8
_WORDS = {
    Weight.HOLDS: ("look at once", Style.BLOCK),
    Weight.LENGTHENS: ("look soon", Style.HOLD),
    Weight.RANKS: ("tidy up", Style.PLACE),
}


def headline(value: OwnReport) -> str:
    """Return the verdict on the user's own packages in one line."""
    if not value.packages:
        return "none of your packages was looked up"
    counts = {
        weight: sum(notice.weight is weight for item in value.packages for notice in item.notices)
        for weight in Weight
    }
    found = [f"{count:,} to {_WORDS[weight][0]}" for weight, count in counts.items() if count]
    return f"{plural(len(value.packages), 'package')} of yours: {', '.join(found) or 'no notices'}"


def lines(value: OwnReport) -> list[Line]:
    """Return the report about the user's own packages as lines for a terminal."""
    found = [line(Span("own", Style.STRONG), f": {headline(value)}")]
    found.append(line(Span(f"releases since {value.since:%Y-%m-%d}", Style.FAINT)))
    if not value.allowed:
        told = "`own.publishers` is not set, so no publisher is reported as unexpected"
        found.append(line(Span(told, Style.FAINT)))
    for item in value.packages:
        found += [line(""), *_package(item)]
    if value.not_asked:
        found += [line(""), line(Span("not looked up", Style.STRONG))]
        found += [
            line(f"  {escape(item.purl, most=200)}: {escape(item.why, most=300)}") for item in value.not_asked
        ]
    return found


def _package(item: OwnPackage) -> Iterator[Line]:
    name = f"{escape(str(item.package), most=120)} ({item.package.ecosystem.value})"
    yield line(Span(name, Style.STRONG))
    versions = [short(version, 30) for version in item.since[-_MOST_VERSIONS:]]
    more = f"{len(item.since) - _MOST_VERSIONS:,} and " if len(item.since) > _MOST_VERSIONS else ""
    yield line(
        f"  published: {more}{', '.join(versions)}" if versions else "  published: no release in this period"
    )
    people = [_person(person) for person in item.publishers if person.may is not False]
    rest = f" and {len(people) - _MOST_PEOPLE:,} more" if len(people) > _MOST_PEOPLE else ""
    yield line(
        f"  may publish: {', '.join(people[:_MOST_PEOPLE])}{rest}" if people else "  may publish: unknown"
    )
    for notice in item.notices[:_MOST_NOTICES]:
        words, style = _WORDS[notice.weight]
        where = f" {short(notice.version)}, {day(notice.at)}:" if notice.version else ""
        yield line("  ", Span(words, style), f":{where} {escape(notice.text, most=400)}")
    if len(item.notices) > _MOST_NOTICES:
        yield line(f"  and {len(item.notices) - _MOST_NOTICES:,} more: --format json lists all")
    yield from (line(Span(f"  not told: {escape(words, most=300)}", Style.FAINT)) for words in item.untold)


def _person(person: Publisher) -> str:
    may = "" if person.may else ", publishing rights unknown"
    stranger = ", not on the list" if person.allowed is False else ""
    return f"{short(person.name)} ({plural(person.releases, 'release')}{may}{stranger})"


def document(value: OwnReport) -> dict[str, Json]:
    """Return the JSON object of `history --own --format json`."""
    return {
        "schema_version": OWN_VERSION,
        "headline": headline(value),
        "since": time_of(value.since),
        "allowed": list(value.allowed),
        "packages": [_document(item) for item in value.packages],
        "coverage": {
            "complete": value.complete,
            "not_looked_up": [
                {**not_judged(item), "error": trouble(item.trouble)} for item in value.not_asked
            ],
        },
    }


def _document(item: OwnPackage) -> dict[str, Json]:
    return {
        "purl": item.package.purl,
        "registry": item.registry,
        "published": list(item.since),
        "publishers": [
            {
                "name": person.name,
                "may_publish": person.may,
                "allowed": person.allowed,
                "releases": person.releases,
                "last": dated(person.last),
            }
            for person in item.publishers
        ],
        "notices": [
            {
                "alarm": notice.alarm.value,
                "text": notice.text,
                "weight": notice.weight.value,
                "version": notice.version,
                "at": dated(notice.at),
            }
            for notice in item.notices
        ],
        "untold": list(item.untold),
        "answered": item.answered,
    }
