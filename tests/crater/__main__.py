"""Count what the rules say about pinned popular releases, with and without a baseline.

    python -m tests.crater [--only npm|pypi] [--limit N] [--markdown FILE]

Asks the registries that this machine is configured for. The list is committed, the artifacts are not. Popular
releases are presumed honest, so every hold for review and every block is a false alarm until explained.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RELEASES = Path(__file__).parent / "releases.txt"


@dataclass(frozen=True)
class Run:
    """All answers of one pass."""

    title: str
    answers: Sequence[dict[str, Any]]

    def stopped(self) -> list[dict[str, Any]]:
        """Answers that hold for review or block because of something known."""
        return [
            answer
            for answer in self.answers
            if answer["error"] is None
            and answer["reasons"]
            and (answer["action"] == "block" or answer["kind"] == "review")
        ]

    def by_rule(self) -> dict[str, Counter[str]]:
        """For each rule: in how many releases it gives which severity and confidence at most."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for answer in self.answers:
            for finding in {(f["rule"], f"{f['severity']}/{f['confidence']}") for f in answer["findings"]}:
                found[finding[0]][finding[1]] += 1
        return found


def main() -> int:
    """Run both passes and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["npm", "pypi"])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    names = [line for line in RELEASES.read_text().splitlines() if line and not line.startswith("#")]
    if options.only:
        names = [name for name in names if ("==" in name) == (options.only == "pypi")]
    names = names[: options.limit]
    runs = [
        Run("with baseline", list(inspect(names, []))),
        Run("without baseline", list(inspect(names, ["--no-baseline"]))),
    ]
    text = "\n".join(table(runs, len(names)))
    print(text)
    if options.markdown:
        options.markdown.write_text(text + "\n")
    return 0


def inspect(names: Sequence[str], options: Sequence[str]) -> Iterable[dict[str, Any]]:
    """Run `pratique inspect` over all names and read its lines."""
    command = [sys.executable, "-m", "pratique.cli", "inspect", "--format", "jsonl", *options, *names]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout, start=1):
            answer = json.loads(line)
            print(f"{number}/{len(names)} {answer['target']} {answer['action']}", file=sys.stderr)
            yield answer


def table(runs: Sequence[Run], total: int) -> list[str]:
    """The counts as Markdown."""
    lines = [
        f"{total} releases.",
        "",
        "| | " + " | ".join(run.title for run in runs) + " |",
        "| --- | --- | --- |",
    ]
    lines.append("| answered | " + " | ".join(f"{len(run.answers)} of {total}" for run in runs) + " |")
    lines.append(
        "| held for review or blocked | " + " | ".join(str(len(run.stopped())) for run in runs) + " |"
    )
    for word, test in (
        ("waiting", lambda a: a["kind"] == "wait"),
        ("not judged", lambda a: a["error"] is not None),
        ("incomplete", lambda a: not a["coverage"]["complete"]),
    ):
        counts = [str(sum(1 for a in run.answers if test(a))) for run in runs]
        lines.append(f"| {word} | " + " | ".join(counts) + " |")
    lines += ["", "Releases with a finding, by rule and severity/confidence:", ""]
    lines += ["| rule | " + " | ".join(run.title for run in runs) + " |", "| --- | --- | --- |"]
    for rule in sorted({rule for run in runs for rule in run.by_rule()}):
        cells = [
            ", ".join(f"{n} {level}" for level, n in sorted(run.by_rule()[rule].items())) for run in runs
        ]
        lines.append(f"| {rule} | " + " | ".join(cells) + " |")
    for run in runs:
        lines += ["", f"Stopped {run.title}:", ""]
        lines += [
            f"- {a['target']}: {a['action']} {a['kind'] or ''}: "
            + "; ".join(f"{r['source']}: {r['text']}" for r in a["reasons"])
            for a in run.stopped()
        ] or ["- none"]
    errors = [(run.title, a) for run in runs for a in run.answers if a["error"] is not None]
    lines += [
        "",
        "Not judged:",
        "",
        *(f"- {a['target']} ({title}): {a['error']['message']}" for title, a in errors),
    ]
    gaps = [(a["target"], u) for a in runs[0].answers for u in a["coverage"]["unread"]]
    lines += ["", "Not analysed:", "", *(f"- {name}: {u['path']}: {u['why']}" for name, u in gaps[:200])]
    return lines


if __name__ == "__main__":
    sys.exit(main())
