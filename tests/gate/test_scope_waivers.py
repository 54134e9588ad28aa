"""A waiver of an npm scope, seen by npm itself."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.gate.running import gate, project
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

YOUNG = datetime.now(UTC) - timedelta(hours=20)
WAIVER = """
[[waivers]]
rule = "too-young"
package = "npm:@acme/*"
reason = "published by our own team"
owner = "ada"
expires = 2099-01-31
"""


def package(name: str) -> NpmPackage:
    releases = (
        NpmRelease(version="1.0.0", files={"index.js": "exports.n = 0\n"}),
        NpmRelease(version="1.1.0", files={"index.js": "exports.n = 1\n"}, published_at=YOUNG),
    )
    return NpmPackage(name=name, releases=releases)


def test_the_cooldown_does_not_apply_to_the_packages_of_a_waived_scope(
    tmp_path: Path, settings: Path
) -> None:
    settings.write_text(WAIVER)
    with LoopbackRegistry(npm=[package("@acme/tool"), package("tool")]) as registry:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        with gate(tmp_path) as running:
            made = project(tmp_path, "app", **{"@acme/tool": "^1.0.0", "tool": "^1.0.0"})
            ran = running.npm("install", project=made)
            log = running.log()

    assert 0 == ran.code, ran.out
    assert {("pkg:npm/%40acme/tool@1.1.0", "allow"), ("pkg:npm/tool@1.0.0", "allow")} <= {
        (one["purl"], one["action"]) for one in log
    }
    waived = next(one for one in log if one["purl"] == "pkg:npm/%40acme/tool@1.1.0")
    assert "waived by ada: published by our own team" in str(waived)
