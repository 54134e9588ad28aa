"""Writes indicators as CSV. Hosts and URLs are defanged, and no cell is a formula."""

from pratique.report.formats.csv_row import cell, csv_line
from pratique.respond.indicators.defanged import defang
from pratique.respond.indicators.hunt import Hunt

COLUMNS = ("kind", "indicator", "package", "version", "origin")


def text(hunt: Hunt) -> str:
    """Return one row for each artifact and each indicator, after a row of column names."""
    rows = [csv_line(COLUMNS)]
    for artifact in hunt.artifacts:
        ref = artifact.ref
        package, version = (ref.package.purl, ref.version) if ref is not None else ("", "")
        rows.append(
            csv_line(map(cell, ("artifact", str(artifact.digest), package, version, artifact.origin)))
        )
    rows.extend(
        csv_line(map(cell, (one.kind.value, defang(one), "", "", one.origin))) for one in hunt.indicators
    )
    return "".join(rows)
