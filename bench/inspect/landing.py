"""Compare the working tree with another commit over malware and benign releases: the table for a commit that changes the analysis.

    python -m bench.inspect.landing BASE [--size N] [--folder FOLDER] [--collection NAME=CLONE] [--fresh] [--changes FILE] [--chains]

Both states are exported to a temporary folder. There their own trainer makes their models from their own feature tables, as far as
these were known before `CUT` and name nothing that is judged (bench.inspect.draw), and the index of clones has no malware. What is
fetched, trained and measured is kept in FOLDER, by digest of all that it was made from. `--size N` draws N families and half as many
releases of each benign set; without it all are judged.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.inspect.chain_counts import counted, write_counts
from bench.inspect.code_size import code_size
from bench.inspect.compared import Side, by_key, changes, missed, table
from bench.inspect.corpus import Sample
from bench.inspect.draw import ALONE, PAIRS, Draw, draw, training_rows
from bench.inspect.fetch import fetch
from bench.inspect.later import CUT, END
from bench.inspect.rows import read_rows
from bench.inspect.tables import write_table
from pratique.analysis.clones.index import pack, parse

ROOT = Path(__file__).parents[2]
_PARTS = ("src", "bench")
_MODELS = Path("src/pratique/analysis/score/models.json")
_CLONES = Path("src/pratique/analysis/clones/index.bin")
_TRAINER = ("train.py", "shares.py", "tables.py", "most_used.py", "lists/most-used.tsv")
_HARNESS = ("judging.py", "families.py", "rows.py", "sets.py", "corpus.py", "measure.py", "processes.py")
"""What judges, beside the product itself."""
_FEATURES = (
    "import json, pratique; from pratique.analysis.features import FEATURES;"
    "print(json.dumps([pratique.__file__, [[each.id, each.rising] for each in FEATURES]]))"
)


class Failed(Exception):  # noqa: N818 - it is said in one line
    """Why nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Tree:
    """An exported state of the repository."""

    name: str
    root: Path

    def run(self, *arguments: str, out: int | None = None) -> str:
        """Run Python with this tree's own code. Raises Failed."""
        env = {**os.environ, "PYTHONPATH": str(self.root / "src"), "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=env, stdout=out, text=True, check=False
        )
        if done.returncode:
            raise Failed(f"{self.name}: python {' '.join(arguments[:2])} ended with {done.returncode}")
        return done.stdout or ""


def main() -> int:
    options = _parser().parse_args()
    clones = {name: Path(path) for name, _, path in (each.partition("=") for each in options.collection)}
    drawn, absent = _fetched(draw(options.size), options.folder, clones)
    with tempfile.TemporaryDirectory(prefix="landing-") as temporary:
        trees = [_exported(options.base, Path(temporary)), _copied(Path(temporary))]
        base, now = (_side(tree, drawn, options) for tree in trees)
    print("\n".join(table(base, now, drawn.families, _header(options, drawn, absent))))
    if options.chains:
        write_counts(counted(now.name, now.rows.values(), drawn.families))
    if options.changes:
        found = [*changes(base, now, drawn.families), *missed(now, drawn.families)]
        options.changes.write_text("".join(f"{one}\n" for one in found), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", metavar="BASE")
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "landing")
    parser.add_argument("--collection", action="append", default=[], metavar="NAME=CLONE")
    parser.add_argument(
        "--changes", type=Path, metavar="FILE", help="write each change there, and each family that is missed"
    )
    parser.add_argument(
        "--chains",
        action="store_true",
        help="count how many families and benign releases show each chain, for docs/reference/chains.md",
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="measure what an earlier run has measured again")
    return parser


def _fetched(drawn: Draw, folder: Path, clones: Mapping[str, Path]) -> tuple[Draw, int]:
    """Fetch what is absent; what cannot be had is left out, and counted."""
    missed = fetch(folder, drawn.samples, clones)
    for why in sorted({f"{sample.set}: {why}" for sample, why in missed})[:10]:
        print(why, file=sys.stderr)
    gone = {(sample.set, sample.sha256) for sample, _ in missed}

    def had(samples: Iterable[Sample]) -> tuple[Sample, ...]:
        return tuple(each for each in samples if (each.set, each.sha256) not in gone)

    benign = {name: had(samples) for name, samples in drawn.benign.items()}
    return replace(drawn, malware=had(drawn.malware), benign=benign), len(missed)


def _exported(revision: str, folder: Path) -> Tree:
    name = _git("rev-parse", "--short", f"{revision}^{{commit}}")
    root = folder / "base"
    root.mkdir()
    archive = folder / "base.tar"
    _git("archive", "--output", str(archive), revision, *_PARTS)
    shutil.unpack_archive(archive, root, filter="data")
    return Tree(name, root)


def _copied(folder: Path) -> Tree:
    changed = "+changes" if _git("status", "--porcelain", "--", *_PARTS) else ""
    root = folder / "now"
    for part in _PARTS:
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    return Tree(_git("rev-parse", "--short", "HEAD") + changed, root)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(done.stderr.strip())
    return done.stdout.strip()


