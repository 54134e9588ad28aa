"""Report a picture with additional data.

What it finds: the rule finds bytes after the end of a PNG, JPEG or GIF, and text chunks of a PNG that contain a
program, an archive or a long run of base64. Pratique identifies the type of the additional data by its first bytes.
The finding is only a note, which stops nothing.

Why it matters: reviewers do not open pictures, a picture with additional data looks right in every viewer, and the
code that extracts the payload can be tiny.

Seen in: apicolor (PyPI, 2022-11, code hidden in a PNG), and npm loaders that extract their second stage from a
picture.

False alarms: the rule reported none of 9,817 npm and PyPI releases; cameras and some editors append their own data,
which the rule reports as plain data.

What to do: split the file at the end of the picture and examine the remaining bytes. Search the release for code that
opens the picture.
"""

from collections.abc import Iterator

from pratique.analysis.inventory.inventory import ACTING, Shape
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@rule(
    "data-after-image",
    "image with other data inside",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def data_after_image(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each picture file with additional data."""
    for item in subject.contents.inventory.carried:
        if not subject.is_new(item.path):
            continue
        what = "data" if item.shape is Shape.DATA else f"{item.shape.value} data"
        grave = item.shape in ACTING or item.shape is Shape.ENCODED
        yield data_after_image.finding(
            f"the image contains {item.size_bytes} bytes of {what} {item.where}",
            Location(item.path),
            evidence=item.sample,
            severity=Severity.MEDIUM if grave else Severity.LOW,
            confidence=Confidence.HIGH if grave else Confidence.LOW,
        )
