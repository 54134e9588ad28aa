"""How long `pratique --version` takes, against a bare Python."""

import sys

from bench.timing import best, row


def main() -> None:
    ours = best([sys.executable, "-m", "pratique.cli", "--version"], times=9)
    peer = best([sys.executable, "-c", "pass"], times=9)
    print(row("pratique --version", ours, "bare python", peer))
