"""The table of rules."""

import re
from pathlib import Path

from pratique import publishing
from pratique.publishing.rules import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/publish.md"


def test_every_rule_that_the_code_uses_is_in_the_table() -> None:
    folder = Path(publishing.__file__).parent
    named: set[str] = set()
    for path in folder.rglob("*.py"):
        if path.name != "rules.py":
            named |= {
                word for word in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text()) if word in RULES
            }
    assert set(RULES) == named


def test_the_page_has_every_rule_with_its_sentence() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [] == [rule for rule, about in RULES.items() if f"| `{rule}` | {about} |" not in page]
