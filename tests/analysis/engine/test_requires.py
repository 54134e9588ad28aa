"""Files that a source asks for."""

import pytest

from pratique.analysis.engine.requires import relative
from tests.analysis.frontends.ruby.reading import facts


@pytest.mark.parametrize(
    ("source", "module", "dynamic"),
    [
        ("require 'a/b'", "a/b", False),
        ('require "a"', "a", False),
        ("Kernel.require('a')", "a", False),
        ("require_relative 'a'", "./a", False),
        ("require_relative '../a'", "../a", False),
        ("load 'a.rb'", "a.rb", False),
        ("load './x/../a.rb'", "./a.rb", False),
        ("require 'a' + 'b'", "ab", True),
        ("send(:require, 'a')", "a", True),
        ("alias ask require\nask 'a'", "a", True),
        ("require File.join(__dir__, 'a')", "./a", True),
        ("require File.expand_path('../a', __FILE__)", "./a", True),
        ("require File.expand_path('../../a', __FILE__)", "../a", True),
        ("require x", None, True),
    ],
)
def test_every_way_to_ask_for_a_file_is_told(source: str, module: str | None, *, dynamic: bool) -> None:
    (found,) = facts(source).imports

    assert (module, dynamic, True) == (found.module, found.dynamic, found.at_load)


def test_what_waits_to_be_used_is_not_asked_for_at_load() -> None:
    found = facts("autoload :A, 'a'\nObject.autoload(:B, 'b')\ndef f\n require 'c'\nend").imports

    assert [("a", False), ("b", False), ("c", False)] == [(asked.module, asked.at_load) for asked in found]


def test_a_path_has_no_detours() -> None:
    assert ["./a", "./c", "../a", "/a/../b"] == [
        relative(path) for path in ("a", "./b/../c", "../a", "/a/../b")
    ]
