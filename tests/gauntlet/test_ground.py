"""Incidents on real ground: what is built upon what, what is made up, and what is said of it. No network."""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gauntlet.archives import Kept, Real, fetch, pin, pinned, unpinned
from gauntlet.edits import inserted
from gauntlet.ground import Ground, grounded, least, wanted
from gauntlet.ground_page import RESULT, ground_lines, ground_notes, headline, read, rows_of
from gauntlet.grounds import GROUNDS
from gauntlet.incident import Incident, Package, Release, utc
from gauntlet.machine import home
from gauntlet.on_ground import comparable

from gauntlet import forms
from pratique.core.names import Digest, Ecosystem
from tests.builders import tgz
from tests.builders import wheel as zipped_wheel
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

OLD = Release(version="1.0.0", at=utc("2025-01-01"), files={"index.js": "exports.a = 1;\n"})
BAD = Release(
    version="1.0.1",
    at=utc("2025-06-01"),
    files={"index.js": "exports.a = 1;\nmarker();\n", "drop.js": "marker();\n"},
    scripts={"postinstall": "node drop.js"},
    depends={"strange": "^2.1.0"},
)
REAL = tgz(
    {
        "package.json": json.dumps(
            {
                "name": "calm",
                "version": "1.0.0",
                "dependencies": {"ms": "~2", "old": "npm:@x/new@3.1.0"},
                "scripts": {"test": "t"},
            }
        ),
        "index.js": "// the real one\nexports.real = true;",
    }
)


def incident(*releases: Release, ecosystem: Ecosystem = Ecosystem.NPM, **more: Any) -> Incident:
    return Incident(
        id="calm-2025",
        title="a made-up one",
        copy="a marker",
        ecosystem=ecosystem,
        packages=(Package(name="calm", releases=releases),),
        at=releases[-1].at,
        asks={"calm": "^1.0.0"},
        good={"calm": "1.0.0"},
        bad={"calm": ("1.0.1",)},
        guilty={"calm": ("1.0.1",)},
        **more,
    )


def kept_with(folder: Path, data: bytes, name: str = "calm-1.0.0.tgz") -> tuple[Kept, Real]:
    ecosystem = Ecosystem.PYPI if name.endswith(".whl") else Ecosystem.NPM
    digest = Digest("sha512", hashlib.sha512(data).hexdigest())
    real = Real(ecosystem=ecosystem, name="calm", version="1.0.0", filename=name, digest=digest)
    kept = Kept(folder)
    kept.put(real, data)
    return kept, real


def releases_of(made: Incident, name: str = "calm") -> dict[str, Release]:
    package = next(one for one in made.packages if one.name == name)
    return {one.version: one for one in package.releases}


def test_the_good_release_is_the_real_archive_and_the_bad_one_is_built_upon_it(tmp_path: Path) -> None:
    kept, real = kept_with(tmp_path, REAL)
    on = grounded(Ground(incident=incident(OLD, BAD)), {real.key: real}, kept)
    assert ({("calm", "1.0.1"): ("calm", "1.0.0")}, (("calm", "1.0.0"),), ()) == (
        on.built,
        on.real,
        on.made_up,
    )
    found = releases_of(on.incident)
    assert REAL == found["1.0.0"].archive
    bad = found["1.0.1"]
    assert b"// the real one\nexports.real = true;\nmarker();\n" == bad.files["index.js"]
    assert b"marker();\n" == bad.files["drop.js"]
    manifest = json.loads(bad.files["package.json"])
    assert "1.0.1" == manifest["version"]
    assert {"ms": "~2", "old": "npm:@x/new@3.1.0", "strange": "^2.1.0"} == manifest["dependencies"]
    assert {"ms": "~2", "old": "3.1.0", "strange": "^2.1.0"} == bad.depends
    assert {"test": "t", "postinstall": "node drop.js"} == manifest["scripts"]


def test_other_members_of_the_manifest_that_the_bad_release_adds_are_in_it_and_in_the_listing(
    tmp_path: Path,
) -> None:
    kept, real = kept_with(tmp_path, REAL)
    old = replace(OLD, more={"main": "index.js"})
    orphan = {"setup": "git+https://git.invalid/calm.git"}
    bad = replace(BAD, more={"main": "index.js", "optionalDependencies": orphan})
    found = releases_of(grounded(Ground(incident=incident(old, bad)), {real.key: real}, kept).incident)[
        "1.0.1"
    ]
    manifest = json.loads(found.files["package.json"])
    assert orphan == manifest["optionalDependencies"]
    assert "main" not in manifest
    assert {"optionalDependencies": orphan} == found.more


