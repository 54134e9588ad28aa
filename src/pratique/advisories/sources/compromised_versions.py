"""Reads a recorded list of compromised versions.

Each line is one malicious release from a worm or an account takeover of 2025 or 2026.

Most listed packages were benign before and after the attack, so their other versions are not affected. In
typosquatting and dependency confusion campaigns, other versions of a listed package may also be malicious. Each line
of the list becomes one advisory. Advisories for one package and one campaign share an alias, so that reports show
them as one advisory.
"""

import re
from collections.abc import Iterator

from pratique.advisories.interface import Entry, Row, Source
from pratique.advisories.sources.csv_table import Cells, is_table, product_of, table_rows, wants_csv
from pratique.advisories.sources.fields import one_line
from pratique.advisories.sources.osv_events import read_versions
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.osv_record import is_id
from pratique.core.advisory import Advisory, AdvisoryKind, Affected

VERSION_INVALID = "version is not valid"

_NAME = "compromised-versions"
_COLUMNS = ("ecosystem", "package", "version", "campaign")
_IMPOSTORS = re.compile(r"typo-?squat|dependency.confusion", re.IGNORECASE)
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_MOST_SLUG_CHARS = 60


def _recognises(entry: Entry) -> bool:
    return is_table(entry, _COLUMNS)


def _rows(entry: Entry) -> Iterator[Row]:
    return table_rows(entry, _COLUMNS, _advisory)


def _advisory(cells: Cells) -> Advisory:
    product = product_of(cells["ecosystem"], cells["package"])
    version, campaign = cells["version"], one_line(cells["campaign"])
    package = f"compromised:{product.type}/{product.name}"
    if not version or not is_id(f"{package}@{version}"):
        raise UnreadableError(VERSION_INVALID)
    slug = _NO_LETTER.sub("-", campaign.lower()).strip("-")[:_MOST_SLUG_CHARS]
    return Advisory(
        id=f"{package}@{version}",
        source=_NAME,
        kind=AdvisoryKind.MALWARE,
        aliases=(f"{package}/{slug}",) if slug else (),
        summary=one_line(
            f"Compromised release of {product.name}: {campaign}"
            if campaign
            else f"Compromised release of {product.name}"
        ),
        affected=(
            Affected(
                product=product,
                versions=read_versions([version]),
                sole=_IMPOSTORS.search(campaign) is None,
            ),
        ),
    )


SOURCE = Source(
    name=_NAME,
    title="Recorded list of compromised versions, 2025 and 2026",
    licence="MIT (shai-hulud-detect), Apache-2.0 (indicators-of-compromise)",
    wants=wants_csv,
    rows=_rows,
    recognises=_recognises,
    max_file_bytes=64 * 1024 * 1024,
)
"""The advisory source that reads the recorded list.

The source never counts as complete, because the list contains only a few campaigns.
"""
