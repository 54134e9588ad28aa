"""The gem server of the loopback registry, against the real Bundler where there is one."""

import base64
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.ecosystems.ruby_oracle import run_ruby
from tests.loopback import GemFile, GemPackage, LoopbackRegistry, gem_file

bundle = shutil.which("bundle")
needs_bundler = pytest.mark.skipif(bundle is None, reason="Bundler is not installed here")

KITE = GemPackage(
    name="kite",
    files=(
        gem_file("kite", "1.0.0"),
        gem_file("kite", "1.1.0", needs={"tail": ">= 1, < 3"}),
        gem_file("kite", "1.1.0", {"lib/kite.rb": "KITE = :native\n"}, platform="x86_64-linux"),
    ),
)
TAIL = GemPackage(name="tail", files=(gem_file("tail", "2.5.0"),))


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(gems=[KITE, TAIL]) as running:
        yield running


def text_at(url: str, headers: dict[str, str] | None = None) -> str:
    with urlopen(Request(url, headers=headers or {})) as answer:
        body = answer.read()
        assert isinstance(body, bytes)
        return body.decode()


def test_a_page_of_the_index_has_a_line_for_each_file(registry: LoopbackRegistry) -> None:
    lines = text_at(f"{registry.gem_url}info/kite").splitlines()

    assert ["---", "1.0.0", "1.1.0", "1.1.0-x86_64-linux"] == [line.partition(" ")[0] for line in lines]
    assert " tail:>= 1&< 3|checksum:" in lines[2]
    assert lines[2].endswith(",created_at:2024-01-10T12:00:00Z")


def test_an_unknown_gem_and_an_unknown_file_are_not_found(registry: LoopbackRegistry) -> None:
    for path in ("info/other", "gems/kite-9.gem", "api/v1/gems"):
        with pytest.raises(HTTPError) as caught:
            text_at(registry.gem_url + path)
        caught.value.close()
        assert 404 == caught.value.code


def test_a_page_that_is_known_is_not_sent_again(registry: LoopbackRegistry) -> None:
    with urlopen(f"{registry.gem_url}info/kite") as answer:
        etag = answer.headers["ETag"]
    with pytest.raises(HTTPError) as caught:
        text_at(f"{registry.gem_url}info/kite", {"If-None-Match": etag})
    caught.value.close()
    assert 304 == caught.value.code


def test_a_mirror_tells_no_times() -> None:
    with LoopbackRegistry(gems=[KITE], mirror=True) as registry:
        assert "created_at" not in text_at(f"{registry.gem_url}info/kite")


@needs_bundler
def test_bundler_installs_from_it(registry: LoopbackRegistry, tmp_path: Path) -> None:
    assert bundle is not None
    source = f'source "{registry.gem_url}"\ngem "kite", "1.0.0"\ngem "tail"\n'
    (tmp_path / "Gemfile").write_text(source)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "BUNDLE_PATH": str(tmp_path / "installed"),
        "BUNDLE_RETRY": "0",
        "BUNDLE_LOCKFILE_CHECKSUMS": "true",
    }

    done = subprocess.run(
        [bundle, "install"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    assert list((tmp_path / "installed").rglob("lib/kite.rb"))
    assert f"remote: {registry.gem_url}" in (tmp_path / "Gemfile.lock").read_text()
    assert {"/rubygems/versions", "/rubygems/info/kite", "/rubygems/gems/kite-1.0.0.gem"} <= {
        seen.path for seen in registry.requests
    }


DUMPED = """require "rubygems/package"
require "stringio"
answer = CASES.map { |data|
  spec = Gem::Package.new(StringIO.new(data.unpack1("m"))).spec
  [Gem.deflate(Marshal.dump(spec))].pack("m0") }"""


def with_specifications(files: tuple[GemFile, ...]) -> tuple[GemFile, ...]:
    """The files with what RubyGems makes of their metadata for `/quick/`."""
    dumped = run_ruby(DUMPED, [base64.b64encode(file.data).decode() for file in files])
    assert isinstance(dumped, list)
    return tuple(
        replace(file, specification=base64.b64decode(text)) for file, text in zip(files, dumped, strict=True)
    )


def test_gem_installs_from_it_what_the_index_tells(registry: LoopbackRegistry, tmp_path: Path) -> None:
    kite, tail = with_specifications((KITE.files[1], TAIL.files[0]))
    registry.put_gem(GemPackage(name="kite", files=(kite,)))
    registry.put_gem(GemPackage(name="tail", files=(tail,)))
    gem = shutil.which("gem")
    assert gem is not None
    done = subprocess.run(
        [gem, "install", "kite", "--no-document", "--clear-sources", "--source", registry.gem_url],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GEM_HOME": str(tmp_path / "gems")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    kept = {path.name: path.read_bytes() for path in (tmp_path / "gems/cache").iterdir()}
    assert {"kite-1.1.0.gem": kite.data, "tail-2.5.0.gem": tail.data} == kept
    told = text_at(f"{registry.gem_url}info/kite") + text_at(f"{registry.gem_url}info/tail")
    assert all(hashlib.sha256(data).hexdigest() in told for data in kept.values())
    assert {"/rubygems/versions", "/rubygems/info/kite", "/rubygems/info/tail"} <= {
        seen.path for seen in registry.requests
    }
