"""Archives that can be read in two ways."""

import io
import tarfile

from pratique.core.finding import Severity
from tests.analysis.inspecting import bytes_, npm, of_rule

RULE = "archive-anomaly"


def tar_with(*names: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    return buffer.getvalue()


def test_a_path_that_leaves_the_package_is_found() -> None:
    (finding,) = of_rule(
        bytes_(tar_with("package/package.json", "package/../../x.js"), filename="a-1.tgz"), RULE
    )
    assert Severity.HIGH == finding.severity
    assert "parent path" in finding.message


def test_what_is_no_archive_is_a_finding_and_not_an_error() -> None:
    done = bytes_(b"this is not an archive", filename="a-1.tgz")
    assert ["archive-anomaly"] == [finding.rule for finding in done.inspection.findings]
    assert not done.inspection.complete


def test_an_ordinary_archive_stays_quiet() -> None:
    assert [] == of_rule(npm({"index.js": "module.exports = 1"}), RULE)
