"""Source that shows one thing and runs another."""

from pratique.core.finding import Severity
from tests.analysis.inspecting import npm, of_rule

RULE = "hidden-characters"
BIDI = "const level = 'user\N{RIGHT-TO-LEFT OVERRIDE} \N{LEFT-TO-RIGHT ISOLATE}// only admins';\n"


def test_bidirectional_controls_are_found_at_their_line() -> None:
    (finding,) = of_rule(npm({"index.js": "let a = 1;\n" + BIDI}), RULE)
    assert ("index.js", 2) == (finding.locations[0].path, finding.locations[0].line)
    assert "U+202E" in finding.evidence


def test_data_in_variation_selectors_is_found() -> None:
    hidden = "".join(chr(0xE0100 + byte) for byte in b"marker" * 10)
    (finding,) = of_rule(npm({"index.js": f"const s = 'x{hidden}';\n"}), RULE)
    assert Severity.HIGH == finding.severity


def test_code_behind_blanks_is_found() -> None:
    source = "exports.ok = 1;" + " " * 400 + "marker();\n"
    (finding,) = of_rule(npm({"index.js": source}), RULE)
    assert "off the screen" in finding.message


def test_emoji_and_a_byte_order_mark_stay_quiet() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    source = f"\N{ZERO WIDTH NO-BREAK SPACE}exports.ok = '{family} \N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}';\n"
    assert [] == of_rule(npm({"index.js": source}), RULE)


def test_the_same_file_in_the_baseline_is_a_note() -> None:
    (finding,) = of_rule(npm({"index.js": BIDI, "b.js": "1"}, {"index.js": BIDI}), RULE)
    assert Severity.LOW == finding.severity