def _side(tree: Tree, drawn: Draw, options: argparse.Namespace) -> Side:
    size = code_size(tree.root / "src" / "pratique" / "analysis")
    state = _digest(_sources(tree.root))
    models = _trained(tree, options.folder / "models")
    (tree.root / _MODELS).write_bytes(models.read_bytes())
    (tree.root / _CLONES).write_bytes(without_malware((tree.root / _CLONES).read_bytes()))
    judged = sorted(f"{sample.set} {sample.sha256}" for sample in drawn.samples)
    kept = options.folder / "rows" / _digest([state.encode(), models.read_bytes(), *map(str.encode, judged)])
    there = kept.is_dir() and not options.fresh
    if not there:
        _measure(tree, drawn, kept, options)
    rows = {key: row for path in sorted(kept.glob("*.jsonl")) for key, row in by_key(read_rows(path))}
    return Side(name=tree.name, rows=rows, size=size, kept=there)


def _trained(tree: Tree, cache: Path) -> Path:
    """The models of what was known before the cut, by the tree's own trainer from its own tables."""
    where, features = json.loads(tree.run("-c", _FEATURES, out=subprocess.PIPE))
    if not Path(where).is_relative_to(tree.root):
        raise Failed(f"{tree.name}: {where} is imported instead of its own code")
    inspect = tree.root / "bench" / "inspect"
    tables = tree.root / "tables-before"
    tables.mkdir()
    rows = training_rows(inspect / "tables")
    for name in sorted({row.set for row in rows}):
        write_table(tables, name, [row for row in rows if row.set == name])
    trainer = [(inspect / name).read_bytes() for name in _TRAINER]
    parts = [
        *(path.read_bytes() for path in sorted(tables.iterdir())),
        *trainer,
        json.dumps(features).encode(),
    ]
    models = cache / f"{_digest(parts)}.json"
    if not models.is_file():
        print(f"{tree.name}: training on what was known before {CUT}", file=sys.stderr)
        tree.run("-m", "bench.inspect.train", "--tables", str(tables), "--write", out=subprocess.DEVNULL)
        cache.mkdir(parents=True, exist_ok=True)
        _replace(models, (tree.root / _MODELS).read_bytes())
    return models


def without_malware(index: bytes) -> bytes:
    """The index of clones with its popular packages alone. Raises DamagedError."""
    whole = parse(index)
    left = replace(whole, families=(), digests=(), digest_families=(), shingles=(), shingle_families=())
    return pack(left)


def _measure(tree: Tree, drawn: Draw, kept: Path, options: argparse.Namespace) -> None:
    """Judge all samples by the tree's own code; rows are kept once all are there."""
    sets = tree.root / "sets"
    fetched = options.folder.resolve()
    for name, samples in {"malware": drawn.malware, **drawn.benign}.items():
        write_index(sets / name, samples, fetched)
    out = tree.root / "rows"
    common = ("--out", str(out), "--processes", str(options.processes))
    alone = [str(sets / name) for name in ("malware", *ALONE)]
    pairs = [str(sets / name) for name in PAIRS]
    tree.run("-m", "bench.inspect.measure", *alone, *common)
    tree.run("-m", "bench.inspect.measure", *pairs, "--pairs", *common)
    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.copytree(out, part)
    shutil.rmtree(kept, ignore_errors=True)
    part.rename(kept)


def write_index(folder: Path, samples: Sequence[Sample], fetched: Path) -> None:
    """Describe a set whose files lie where they were fetched to (bench.inspect.sets)."""
    folder.mkdir(parents=True)
    lines = [
        json.dumps(
            {
                "set": each.set, "ecosystem": each.ecosystem.value, "name": each.name, "version": each.version,
                "filename": each.filename, "sha256": each.sha256, "size": each.size_bytes, "source": each.source,
                "drawn": each.drawn, "file": str(fetched / each.set / each.file),
            }
        )
        for each in samples
    ]  # fmt: skip
    (folder / "index.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _header(options: argparse.Namespace, drawn: Draw, absent: int) -> list[str]:
    count = len(drawn.malware)
    size = f"size {options.size}" if options.size else "all samples"
    missing = f", {absent} files not had" if absent else ""
    return [
        f"make bench-landing ({size}{missing}): {count} families first seen {CUT} to {END}, all of PyPI, one archive each;",
        "models trained on what was known before, without the benign names below; index of clones without malware",
    ]


def _sources(root: Path) -> Iterable[bytes]:
    code = [path for path in (root / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    harness = [root / "bench" / "inspect" / name for name in _HARNESS]
    for path in sorted((*code, *harness)):
        yield str(path.relative_to(root)).encode()
        yield path.read_bytes()


def _digest(parts: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(hashlib.sha256(part).digest())
    return found.hexdigest()[:24]


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(path)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as error:
        sys.exit(f"bench-landing: {error}")