def test_what_the_record_leaves_out_is_an_empty_package_and_is_locked(tmp_path: Path) -> None:
    kept, real = kept_with(tmp_path, REAL)
    made = grounded(Ground(incident=incident(OLD, BAD)), {real.key: real}, kept).incident
    assert ["2.0.0"] == list(releases_of(made, "ms"))
    assert {"calm": "1.0.0", "ms": "2.0.0", "old": "3.1.0"} == made.good
    assert {"calm": ("1.0.1",), "ms": ("2.0.0",), "old": ("3.1.0",), "strange": ("2.1.0",)} == made.bad


def test_what_is_not_to_be_had_is_made_up_and_named(tmp_path: Path) -> None:
    on = grounded(Ground(incident=incident(OLD, BAD)), {}, Kept(tmp_path))
    assert (("calm", "1.0.0"),) == on.made_up
    assert ({}, ()) == (on.built, on.real)
    assert BAD == releases_of(on.incident)["1.0.1"]


def test_a_real_release_after_a_made_up_one_is_not_compared(tmp_path: Path) -> None:
    kept, real = kept_with(tmp_path, REAL)
    older = replace(OLD, version="0.9.0", at=utc("2024-01-01"))
    alone, after = Ground(incident=incident(OLD, BAD)), Ground(incident=incident(older, OLD, BAD))
    known = {real.key: real}
    assert (real.key,) == comparable(alone, grounded(alone, known, kept))
    assert () == comparable(after, grounded(after, known, kept))


def test_the_recorded_form_is_put_upon_a_made_up_predecessor_too(tmp_path: Path) -> None:
    def edit(files: Any) -> Any:
        return {**files, "index.js": files["index.js"] + b"recorded();\n"}

    ground = Ground(incident=incident(OLD, BAD), forms={("calm", "1.0.1"): edit})
    bad = releases_of(grounded(ground, {}, Kept(tmp_path)).incident)["1.0.1"]
    assert {"index.js": b"exports.a = 1;\nrecorded();\n"} == bad.files


def test_an_edit_of_the_real_files_is_not_put_upon_made_up_ones(tmp_path: Path) -> None:
    ground = Ground(
        incident=incident(OLD, BAD),
        edits={("calm", "1.0.1"): lambda files: inserted(files, "real.js", "x", "y")},
    )
    assert BAD == releases_of(grounded(ground, {}, Kept(tmp_path)).incident)["1.0.1"]


@pytest.mark.parametrize(("path", "pattern"), [("lib.js", "x"), ("index.js", "^z")])
def test_an_edit_without_a_place_is_an_error(path: str, pattern: str) -> None:
    assert {"index.js": b"ay"} == inserted({"index.js": b"ax"}, "index.js", "x", "y")
    with pytest.raises(ValueError, match=r"there is no|has no place"):
        inserted({"index.js": b"ax"}, path, pattern, "y")


def test_a_change_that_has_no_place_is_an_error(tmp_path: Path) -> None:
    kept, real = kept_with(tmp_path, tgz({"package.json": "{}", "lib.js": ""}))
    with pytest.raises(ValueError, match=r"calm has no index\.js"):
        grounded(Ground(incident=incident(OLD, BAD)), {real.key: real}, kept)
    paths = {("calm", "index.js"): "lib.js"}
    on = grounded(Ground(incident=incident(OLD, BAD), paths=paths), {real.key: real}, kept)
    assert b"\nmarker();\n" == releases_of(on.incident)["1.0.1"].files["lib.js"]


def test_a_file_that_is_rewritten_needs_an_edit(tmp_path: Path) -> None:
    kept, real = kept_with(tmp_path, REAL)
    bad = replace(BAD, files={"index.js": "other();\n"})
    with pytest.raises(ValueError, match="rewritten"):
        grounded(Ground(incident=incident(OLD, bad)), {real.key: real}, kept)


