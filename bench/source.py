"""Ten real packages against repositories rebuilt from their own files: `python -m bench.source FOLDER`.

FOLDER holds the artifacts of `PACKAGES`; `--fetch` gets those that are not there from the registries that this machine is
configured for. For each artifact a git repository is made of what it ships, less what packers make,
laid out as the case says, with real git below a temporary folder; then `pratique source` is run on it. Nothing of an
artifact is run. The payloads that two cases add are ours: a line that prints a word, or imports a name that nobody has.
One case wants esbuild, on the path or named by `ESBUILD`.
"""

import argparse
import asyncio
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pratique.archive import read
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings
from pratique.cli.run.target import Targets
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.questions import Wish

Files = dict[str, bytes]
Told = Mapping[str, Any]
_MARKER = b"console.log('marker')\n"
_MADE = (".dist-info/", ".egg-info/")
_EPOCH = "2020-01-01T00:00:00Z"
PACKAGES: tuple[tuple[str, str], ...] = (
    ("ms@2.1.3", "ms-2.1.3.tgz"),
    ("debug@4.4.1", "debug-4.4.1.tgz"),
    ("chalk@5.4.1", "chalk-5.4.1.tgz"),
    ("express@4.21.2", "express-4.21.2.tgz"),
    ("@babel/code-frame@7.27.1", "babel-code-frame-7.27.1.tgz"),
    ("semver@7.7.2", "semver-7.7.2.tgz"),
    ("requests==2.32.4", "requests-2.32.4-py3-none-any.whl"),
    ("six==1.17.0", "six-1.17.0-py2.py3-none-any.whl"),
    ("idna==3.20", "idna-3.20.tar.gz"),
    ("attrs==26.1.0", "attrs-26.1.0.tar.gz"),
)
"""Releases, and the names of their files here."""


@dataclass(frozen=True)
class Case:
    """One artifact, how its repository is made of it, and what must come out."""

    filename: str
    story: str
    folder: str = ""
    """Where the package lies in the repository."""
    tag: str | None = "v{version}"
    payload: str | None = None
    """A path at which the artifact gets a file that no commit has."""
    built: bool = False
    """Whether the shipped bundle is built with esbuild of sources that the repository has in its place."""
    moved: bool = False
    """Whether the tag is moved to another commit afterwards."""
    crlf: bool = False
    holds: Callable[[Told], bool] = lambda told: told["not_comparable"] is None


def _same(told: Told) -> bool:
    counts = told["counts"]
    return bool(counts.get("same")) and not {"missing", "differs", "unread"} & set(counts)


def _remarked(kind: str) -> Callable[[Told], bool]:
    return lambda told: any(remark["kind"] == kind for remark in told["remarks"])


CASES: tuple[Case, ...] = (
    Case("ms-2.1.3.tgz", "as its source", tag="{version}", holds=_same),
    Case(
        "debug-4.4.1.tgz",
        "a payload that is only in the tarball",
        tag="{version}",
        payload="src/setup.js",
        holds=lambda told: [c["path"] for c in told["claims"]] == ["src/setup.js"],
    ),
    Case(
        "chalk-5.4.1.tgz",
        "a missing tag",
        tag=None,
        holds=lambda told: told["not_comparable"]["reason"] == "no-tag" and _remarked("tag-missing")(told),
    ),
    Case(
        "express-4.21.2.tgz",
        "line ends of Windows in the repository",
        tag="{version}",
        crlf=True,
        holds=lambda told: set(told["counts"]) == {"line-ends"},
    ),
    Case(
        "babel-code-frame-7.27.1.tgz",
        "one package of many",
        folder="packages/babel-code-frame",
        holds=lambda told: told["folder"] == "packages/babel-code-frame" and _same(told),
    ),
    Case(
        "semver-7.7.2.tgz",
        "a bundle that is honestly built",
        built=True,
        holds=lambda told: any(f["path"] == "dist/index.js" and f["traced"] for f in told["files"]),
    ),
    Case(
        "requests-2.32.4-py3-none-any.whl",
        "a wheel of a src layout",
        folder="src",
        holds=lambda told: _same(told) and not told["claims"],
    ),
    Case(
        "six-1.17.0-py2.py3-none-any.whl",
        "a moved tag",
        tag="{version}",
        moved=True,
        holds=_remarked("tag-moved"),
    ),
    Case("idna-3.20.tar.gz", "an sdist", holds=_same),
    Case(
        "attrs-26.1.0.tar.gz",
        "a payload that is only in the sdist",
        tag="{version}",
        payload="src/attr/setup.pth",
        holds=lambda told: [c["path"] for c in told["claims"]] == ["src/attr/setup.pth"],
    ),
)


async def fetch(folder: Path) -> None:
    """Get what is not there, by pratique's own client: pip would build the metadata of an sdist, which runs it."""
    settings = read_settings(None, {"check.all_artifacts": ("--all-artifacts", "true")})
    async with open_session(settings) as session:
        for what, filename in PACKAGES:
            if (folder / filename).exists():
                continue
            ref = await Targets().settled(session, what)
            assert isinstance(ref, ReleaseRef)
            found = await session.questions.of_release(ref, standing=Standing.NEW, wish=Wish(none=True))
            file = next(q.file for q in found if q.file.filename == filename or filename.endswith(".tgz"))
            (folder / filename).write_bytes((await session.road.source.hold(file)).load())


