"""Converts a parsed search request to entries of an incident."""

from collections.abc import Iterator

from pratique.core.advisory import Affected, Span
from pratique.respond.incident.entry import Body, Bytes, Listed, Misread, Trace
from pratique.respond.wanted.value import Wanted


def bodies(wanted: Wanted) -> Iterator[Body]:
    """Yield an entry for each package, digest, indicator and unreadable part of a request."""
    for item in wanted.releases:
        product = item.affected.product
        yield Listed(
            id=item.id,
            type=product.type,
            name=product.name,
            versions=item.affected.versions,
            ranges=_ranges(item.affected),
            origin=item.origin,
            malicious=item.malicious,
            since=item.since,
            until=item.until,
        )
    for digest in wanted.digests:
        purl = digest.ref.purl if digest.ref else ""
        yield Bytes(digest=str(digest.digest), purl=purl, origin=digest.origin)
    for indicator in wanted.indicators:
        yield Trace(trace=indicator.kind, value=indicator.value, origin=indicator.origin)
    for part in wanted.misread:
        yield Misread(origin=part.origin, text=part.text, why=part.why)


def _ranges(affected: Affected) -> tuple[str, ...]:
    ranges = [_range(affected.product.type, span) for span in affected.spans]
    ranges += [affected.within] if affected.within else []
    return tuple(ranges)


def _range(type_: str, span: Span) -> str:
    """Return a range in the syntax of the ecosystem, as `pratique exposed` accepts it after the name."""
    low = f"{'>' if span.low_excluded else '>='}{span.low}" if span.low is not None else ""
    high = f"{'<=' if span.high_included else '<'}{span.high}" if span.high is not None else ""
    return (" " if type_ == "npm" else ",").join(part for part in (low, high) if part) or "*"