def test_a_wheel_gets_the_new_version_and_a_record(tmp_path: Path) -> None:
    metadata = "Metadata-Version: 2.1\nName: calm\nVersion: 1.0.0\nRequires-Dist: numpy>=1.23.0; extra == 'x'\nRequires-Dist: Six (>=1.9)\nRequires-Dist: Dna_features.viewer\nRequires-Dist: six<2; sys_platform == 'x'\n"
    data = zipped_wheel(
        {
            "calm/__init__.py": "A = 1\n",
            "calm-1.0.0.dist-info/METADATA": metadata,
            "calm-1.0.0.dist-info/RECORD": "",
        }
    )
    kept, real = kept_with(tmp_path, data, "calm-1.0.0-py3-none-any.whl")
    old = replace(OLD, files={"calm/__init__.py": ""})
    bad = Release(version="1.0.1", at=BAD.at, files={"calm/__init__.py": "", "calm.pth": "import marker\n"})
    on = grounded(Ground(incident=incident(old, bad, ecosystem=Ecosystem.PYPI)), {real.key: real}, kept)
    built = releases_of(on.incident)["1.0.1"]
    assert {"six": ">=1.9,<2", "dna-features-viewer": ""} == built.depends
    assert built.archive is not None
    with zipfile.ZipFile(io.BytesIO(built.archive)) as archive:
        assert b"\nVersion: 1.0.1\n" in archive.read("calm-1.0.1.dist-info/METADATA")
        assert b"calm.pth,sha256=" in archive.read("calm-1.0.1.dist-info/RECORD")
        assert b"A = 1\n" == archive.read("calm/__init__.py")


@pytest.mark.parametrize(
    ("asked", "ecosystem", "version"),
    [
        ("^1.15.11", Ecosystem.NPM, "1.15.11"),
        ("~0", Ecosystem.NPM, "0.0.0"),
        ("*", Ecosystem.NPM, "1.0.0"),
        (">=4.6.0,<5", Ecosystem.PYPI, "4.6.0"),
        ("!=1.8.0,>=1.8.0", Ecosystem.PYPI, "1.8.0.1"),
        ("<6.0,>4.5.0", Ecosystem.PYPI, "4.5.0.1"),
        ("", Ecosystem.PYPI, "1.0"),
    ],
)
def test_a_version_that_answers_a_range(asked: str, ecosystem: Ecosystem, version: str) -> None:
    assert version == least(asked, ecosystem)


def test_archives_are_fetched_by_digest_and_other_bytes_are_refused(tmp_path: Path) -> None:
    release = NpmRelease(version="1.0.0", tarball=REAL, files={"package.json": '{"name": "calm"}'})
    _, real = kept_with(tmp_path / "first", REAL)
    other = replace(real, digest=Digest("sha512", "0" * 128))
    lost = replace(real, version="9.9.9")
    kept = Kept(tmp_path / "second")
    with LoopbackRegistry() as registry, home(tmp_path, registry, age=False):
        registry.put_npm(NpmPackage(name="calm", releases=(release,)))
        assert {} == fetch([real], kept)
        assert REAL == kept.read(real)
        assert "other bytes" in fetch([other], kept)[other.key]
        assert {lost.key} == set(fetch([replace(lost, digest=other.digest)], kept))
    assert kept.read(other) is None


def test_why_there_is_no_digest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "pinned.json"
    release = NpmRelease(version="1.0.0", tarball=REAL, files={"package.json": '{"name": "calm"}'})
    with LoopbackRegistry() as registry, home(tmp_path, registry, age=False):
        registry.put_npm(NpmPackage(name="calm", releases=(release,)))
        pin(
            [
                (Ecosystem.NPM, "calm", "1.0.0"),
                (Ecosystem.NPM, "calm", "2.0.0"),
                (Ecosystem.NPM, "lost", "1.0.0"),
            ],
            path,
        )
    (real,) = pinned(path)
    assert (hashlib.sha512(REAL).hexdigest(), "calm-1.0.0.tgz") == (real.digest.hex, real.filename)
    assert {
        ("calm", "2.0.0"): "the registry does not list it",
        ("lost", "1.0.0"): "registry-not-found",
    } == unpinned(path)


def test_a_damaged_archive_is_not_read(tmp_path: Path) -> None:
    kept, real = kept_with(tmp_path, REAL)
    next(tmp_path.iterdir()).write_bytes(b"damaged")
    assert kept.read(real) is None


def test_every_bad_release_of_the_table_can_be_built_without_any_archive(tmp_path: Path) -> None:
    keys = {real.key for real in pinned()}
    for ground in GROUNDS:
        on = grounded(ground, {}, Kept(tmp_path))
        assert () == on.real
        assert on.made_up, ground.id
        assert ground.incident.ecosystem is Ecosystem.RUBYGEMS or on.incident.lasting
    assert keys <= {key for ground in GROUNDS for key in wanted(ground)}


