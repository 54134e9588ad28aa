"""Whether every verb and the gate name known-malicious releases that no registry has, and block no popular name.

`python -m bench.known_bad [--names 5000] [--single 5000] [--popular 1000] [--seed 1]`. The registry is a loopback server that answers
404 to everything. The names are those of the carried snapshot, drawn by seed, and all of the catalogue of incidents; `--single`
bounds how many of them are given to the verbs that take one release each.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from pratique.advisories.catalogue import Catalogue
from pratique.advisories.snapshot.carried import CARRIED
from pratique.advisories.snapshot.reading import Snapshot
from pratique.advisories.sources import incidents
from pratique.advisories.sources.incidents import CATALOGUE
from pratique.advisories.versions import is_broad
from pratique.cli import main as pratique
from pratique.core.advisory import Advisory, AdvisoryKind
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.history.names.loading import popular_names

_ANY_VERSION = "1.0.0"
_A_HOME = 250
"""So many releases are asked about in one state folder by the verbs that take one each."""
_SINGLE: tuple[tuple[str, ...], ...] = (
    ("diff", "{}", "{}"),
    ("history", "{}"),
    ("source", "{}"),
    ("provenance", "{}"),
    ("explain", "{}"),
)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--names", type=int, default=5_000)
    words.add_argument("--single", type=int, default=5_000)
    words.add_argument("--popular", type=int, default=1_000)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    every = list(_malicious())
    drawn = random.Random(asked.seed).sample(every, min(asked.names, len(every)))
    catalogue = list(_incidents())
    releases = list(dict.fromkeys((*catalogue, *drawn)))
    print(f"{len(catalogue)} releases of the catalogue, {len(drawn)} of {len(every)} of the carried snapshot")
    with tempfile.TemporaryDirectory() as folder, _registry() as url:
        os.chdir(folder)
        _configure(Path(folder), url)
        wrong = [
            *_projects(Path(folder), url, releases),
            *_inspected(releases),
            *_single_verbs(releases[: asked.single]),
            *_gate(Path(folder), releases),
            *_popular(asked.popular),
        ]
    raise SystemExit(1 if wrong else 0)


def _malicious() -> Iterator[ReleaseRef]:
    """Yield a release of each advisory of the carried snapshot: the first version that it lists, or any if it means every one."""
    snapshot = Snapshot(CARRIED.read_bytes(), origin="bench", at=datetime.now(UTC))
    for advisory in snapshot.every():
        if advisory.kind is AdvisoryKind.MALWARE and advisory.withdrawn is None:
            yield from _releases(advisory)


def _incidents() -> Iterator[ReleaseRef]:
    data = Path(incidents.__file__).with_name(CATALOGUE).read_bytes()
    index = Catalogue(data, origin="bench", at=datetime.now(UTC))
    rows = index.advisories(range(len(index._records))).values()  # noqa: SLF001 - the bench reads all of it
    for advisory in rows:
        if advisory.kind is AdvisoryKind.MALWARE:
            yield from _releases(advisory)


def _releases(advisory: Advisory) -> Iterator[ReleaseRef]:
    for affected in advisory.affected:
        ecosystem = Ecosystem(affected.product.type)
        package = PackageRef(ecosystem, affected.product.name)
        if affected.versions:
            yield from map(package.at, affected.versions[:1])
        elif is_broad(affected):
            yield package.at(_ANY_VERSION)


@contextmanager
def _registry() -> Iterator[str]:
    """Serve 404 to everything on loopback."""

    class Nothing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815 - the same

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Nothing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def _configure(folder: Path, url: str) -> None:
    os.environ |= {"HOME": str(folder), "PRATIQUE_HOME": str(folder / "state"), "CI": ""}
    for name in [name for name in os.environ if name.startswith(("PIP_", "npm_config_", "NPM_CONFIG_"))]:
        del os.environ[name]
    (folder / ".npmrc").write_text(f"registry={url}/npm/\n")
    (folder / ".config/pip").mkdir(parents=True)
    (folder / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {url}/simple/\n")
    (folder / ".gemrc").write_text(f":sources:\n- {url}/gems/\n")


def _run(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = pratique(list(words))
    return code, out.getvalue()


def _tell(verb: str, asked: int, missing: Sequence[object], seconds: float) -> list[str]:
    """Print one row; return the verb if it named too few."""
    print(f"{verb:24}{asked - len(missing):>6} of {asked:<6} named  {seconds:8.1f} s", flush=True)
    for one in missing[:5]:
        print(f"    not named: {one}")
    return [verb] if missing else []


def _projects(folder: Path, url: str, releases: Sequence[ReleaseRef]) -> Iterator[str]:
    project = folder / "project"
    _locks(project, url, ())
    _git(project, "init", "-q")
    _git(project, "add", "-A")
    _git(project, "-c", "user.name=a", "-c", "user.email=a@mail.example", "commit", "-qm", "none")
    held = _locks(project, url, releases)
    runs: tuple[tuple[str, ...], ...] = (
        ("check", "project", "-f", "json"),
        ("check", "project", "-f", "json"),
        ("check", "project", "--as", "new", "-f", "json"),
        ("check", "project", "--since", "HEAD", "-f", "json"),
        ("audit", "project", "-f", "json"),
    )
    for words in runs:
        began = time.monotonic()
        code, out = _run(*words)
        document = json.loads(out)
        rows = document["findings"] if words[0] == "audit" else document["packages"]
        named = {row["purl"] for row in rows if words[0] == "audit" or row["action"] == "block"}
        missing = [ref for ref in held if ref.purl not in named]
        yield from _tell(
            " ".join(words[:1] + words[2:-2]),
            len(held),
            missing if code == 1 else held,
            time.monotonic() - began,
        )


def _locks(project: Path, url: str, releases: Iterable[ReleaseRef]) -> list[ReleaseRef]:
    """Write a lock for each ecosystem; return what they hold. Of two versions of a name the first is taken."""
    held: dict[PackageRef, ReleaseRef] = {}
    for ref in releases:
        held.setdefault(ref.package, ref)
    project.mkdir(exist_ok=True)
    of = {one: [ref for ref in held.values() if ref.package.ecosystem is one] for one in Ecosystem}
    packages = {
        f"node_modules/{ref.package.name}": {"version": ref.version, "integrity": _SRI}
        for ref in of[Ecosystem.NPM]
    }
    root = {"dependencies": {ref.package.name: ref.version for ref in of[Ecosystem.NPM]}}
    document = {"name": "app", "lockfileVersion": 3, "requires": True, "packages": {"": root, **packages}}
    (project / "package-lock.json").write_text(json.dumps(document))
    (project / "requirements.txt").write_text(
        "".join(f"{ref.package.name}=={ref.version}\n" for ref in of[Ecosystem.PYPI])
    )
    gems = "".join(f"    {ref.package.name} ({ref.version})\n" for ref in of[Ecosystem.RUBYGEMS])
    wanted = "".join(f"  {ref.package.name}\n" for ref in of[Ecosystem.RUBYGEMS])
    (project / "Gemfile.lock").write_text(
        f"GEM\n  remote: {url}/gems/\n  specs:\n{gems}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n{wanted}"
    )
    return list(held.values())


_SRI = "sha512-" + "A" * 86 + "=="


def _git(project: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=project, check=True)


def _inspected(releases: Sequence[ReleaseRef]) -> Iterator[str]:
    began = time.monotonic()
    _, out = _run("inspect", "-f", "jsonl", *(ref.purl for ref in releases))
    stopped = {row["purl"] for row in map(json.loads, out.splitlines()) if row.get("action") == "block"}
    yield from _tell(
        "inspect",
        len(releases),
        [ref for ref in releases if ref.purl not in stopped],
        time.monotonic() - began,
    )


def _single_verbs(releases: Sequence[ReleaseRef]) -> Iterator[str]:
    for verb in _SINGLE:
        began, missing = time.monotonic(), []
        for number, ref in enumerate(releases):
            if number % _A_HOME == 0:
                # Each keeps what it blocked, and a person's machine has not blocked thousands.
                os.environ["PRATIQUE_HOME"] = str(Path.cwd() / f"{verb[0]}-{number}")
            code, out = _run(*(word.format(ref.purl) for word in verb))
            wanted = 0 if verb[0] == "explain" else 1
            if code != wanted or not (
                "malicious" in out or "known to be bad" in out or "was blocked here" in out
            ):
                missing.append((ref, code))
        yield from _tell(verb[0], len(releases), missing, time.monotonic() - began)


def _gate(folder: Path, releases: Sequence[ReleaseRef]) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "pratique.cli", "gate", "serve", "--listen", "127.0.0.1:0"],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "listening on" in line)
        threading.Thread(target=process.stderr.read, daemon=True).start()
        base = line.split("listening on ")[1].split(" ")[0]
        began, missing = time.monotonic(), []
        for ref in releases:
            status, reason = _status(base + _PATHS[ref.package.ecosystem](ref))
            # Of a long name the words are cut, and the rule stays.
            if status != 403 or not ("blocked" in reason or "[advisory]" in reason):
                missing.append((ref, status, reason))
        yield from _tell("gate (tarball)", len(releases), missing, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(30)


def _npm_path(ref: ReleaseRef) -> str:
    name = ref.package.name
    return f"/npm/{name}/-/{name.rpartition('/')[2]}-{quote(ref.version)}.tgz"


def _pypi_path(ref: ReleaseRef) -> str:
    name, version = ref.package.name, quote(ref.version)
    return f"/pypi/simple/{name}/{version}/{name.replace('-', '_')}-{version}.tar.gz"


def _gem_path(ref: ReleaseRef) -> str:
    return f"/gems/gems/{ref.package.name}-{quote(ref.version)}.gem"


_PATHS: dict[Ecosystem, Callable[[ReleaseRef], str]] = {
    Ecosystem.NPM: _npm_path,
    Ecosystem.PYPI: _pypi_path,
    Ecosystem.RUBYGEMS: _gem_path,
}


def _status(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=60) as answer:
            return answer.status, answer.reason
    except HTTPError as error:
        with error:
            return error.code, error.reason


def _popular(most: int) -> list[str]:
    """Ask about popular names by any version: none may be known to be bad."""
    wrong = []
    for ecosystem in Ecosystem:
        places = popular_names(ecosystem).places
        names = sorted(places, key=places.__getitem__)[:most]
        _, out = _run(
            "inspect", "-f", "jsonl", *(PackageRef(ecosystem, one).at(_ANY_VERSION).purl for one in names)
        )
        stopped = [row["purl"] for row in map(json.loads, out.splitlines()) if row.get("action") == "block"]
        print(f"popular {ecosystem.value:16}{len(stopped):>6} of {len(names):<6} blocked")
        wrong += stopped
    return wrong


if __name__ == "__main__":
    main()
