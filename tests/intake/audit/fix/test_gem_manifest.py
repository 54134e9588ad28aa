"""What a Gemfile asks for, as the lock has it."""

import pytest

from pratique.errors import ParseError
from pratique.intake.audit.fix.gem_manifest import read_wishes

LOCK = b"""GEM
  remote: https://gems.example/
  specs:
    rack (2.2.3)
    rails (6.0.0)
      rack (~> 2.0)

DEPENDENCIES
  rack (>= 2, < 3)
  rails
  mine!

BUNDLED WITH
   2.6.7
"""


def test_the_wishes_are_read_with_their_ranges() -> None:
    found = read_wishes(LOCK, "Gemfile").requests
    assert {"rack": ">= 2, < 3", "rails": "*", "mine": "*"} == {
        name: one[0].range for name, one in found.items()
    }
    assert "Gemfile" == found["rack"][0].file


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ParseError):
        read_wishes(b"\xff\xff", "Gemfile")