@pytest.mark.parametrize("text", ["a", "global.r('os')", "x" * 1500 + "end"])
def test_the_loader_brings_back_what_was_shuffled(text: str) -> None:
    line = forms.shuffled_loader(f"return {text!r}")
    rounds = line[line.index("function d(s)") : line.index("var w=")]
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    ran = subprocess.run(
        [node, "-e", f"{rounds}process.stdout.write(d({json.dumps(forms.shuffled(text, 2_208_431))}))"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert text == ran.stdout
    assert "constructor" not in line


def test_words_of_the_dropper_are_hidden() -> None:
    told = forms.dropper()
    assert not any(word in told for word in ("child_process", "sink.invalid", "package.md", "curl"))
    assert forms.turned("os") in told


def _row(action: str, *, built: bool = True, good: str = "allow", off: str = "stopped (2)") -> dict[str, Any]:
    looks = [
        {"release": "calm 1.0.1", "kind": "bad", "action": action, "evidence": ["attack-chain"]},
        {"release": "calm 1.0.0", "kind": "good", "action": good, "evidence": []},
    ]
    cells = [
        {"moment": "1 h", "age": False, "outcome": off},
        {"moment": "1 h", "age": True, "outcome": "stopped"},
    ]
    side = {"looks": looks, "cells": cells}
    return {
        "id": "calm-2025",
        "old": side,
        "new": side,
        "built": ["calm 1.0.1 upon calm 1.0.0"] if built else [],
        "made_up": [] if built else ["calm 1.0.0: registry-unauthorized"],
    }


def test_the_headline_has_the_cooldown_off_and_keeps_made_up_ones_apart() -> None:
    rows = [_row("hold"), _row("allow"), _row("hold", off="dependent let in"), _row("block", built=False)]
    told = "\n".join(headline(rows))
    real = "real predecessors, new rows, cooldown off: 1 of 3 incidents stopped, 2 of 3 bad releases held or blocked"
    assert f"{real}, 2 of 3 installs safe; cooldown on: 3 of 3" in told
    assert "real predecessors not available, new rows, cooldown off: 1 of 1 incidents stopped" in told


def test_a_good_release_that_is_not_allowed_is_named() -> None:
    told = "\n".join(headline([_row("hold", good="hold")]))
    assert "Good releases allowed: 0 of 1; not calm 1.0.0 (hold: )." in told
    lines = "\n".join(ground_notes(_row("hold", good="hold")))
    assert (
        "Pratique allows 0 of 1 good releases. Pratique does not allow these good releases: hold calm 1.0.0."
        in lines
    )


def test_equal_rows_are_one_line_and_others_are_two() -> None:
    row = _row("hold")
    _, _, both = ground_lines(row)
    _, about = ground_notes(row)
    said = "| our own files, and real files | hold (attack-chain) calm 1.0.1 | cooldown off: stopped (2)"
    assert both.startswith(said)
    assert (
        "One copy of calm-2025 uses the real files of calm 1.0.0; Pratique allows 1 of 1 good releases."
        == about
    )
    _, _, old, new, *_ = ground_lines({**row, "new": _row("allow")["new"]})
    assert old.startswith("| our own files | hold")
    assert new.startswith("| real files | allow")


def test_what_is_not_available_is_named() -> None:
    row = _row("hold", built=False)
    lines = "\n".join([*ground_lines(row), *ground_notes(row)])
    assert "our own files, in the recorded form" in lines
    assert "The files of calm 1.0.0 are not available, because the registry refused the download." in lines


def test_an_incident_may_have_several_rows() -> None:
    rows = [
        {**_row("hold"), "id": "calm-2025 (late)"},
        {**_row("hold"), "id": "calm-2025"},
        {**_row("hold"), "id": "calm-20"},
    ]
    assert rows[:2] == rows_of("calm-2025", rows)


def test_every_row_that_is_kept_is_of_the_table(tmp_path: Path) -> None:
    assert {row["id"] for row in json.loads(RESULT.read_text(encoding="utf-8"))} <= {
        one.id for one in GROUNDS
    }
    assert [] == read(tmp_path / "none.json")


def test_releases_with_the_same_answer_are_one_in_the_table() -> None:
    row = _row("hold")
    more = {**row["new"]["looks"][0], "release": "calm 1.0.2"}
    row["new"] = {**row["new"], "looks": [*row["new"]["looks"], more]}
    assert "hold (attack-chain) calm 1.0.1, 1.0.2 |" in "\n".join(ground_lines(row))
