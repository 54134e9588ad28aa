"""`dependenciesMeta` of yarn 4."""

import json

import pytest

from pratique.cli.scripts.approvals import Decision
from pratique.cli.scripts.approvals.yarn import FORM
from pratique.errors import ParseError

BEFORE = """{
  "dependenciesMeta": {
    "a": {"unplugged": true},
    "x": {"built": true, "optional": true},
    "y@1.0.0": {
      "built": true
    }
  }
}
"""
AFTER = """{
  "dependenciesMeta": {
    "a": {"unplugged": true},
    "x": {
      "optional": true
    },
    "x@1.0.0": {
      "built": true
    },
    "y@2.0.0": {
      "built": false
    }
  }
}
"""


def test_other_settings_of_a_package_are_kept() -> None:
    wanted = [Decision("x", "1.0.0", True), Decision("y", "2.0.0", False)]

    assert AFTER == FORM.write(BEFORE, wanted)
    assert AFTER == FORM.write(AFTER, wanted)


def test_a_setting_of_the_same_version_is_kept() -> None:
    text = '{"dependenciesMeta":{"x@1.0.0":{"unplugged":true,"built":false}}}'
    after = json.loads(FORM.write(text, [Decision("x", "1.0.0", True)]))

    assert {"x@1.0.0": {"unplugged": True, "built": True}} == after["dependenciesMeta"]


@pytest.mark.parametrize(
    "text", ['{"x": 1}', '{"x": null}', '{"x": {"built": true, "built": false}}', '{"x": {}, "x": {}}']
)
def test_odd_entries_are_refused(text: str) -> None:
    file = '{"dependenciesMeta": ' + text + "}"
    for act in (lambda: FORM.read(file), lambda: FORM.write(file, [])):
        with pytest.raises(ParseError):
            act()
