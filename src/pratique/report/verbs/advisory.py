"""Writes the page of an advisory for `explain`."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import fill

from pratique.core.advisory import Advisory, Affected, Rating
from pratique.report.parts.escape import escape

_WIDTH = 110
_MOST_PRODUCTS = 20
_MOST_VERSIONS = 40


def advisory(values: Sequence[Advisory]) -> str:
    """Return the records of all sources under one advisory id, escaped."""
    return "\n\n".join("\n".join(_lines(value)) for value in values)


def _lines(value: Advisory) -> Iterator[str]:
    yield f"{escape(value.id)} ({value.kind.value}), reported by {escape(value.source)}"
    if value.withdrawn is not None:
        yield f"withdrawn on {value.withdrawn:%Y-%m-%d}: the advisory is no longer valid"
    yield from _told("also called", (escape(name, most=80) for name in value.aliases))
    if value.summary:
        yield escape(value.summary, most=300)
    dates = (("published", value.published), ("changed", value.modified))
    yield from _told("dates", (f"{what} {at:%Y-%m-%d}" for what, at in dates if at is not None))
    yield from _told("rated", _ratings(value.ratings))
    for affected in value.affected[:_MOST_PRODUCTS]:
        yield from _affected(affected)
    if len(value.affected) > _MOST_PRODUCTS:
        yield f"and {len(value.affected) - _MOST_PRODUCTS} more packages"
    yield from _told("weaknesses", map(escape, value.cwes))
    if value.details:
        yield ""
        yield from (
            fill(escape(part, most=4000), _WIDTH) for part in value.details.split("\n") if part.strip()
        )
        yield ""
    yield from (f"more information: {escape(url, most=300)}" for url in value.urls)


def _affected(value: Affected) -> Iterator[str]:
    yield f"{escape(value.product.purl(), most=300)}"
    if not value.tells:
        yield "  affected: the advisory does not list the versions"
    yield from (f"  affected: {escape(str(span), most=200)}" for span in value.spans)
    if value.within is not None:
        sound = f", and not {' or '.join(value.outside)}" if value.outside else ""
        yield f"  affected: {escape((value.within.strip() or 'every version') + sound, most=300)}"
    if value.versions and not value.spans:
        more = (
            f" and {len(value.versions) - _MOST_VERSIONS} more"
            if len(value.versions) > _MOST_VERSIONS
            else ""
        )
        yield f"  affected: {escape(', '.join(value.versions[:_MOST_VERSIONS]), most=800)}{more}"
    if value.sole:
        yield "  the source confirms that no other version is affected"
    for line in _told("fixed in", map(escape, value.fixed)):
        yield f"  {line}"
    for line in _told("in", map(escape, value.symbols)):
        yield f"  {line}"
    for line in _told("only on", map(escape, value.platforms)):
        yield f"  {line}"
    for line in _told("rated", _ratings(value.ratings)):
        yield f"  {line}"


def _ratings(values: Iterable[Rating]) -> Iterator[str]:
    for value in values:
        parts = (
            value.severity.value if value.severity else "",
            f"{value.score:.1f}" if value.score is not None else "",
            escape(value.vector, most=200) if value.vector else "",
        )
        yield " ".join(part for part in parts if part)


def _told(what: str, values: Iterable[str]) -> Iterator[str]:
    text = ", ".join(value for value in values if value)
    if text:
        yield f"{what}: {text}"
