"""What CMake files start and download."""

from pratique.analysis.installing.cmake import started_by_cmake
from pratique.core.install_script import Effect
from pratique.core.tree import File, Tree


def found(text: bytes) -> list[tuple[Effect, str]]:
    tree = Tree((File("CMakeLists.txt", text),))
    return [(one.effect, str(one.place)) for one in started_by_cmake(tree)]


def test_a_plain_build_starts_nothing() -> None:
    assert [] == found(b"project(kite)\nadd_library(kite kite.c)\n")


def test_downloads_and_programs_are_found_with_their_lines() -> None:
    assert [(Effect.DOWNLOADS, "CMakeLists.txt:2")] == found(
        b"project(kite)\nfetchcontent_declare(x URL y)\n"
    )
    assert [(Effect.STARTS, "CMakeLists.txt:1")] == found(b"execute_process (COMMAND x)\n")


def test_without_cmake_files_it_is_unknown() -> None:
    assert [Effect.UNKNOWN] == [one.effect for one in started_by_cmake(Tree(()))]