def run(folder: Path, case: Case, work: Path) -> tuple[bool, Told, int, float]:
    """Rebuild the repository of a case, and hold the artifact against it."""
    data = (folder / case.filename).read_bytes()
    tree = read(data, case.filename)
    shipped = {file.path: file.data for file in tree}
    ecosystem = Ecosystem.NPM if case.filename.endswith(".tgz") else Ecosystem.PYPI
    module = ECOSYSTEMS[ecosystem]
    manifest = module.read_manifest(tree, module.kind_of(case.filename))
    source = {path: text for path, text in shipped.items() if not _packers(path)}
    if case.built:
        source, shipped = _with_bundle(source, shipped, work / "building")
    if case.payload is not None:
        shipped[case.payload] = _MARKER if case.payload.endswith(".js") else b"import marker\n"
    target = work / case.filename
    target.write_bytes(_packed(shipped, case.filename) if case.built or case.payload else data)
    repository = work / "repository"
    was = _commit(repository, source, case, version=manifest.version or "", name=manifest.name or "")
    words = [sys.executable, "-m", "pratique.cli", "source", str(target), "--repository", str(repository)]
    words += ["--format", "json", *(["--tag-was", was] if case.moved else [])]
    began = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    took_s = time.perf_counter() - began
    if not done.stdout:
        raise SystemExit(f"{case.filename}: {done.stderr}")
    told = json.loads(done.stdout)
    return case.holds(told), told, done.returncode, took_s


def _packers(path: str) -> bool:
    return path == "PKG-INFO" or any(part in f"{path}/" for part in _MADE)


def _with_bundle(source: Files, shipped: Files, work: Path) -> tuple[Files, Files]:
    """A bundle, built by esbuild of sources of our own; the artifact has it, and the repository what it is made of."""
    (work / "src").mkdir(parents=True)
    ours = {
        "src/index.ts": b"import { calm } from './calm'\nexport const twice = (n: number): number => calm(n) * 2\n",
        "src/calm.ts": b"export const calm = (n: number): number => n + 1\n",
    }
    for path, text in ours.items():
        (work / path).write_bytes(text)
    words = ("esbuild", "src/index.ts", "--bundle", "--format=cjs", "--sourcemap", "--outfile=dist/index.js")
    program = os.environ.get("ESBUILD", "esbuild")
    subprocess.run((program, *words[1:]), cwd=work, check=True, capture_output=True)
    made = {f"dist/{name}": (work / "dist" / name).read_bytes() for name in ("index.js", "index.js.map")}
    return {**source, **ours}, {**shipped, **made}


def _packed(files: Files, filename: str) -> bytes:
    top = "package" if filename.endswith(".tgz") else filename.removesuffix(".tar.gz")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for path, data in files.items():
            member = tarfile.TarInfo(f"{top}/{path}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _commit(repository: Path, source: Files, case: Case, *, version: str, name: str) -> str:
    """Make the repository; gives the commit that the tag named at first."""
    for path, data in source.items():
        target = repository / case.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = data.replace(b"\n", b"\r\n") if case.crlf and b"\0" not in data and b"\r" not in data else data
        target.write_bytes(text)
    if case.filename.endswith(".whl"):
        words = f'[project]\nname = "{name}"\ndynamic = ["version"]\n'
        (repository / "pyproject.toml").write_text(words)
    elif case.folder:
        (repository / "package.json").write_text('{"name": "root", "private": true}\n')
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "add", "--all", "--force")
    git(repository, "commit", "--quiet", "--message", "a release")
    first = git(repository, "rev-parse", "HEAD")
    if case.tag is not None:
        git(repository, "tag", case.tag.format(version=version))
    if case.moved:
        (repository / "CHANGES").write_text("moved\n")
        git(repository, "add", "--all")
        git(repository, "commit", "--quiet", "--message", "another")
        git(repository, "tag", "--force", (case.tag or "").format(version=version))
    return first


def git(folder: Path, *arguments: str) -> str:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@mail.example"}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@mail.example"}
    who |= {"GIT_AUTHOR_DATE": _EPOCH, "GIT_COMMITTER_DATE": _EPOCH}
    who |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    words = ("git", "-c", "core.autocrlf=false", *arguments)
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, **who}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.source", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the artifacts are")
    parser.add_argument("--fetch", action="store_true", help="get those that are not there")
    given = parser.parse_args(arguments)
    if given.fetch:
        asyncio.run(fetch(given.folder))
    failed = 0
    for case in CASES:
        with TemporaryDirectory(prefix="bench-source-") as name:
            held, told, code, took_s = run(given.folder, case, Path(name))
        failed += not held
        counts = " ".join(f"{state} {count}" for state, count in told["counts"].items()) or "-"
        odd = ",".join(remark["kind"] for remark in told["remarks"]) or "-"
        why = told["not_comparable"]["reason"] if told["not_comparable"] else "-"
        print(f"{'ok  ' if held else 'FAIL'} {case.filename}: {case.story}")
        print(f"     exit {code}, {took_s:.1f} s; {counts}; remarks {odd}; not comparable {why}")
        for claim in told["claims"][:5]:
            print(f"     {claim['path']}:{claim['line']} {claim['text']}")
    print(f"{len(CASES) - failed} of {len(CASES)} as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
