"""Joins the review of `check` and the page of `audit` into one text, and their exit codes into one."""

import hashlib
import re

from review.sticky import MARKER, MOST_CHARACTERS, digest_of

_ORDER = (4, 2, 1, 3, 5)
"""What is given when several exit codes apply, the first first (docs/reference/exit-codes.md)."""
_AUDIT_MARKER = re.compile(r"<!-- pratique audit v1 ([0-9A-Za-z:_.-]{1,128}) -->\n")
_DATES = re.compile(
    r"\(sources as of [0-9-]{10}(?:, [0-9]+ of unknown age)?\)|(?m:^(?:Checked|held) against .*$)"
)
_ROOM = 2_000
"""For what is added when a comment is made of it."""


def exit_code(*codes: int) -> int:
    """Return the most important exit code; 0 only if all are 0."""
    return next((code for code in _ORDER if code in codes), max(codes, default=0))


def joined(review: str, audit: str, *, audit_first: bool = False) -> str:
    """Return the joined review; without a valid page of `audit`, return the review unchanged.

    Set `audit_first` if only the audit stops the change, so that its findings come first. The digest does not depend on the
    age of the advisories, so a comment is not edited only because a day has passed. If both texts do not fit into one
    comment, only the first paragraph of the audit is kept.
    """
    found = _AUDIT_MARKER.match(audit)
    digest = digest_of(review)
    if found is None or digest is None:
        return review
    page = audit[found.end() :].strip("\n")
    _, _, rest = review.partition("\n")
    said = hashlib.sha256(f"{digest}\n{_DATES.sub('', page)}".encode()).hexdigest()[:16]
    if len(rest) + len(page) + _ROOM > MOST_CHARACTERS:
        page = (
            page.partition("\n\n")[0] + "\n\nThe rest does not fit here: run `pratique audit --since` for it."
        )
    parts = [f"### Packages\n\n{rest.strip()}", f"### Advisories\n\n{page}"]
    return f"{MARKER}{said} -->\n" + "\n\n".join(reversed(parts) if audit_first else parts) + "\n"
