"""How the page of an audit looks."""

import base64
import hashlib
import re

from pratique.report.audit.order import GRADES
from pratique.report.audit.sheet import SHEET, policy


def test_the_policy_lets_the_sheet_in_and_nothing_else() -> None:
    digest = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" == policy()


def test_the_sheet_fetches_nothing_and_does_not_end_early() -> None:
    assert not re.search(r"url\(|@import|@font-face|</|<!--", SHEET)
    assert SHEET.count("{") == SHEET.count("}")


def test_every_severity_has_its_colour_by_day_and_by_night_and_its_box() -> None:
    for grade in GRADES:
        assert 2 == len(re.findall(rf"--{grade}: #[0-9a-f]{{6}};", SHEET))
        assert f".c-{grade} {{ --grade: var(--{grade}); }}" in SHEET
        assert f"body:has(#show-{grade}:checked) .g-{grade} {{ display: revert; }}" in SHEET


def test_without_the_selector_and_on_paper_all_is_shown() -> None:
    before, _, filtering = SHEET.partition("@supports selector(:has(*)) { @media screen {")
    assert ".filtered { display: none; }" in filtering
    assert ".filtered" not in before


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_can_be_read_on_their_ground() -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1."""
    day, night = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    for part in (day, night):
        colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part))
        for ground in ("paper", "ground", "code"):
            for ink in ("ink", "faint", "link", *GRADES):
                light, dark = sorted((_luminance(colours[ground]), _luminance(colours[ink])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)
