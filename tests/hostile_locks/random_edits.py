"""Random edits of a real lock: the client refuses it, or what it installs was judged, or the exit code is not 0.

    python -m tests.hostile_locks.random_edits [--client npm11] [--edits 300] [--seed 1] [-v]

After the client locked the honest project, the attacker publishes newer releases of its packages on the honest registry, so
that whatever the lock does not hold is installed from him. The client runs where a check ends with 0, since nothing else can fail.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile_locks.clients import NPM, PIPENV, Client
from tests.hostile_locks.mechanism import Mechanism
from tests.hostile_locks.running import Row, Suite, chosen
from tests.hostile_locks.scene import (
    EVIL_GEM,
    EVIL_SRI,
    EVIL_TGZ,
    EVIL_WHEEL,
    GOOD_SRI,
    GULL_SRI,
    Scene,
    evil_tgz,
    sha256,
)
from tests.hostile_locks.world import World, attack_later

_CLIENTS = ("npm11", "yarn1", "yarn4", "pnpm11", "bun", "pip", "uv", "poetry", "bundler")
_FORMATS_IN_JSON = {NPM, PIPENV}
_TOKEN = re.compile(
    r"""(?<=")[^"\n]+(?=")|sha(?:1|256|512)[-:=][\w+/=]+|https?://[^\s"',}]+|\b\d+\.\d+\.\d+\b|\b(?:kite|fleet)\b"""
)


@dataclass(frozen=True)
class Values:
    """What an edit puts into a lock."""

    texts: Sequence[str]
    fields: Sequence[str]

    @classmethod
    def of(cls, world: World) -> "Values":
        """Return the values that an attacker in this world would try."""
        evil, good = world.evil, world.good
        texts = (
            *(evil_tgz(world), good.npm_tarball_url("gull", "1.0.0"), good.npm_tarball_url("kite", "1.2.0")),
            *(
                "file:vendor/kite.tgz",
                "vendor/kite.tgz",
                f"v/{EVIL_WHEEL.filename}",
                "v",
                "*",
                "",
                ".",
                "link:v",
            ),
            *(EVIL_SRI, f"{GOOD_SRI} {EVIL_SRI}", f"{EVIL_SRI} {GOOD_SRI}", GULL_SRI, "sha512-", "sha1-AAAA"),
            *(evil.npm_url, evil.pypi_url, evil.gem_url, evil.pypi_file_url(EVIL_WHEEL)),
            *(f"sha256:{sha256(EVIL_WHEEL.data)}", f"sha256={sha256(EVIL_GEM.data)}", "sha256:" + 64 * "0"),
            *("1.0.0", "1.2.0", "^1.0.0", ">=1.2.0", "==1.2.0", "gull", "puffin", "npm:gull@1.0.0"),
            *("gull@npm:1.0.0", "kite@1.2.0", "true", "darwin", "optional", "peer", "dev", "other"),
        )
        return cls(texts, _FIELDS)


_FIELDS = (
    *(
        "version",
        "resolved",
        "integrity",
        "link",
        "inBundle",
        "bundled",
        "optional",
        "peer",
        "dev",
        "name",
        "os",
    ),
    *(
        "cpu",
        "dependencies",
        "optionalDependencies",
        "peerDependencies",
        "requires",
        "hasShrinkwrap",
        "extraneous",
    ),
    *("file", "path", "index", "hashes", "markers", "packages", "workspaces", "overrides", "git", "ref"),
)


