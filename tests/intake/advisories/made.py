"""Made-up sources: a line of text is a row."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.core.advisory import AdvisoryKind, Cover, Exploitation, Product, Span
from tests.advisories.made import about, advisory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def rows(entry: Entry) -> Iterator[Row]:
    """`ID PACKAGE [withdrawn]` is an advisory, `CVE SCORE epss` a score; anything else, and what has the id `?`, is skipped."""
    text = entry.data.decode("utf-8", "surrogatepass")
    for number, line in enumerate(text.splitlines() or [""]):
        match line.split(" "):
            case [cve, score, "epss"]:
                yield Exploitation(
                    cve=cve, epss=float(score), epss_date=datetime(2026, 5, 5, tzinfo=UTC).date()
                )
            case [id_, package, *more] if id_ != "?":
                yield advisory(
                    id_,
                    about(Product("npm", package), Span("0")),
                    withdrawn="withdrawn" in more,
                    summary=" ".join(more),
                    source="lines",
                )
            case _:
                yield Skip(f"{entry.path}:{number}", "no row")


def source(name: str = "lines", *, deltas: str | None = None, url: str | None = None) -> Source:
    """A source of files of lines."""
    return Source(
        name=name,
        title="Lines",
        licence="CC0-1.0",
        wants=lambda path: path.endswith((".txt", ".json")),
        rows=rows,
        recognises=lambda entry: entry.data.startswith(b"GHSA-"),
        covers={Cover("npm", AdvisoryKind.VULNERABILITY): 0},
        url=url,
        deltas=deltas,
        max_file_bytes=1000,
    )
