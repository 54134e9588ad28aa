"""Draws the names of the bench once: `python -m bench.hook.draw FOLDER`, with npm.tsv and pypi.tsv in the folder.

Real names of npm and PyPI: a third is in the bundled lists of popular names, the rest is not; gems are nearly all popular. Made-up names: plausible combinations and typing
errors that no list has; half of them get no release, half a release of the last weeks. No registry is asked.
"""

import random
import sys
from pathlib import Path

from pratique.core.names import Ecosystem
from pratique.history.names.loading import popular_names

HERE = Path(__file__).parent
SEED = 29
_WORDS = [
    "helper",
    "utils",
    "client",
    "sdk",
    "async",
    "wrapper",
    "toolkit",
    "bridge",
    "adapter",
    "parser",
    "loader",
    "plus",
    "core",
    "kit",
    "manager",
    "lite",
]
_REAL = {Ecosystem.NPM: 400, Ecosystem.PYPI: 400, Ecosystem.RUBYGEMS: 200}
_MADE_UP = {Ecosystem.NPM: 80, Ecosystem.PYPI: 80, Ecosystem.RUBYGEMS: 40}


def main() -> None:
    folder, draw = Path(sys.argv[1]), random.Random(SEED)
    lists = (HERE.parent / "names" / "gems.txt").read_text().splitlines()
    gems = [name for name in lists if name and not name.startswith("#")]
    known = {
        Ecosystem.NPM: _column(folder / "npm.tsv"),
        Ecosystem.PYPI: _column(folder / "pypi.tsv"),
        Ecosystem.RUBYGEMS: gems,
    }
    lines: list[str] = []
    for ecosystem, names in known.items():
        popular = sorted(popular_names(ecosystem).places, key=popular_names(ecosystem).places.__getitem__)
        rest = sorted(set(names) - set(popular))
        third = _REAL[ecosystem] // 3 if rest else _REAL[ecosystem]
        real = [
            *draw.sample(popular[:5_000], third),
            *draw.sample(rest, min(len(rest), _REAL[ecosystem] - third)),
        ]
        if len(real) < _REAL[ecosystem]:
            real += draw.sample(sorted(set(popular) - set(real)), _REAL[ecosystem] - len(real))
        lines += [f"{ecosystem.value}\treal\t{name}" for name in real]
        taken = {*names, *popular}
        made: list[str] = []
        while len(made) < _MADE_UP[ecosystem]:
            name = _made_up(draw, popular[:2_000], slips=len(made) % 4 == 0)
            if name not in taken and name not in made:
                made.append(name)
        lines += [
            f"{ecosystem.value}\t{'young' if place % 2 else 'missing'}\t{name}"
            for place, name in enumerate(made)
        ]
    (HERE / "names.tsv").write_text("\n".join(lines) + "\n")


def _column(path: Path) -> list[str]:
    names = (line.split("\t")[0].strip() for line in path.read_text().splitlines()[1:])
    return [name for name in names if name and name == name.lower() and "#" not in name]


def _made_up(draw: random.Random, popular: list[str], *, slips: bool) -> str:
    """Return a name that a person could type by mistake, or a language model could invent."""
    while True:
        base = draw.choice(popular)
        if not base.startswith("@") and len(base) > 4:
            break
    if slips:
        place = draw.randrange(1, len(base) - 1)
        return base[:place] + base[place + 1] + base[place] + base[place + 2 :]
    return "-".join([base, *draw.sample(_WORDS, draw.choice((1, 2)))])


if __name__ == "__main__":
    main()
