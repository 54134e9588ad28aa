"""How many malicious families and benign releases show each chain, counted over the rows of `bench-landing`, for the page of the chains.

At most the first 40 chains of a release are in its row, so that counts of releases with more are lower bounds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from bench.inspect.rows import Row
from pratique.analysis.chains import BY_ID

FILE = Path(__file__).with_name("chain_counts.json")


class ChainCounts(msgspec.Struct, frozen=True):
    """What was counted. `chains` gives for each template the families and the benign releases that show it; absent ones were not measured."""

    commit: str = ""
    families: int = 0
    benign: int = 0
    chains: Mapping[str, tuple[int, int]] = {}

    def of(self, template: str) -> str:
        """Return a cell of the page: families, then benign releases."""
        if template not in self.chains:
            return "not measured"
        families, benign = self.chains[template]
        return f"{families} / {benign}"


def counted(commit: str, rows: Iterable[Row], families: Mapping[str, str]) -> ChainCounts:
    """Count the chains of all releases that were judged. `families` are the families of the malicious digests, one archive each."""
    shown: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    of: Counter[bool] = Counter()
    for row in rows:
        if row.measured:
            bad = row.sha256 in families
            of[bad] += 1
            shown[bad].update({chain.partition(" ")[0] for chain in row.chains})
    names = sorted(shown[True].keys() | shown[False].keys() | BY_ID.keys())
    chains = {name: (shown[True][name], shown[False][name]) for name in names}
    return ChainCounts(commit, of[True], of[False], chains)


def read_counts(path: Path = FILE) -> ChainCounts:
    """Read the file; nothing was counted where there is none. Raises OSError, ValueError."""
    return msgspec.json.decode(path.read_bytes(), type=ChainCounts) if path.exists() else ChainCounts()


def write_counts(counts: ChainCounts, path: Path = FILE) -> None:
    """Write the file in an order in which two states can be compared."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(counts, order="sorted"), indent=1) + b"\n")
