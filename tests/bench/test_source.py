"""The comparison with rebuilt repositories, on a package of our own."""

import json
from pathlib import Path

import pytest
from bench.source import Case

from bench import source, source_pairs
from tests.builders import tgz
from tests.git import repository

CODE = "module.exports = function calm() { return 'calm' }\n"


def packed(version: str) -> bytes:
    manifest = json.dumps({"name": "calm", "version": version}) + "\n"
    return tgz({"package.json": manifest, "index.js": CODE})


def test_a_payload_that_only_the_tarball_has_is_claimed(tmp_path: Path) -> None:
    (tmp_path / "calm-1.0.0.tgz").write_bytes(packed("1.0.0"))
    work = tmp_path / "work"
    work.mkdir()
    case = Case("calm-1.0.0.tgz", "a payload", payload="lib/setup.js")
    held, told, code, _ = source.run(tmp_path, case, work)
    assert (True, 0, ["lib/setup.js"]) == (held, code, [claim["path"] for claim in told["claims"]])


def test_pairs_are_weighed_as_they_are_and_with_what_we_plant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git = repository(tmp_path / "repositories" / "calm")
    (tmp_path / "artifacts").mkdir()
    for version in ("1.0.0", "1.10.0", "1.9.0"):
        (tmp_path / "artifacts" / f"calm-{version}.tgz").write_bytes(packed(version))
        manifest = json.dumps({"name": "calm", "version": version}) + "\n"
        (git.folder / "package.json").write_text(manifest)
        (git.folder / "index.js").write_text(CODE)
        git.commit()
        git("tag", f"v{version}")
    assert 0 == source_pairs.main([str(tmp_path / "artifacts"), str(tmp_path / "repositories")])
    lines = capsys.readouterr().out.splitlines()
    assert "3 releases of 1 packages, 2 with one before them" == lines[0]
    assert {"breaks with the habit, as it is: 0", "breaks with the habit, a hook more: 2"} <= set(lines)
    assert {"breaks with the habit, a line more in a file: 2", "files, same: 6"} <= set(lines)
