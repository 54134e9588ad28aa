"""Judge every combination and name those that are let in: `python -m tests.combinations`."""

import tempfile
from pathlib import Path

from tests.combinations import PLANS, Plan
from tests.combinations.judging import is_stopped


def main() -> None:
    """Print the share of each plan that is stopped, and name what is let in."""
    with tempfile.TemporaryDirectory() as name:
        for plan in PLANS:
            _judge(plan, Path(name))


def _judge(plan: Plan, folder: Path) -> None:
    count, let_in = 0, []
    for case in plan.every():
        count += 1
        if not is_stopped(case, folder):
            let_in.append(case.id)
    print(f"{plan.name}: {count - len(let_in):,} of {count:,} stopped")
    for id_ in sorted(let_in):
        print(f"  let in: {id_}")


if __name__ == "__main__":
    main()