def edited(text: str, *, in_json: bool, values: Values, chance: random.Random) -> str:
    """Return a lock with one to three random edits."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
        if in_json and chance.random() < 0.7:
            text = _json_edit(text, values, chance)
        elif chance.random() < 0.6:
            text = _token_edit(text, values, chance)
        else:
            text = _line_edit(text, chance)
    return text


def _json_edit(text: str, values: Values, chance: random.Random) -> str:
    try:
        document = json.loads(text)
    except ValueError:
        return text
    holder = chance.choice(list(_tables(document)))
    key = chance.choice(list(holder)) if holder else ""
    new: Any = chance.choice((True, False, None, *values.texts, *values.texts, {}, [], {"gull": "^1.0.0"}))
    match chance.choice(("drop", "replace", "insert", "copy", "rename")):
        case "drop":
            holder.pop(key, None)
        case "replace":
            holder[key] = new
        case "insert":
            holder[chance.choice(values.fields)] = new
        case "copy":
            holder[f"{key}{chance.choice(('/node_modules/kite', 'x', ' '))}"] = holder.get(key)
        case "rename":
            holder[chance.choice(("gull", "node_modules/gull", "node_modules/fleet/node_modules/kite"))] = (
                holder.pop(key, None)
            )
    return json.dumps(document, indent=2) + "\n"


def _tables(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
        for value in document.values():
            yield from _tables(value)


def _token_edit(text: str, values: Values, chance: random.Random) -> str:
    found = list(_TOKEN.finditer(text))
    if not found:
        return text
    one = chance.choice(found)
    new = chance.choice((*values.texts, chance.choice(found)[0], ""))
    return text[: one.start()] + new + text[one.end() :]


def _line_edit(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return text
    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.choice(("drop", "copy", "move", "swap")):
        case "drop":
            del lines[here : here + chance.choice((1, 1, 1, 3, 6))]
        case "copy":
            lines.insert(there, lines[here])
        case "move":
            lines.insert(there, lines.pop(here))
        case "swap":
            lines[here], lines[there] = lines[there], lines[here]
    return "".join(lines)


def run(suite: Suite, client: Client, edits: int, seed: int) -> Iterator[tuple[int, str, Row]]:
    """Yield each edit's number, its lock, and what came of it."""
    honest = suite.base(client)
    (honest / "vendor").mkdir(exist_ok=True)
    (honest / "vendor/kite.tgz").write_bytes(EVIL_TGZ)
    (honest / "v").mkdir(exist_ok=True)
    (honest / "v" / EVIL_WHEEL.filename).write_bytes(EVIL_WHEEL.data)
    suite.honest(client)
    text = (honest / client.lock).read_text()
    values = Values.of(suite.world)
    for number in range(edits):
        chance = random.Random(f"{seed}-{number}")
        new = edited(text, in_json=client.format in _FORMATS_IN_JSON, values=values, chance=chance)
        if new == text:
            continue

        def change(scene: Scene, new: str = new) -> None:
            attack_later(scene.world)
            scene.write(scene.client.lock, new)

        one = Mechanism(f"edit-{number}", (client.format,), "property", change)
        yield number, new, suite.row(one, client, only_where_clear=True)


def main() -> int:
    """Run the edits and print what is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_locks.random_edits", description=__doc__)
    parser.add_argument("--client", action="append", default=[])
    parser.add_argument("--edits", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the locks that are missed")
    options = parser.parse_args()
    missed = 0
    for client in chosen(options.client or _CLIENTS):
        if client.program is None:
            _say(f"{client.id}: skipped, not installed here")
            continue
        with tempfile.TemporaryDirectory(prefix="hostile-locks-") as folder, World.build() as world:
            codes: Counter[str] = Counter()
            for number, lock, row in run(Suite(Path(folder), world), client, options.edits, options.seed):
                codes[f"exit {row.since.code}/{row.as_new.code}"] += 1
                if row.missed:
                    missed += 1
                    _say(
                        f"{client.id} edit {number}: MISSED by {row.missed}, {row.installed_by} installs {sorted(row.evil)}"
                    )
                    _keep(options.keep, f"{client.id}-{number}-{client.lock}", lock)
            _say(f"{client.id}: {sum(codes.values())} edits, {dict(codes)}")
    return 1 if missed else 0


def _keep(folder: Path | None, name: str, text: str) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
