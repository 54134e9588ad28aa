"""Which files tools take."""

import pytest

from pratique.analysis.languages.shell import parse_command
from pratique.analysis.tools import Taken, built, is_tool, taken, taken_by_first_line
from pratique.core.release import Hook
from pratique.core.tree import File, Tree

PATHS = (
    *(
        "Makefile",
        "x.mk",
        "sub/makefile",
        "p.pl",
        "a.awk",
    ),
    *("c.cmake", "in/Makefile.in", "ext/depend", "ext/Makefile"),
)
TREE = Tree(tuple(File(path, b"x") for path in PATHS))
TAKEN = [
    ("make", "", [Taken("Makefile", "make")]),
    ("make -s all X=1", "", [Taken("Makefile", "make", "", ("all",), (("X", "1"),))]),
    ("make -f x.mk", "", [Taken("x.mk", "make")]),
    ("make -fx.mk b", "", [Taken("x.mk", "make", "", ("b",))]),
    ("gmake --file=x.mk", "", [Taken("x.mk", "make")]),
    ("make -C sub", "", [Taken("sub/makefile", "make", "sub")]),
    ("make --directory sub t", "", [Taken("sub/makefile", "make", "sub", ("t",))]),
    ("make", "sub", [Taken("sub/makefile", "make", "sub")]),
    ("make -C in", "", [Taken("in/Makefile.in", "make", "in")]),
    ("make -C none", "", []),
    ("cmake -P c.cmake", "", [Taken("c.cmake", "cmake")]),
    ("perl p.pl x", "", [Taken("p.pl", "perl")]),
    ("perl -e 'system(1)' p.pl", "", []),
    ("awk -f a.awk x", "", [Taken("a.awk", "awk")]),
    ("awk '{print}' a.awk", "", []),
    ("node x.mk", "", []),
]


@pytest.mark.parametrize(("line", "folder", "expected"), TAKEN)
def test_what_a_command_hands_on(line: str, folder: str, expected: list[Taken]) -> None:
    (command,) = parse_command(line)

    assert expected == list(taken(TREE, folder, command))
    assert is_tool(command) == (command.program != "node")


def test_an_unknown_head_of_a_path_is_the_folder() -> None:
    (command,) = parse_command("make -C {}/sub")

    assert [Taken("sub/makefile", "make", "sub")] == list(taken(TREE, "", command))


@pytest.mark.parametrize(
    ("first", "tool"),
    [
        ("#!/usr/bin/perl -w", "perl"),
        ("#!/usr/bin/env -S make -f", "make"),
        ("#!/bin/sh", None),
        ("system(1)", None),
    ],
)
def test_a_first_line_names_the_tool(first: str, tool: str | None) -> None:
    found = list(taken_by_first_line(Tree((File("e", f"{first}\nx\n".encode()),)), "e"))

    assert ([Taken("e", tool)] if tool else []) == found


def test_a_gem_is_made_once_its_script_is_done() -> None:
    found = {(one.path, one.goals) for one in built(TREE, Hook("extconf", "ext/extconf.rb"))}

    assert {
        (path, goals) for path in ("ext/depend", "ext/Makefile") for goals in ((), ("clean", "install"))
    } == found
    assert [] == list(built(TREE, Hook("rakefile", "ext/Rakefile")))
