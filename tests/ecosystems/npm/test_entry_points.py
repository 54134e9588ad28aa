from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.npm.entry_points import entry_files, inner_path, named_files
from tests.ecosystems.trees import tree

FILES = tree(
    dict.fromkeys(
        [
            *("index.js", "lib/main.js", "lib/other.cjs", "lib/index.js", "lib/sub/deep.js", "esm/main.mjs"),
            *("browser.js", "data.json", "addon.node", "types/main.d.ts"),
        ],
        "",
    )
)


def entries(**fields: object) -> tuple[str, ...]:
    empty: dict[str, Any] = dict.fromkeys(("main", "module", "browser", "exports", "imports"))
    return entry_files(FILES, **(empty | fields))


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        (None, "index.js"),
        ("", "index.js"),
        (7, "index.js"),
        ("absent", "index.js"),
        ("lib/main", "lib/main.js"),
        ("./lib/main.js", "lib/main.js"),
        ("lib", "lib/index.js"),
        ("./lib/", "lib/index.js"),
        ("addon", "addon.node"),
        ("data", "data.json"),
        ("../outside", "index.js"),
    ],
)
def test_main_is_resolved_as_node_does(main: object, expected: str) -> None:
    assert (expected,) == entries(main=main)


def test_a_suffix_that_bundlers_alone_try_counts_beside_what_node_takes() -> None:
    assert ("index.js", "lib/other.cjs") == entries(main="lib/../lib/other")


@pytest.mark.parametrize(
    "target", ["./lib/m%61in.js", "./lib/main.js?x", "./lib\\main.js", "./li\tb/main.js"]
)
def test_targets_are_addresses(target: str) -> None:
    assert ("index.js", "lib/main.js") == entries(exports={"./x": target})


def test_so_are_patterns() -> None:
    assert ("index.js", "lib/sub/deep.js") == entries(exports={"./x/*": "./lib/s%75b/*.js"})


def test_module_and_browser_add_entries() -> None:
    found = entries(module="esm/main.mjs", browser="browser")
    assert ("index.js", "esm/main.mjs", "browser.js") == found


def test_what_web_pages_load_from_a_cdn_are_entries() -> None:
    assert ("index.js", "browser.js", "esm/main.mjs") == entries(cdns=("browser.js", "esm/main.mjs"))
    assert ("index.js",) == entries(cdns=(None, {"a": "browser.js"}, "../absent.js"))


def test_replacements_for_browsers_are_entries() -> None:
    found = entries(browser={"fs": False, "./lib/main.js": "./browser.js", "x": "y"})
    assert ("index.js", "browser.js") == found


def test_every_condition_of_exports_counts() -> None:
    exports = {
        ".": {
            "node": {"import": "./esm/main.mjs", "require": ["./lib/main.js", None]},
            "types": "./types/main.d.ts",
        },
        "./data": "./data.json",
    }
    assert ("index.js", "esm/main.mjs", "lib/main.js", "data.json") == entries(exports=exports)


def test_declarations_are_entries_where_node_would_run_them() -> None:
    assert ("types/main.d.ts",) == entries(main="types/main.d.ts")
    assert "types/main.d.ts" in entries(exports={".": {"require": "./types/main.d.ts"}})
    assert "types/main.d.ts" not in entries(exports={"./types/*": "./types/*"})


def test_patterns_stand_for_files_of_any_depth() -> None:
    assert ("index.js", "lib/main.js", "lib/index.js", "lib/sub/deep.js") == entries(
        exports={"./*": "./lib/*.js"}
    )


@pytest.mark.parametrize("target", ["./*", "./"])
def test_a_pattern_that_opens_the_whole_package_makes_nothing_an_entry(target: str) -> None:
    assert entries(exports={".": "./lib/main.js", target: target}) == entries(exports={".": "./lib/main.js"})


def test_a_folder_target_stands_for_all_of_it() -> None:
    assert "lib/sub/deep.js" in entries(exports={"./lib/": "./lib/"})


@pytest.mark.parametrize("head", [b"\x1f\x8b\x08", b"PK\x03\x04", b"\xfd7zXZ\0"])
def test_an_archive_that_exports_open_is_no_entry(head: bytes) -> None:
    files = tree(
        {"index.js": "", "template.tgz": head + b"rest", "binary.tgz": b"BZh/*\0*/go()", "lib/b.zip": head}
    )
    empty: dict[str, Any] = dict.fromkeys(("main", "module", "browser", "exports", "imports"))
    exports = {
        ".": "./index.js",
        "./template.tgz": "./template.tgz",
        "./b": "./binary.tgz",
        "./lib/*": "./lib/*",
    }

    assert ("index.js", "binary.tgz") == entry_files(files, **(empty | {"exports": exports}))
    assert "template.tgz" in entry_files(files, **(empty | {"main": "template.tgz"}))


def test_internal_imports_count() -> None:
    assert ("index.js", "lib/other.cjs") == entries(imports={"#x": "./lib/other.cjs", "#y": "left-pad"})


def test_more_patterns_than_are_compared_make_every_file_an_entry() -> None:
    found = entries(exports={f"./{number}/*": f"./none{number}/*" for number in range(101)})
    assert {file.path for file in FILES} - {"types/main.d.ts"} == set(found)


def test_an_endless_map_makes_every_file_an_entry() -> None:
    found = entries(exports={f"./{number}": {"default": None} for number in range(20_001)})
    assert "lib/sub/deep.js" in found


def test_files_are_found_with_a_suffix_or_as_an_index() -> None:
    assert ["lib/index.js"] == named_files(FILES, "./lib")
    assert ["index.js"] == named_files(FILES, ".")
    assert [] == named_files(FILES, "./none")


def test_paths_that_lead_outside_are_none() -> None:
    assert inner_path("./a/../b") == "b"
    assert inner_path("/a") == "a"
    assert inner_path("") == ""
    assert inner_path("a/../../b") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("./*axlib", max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.fuzz
@given(json_values, json_values, json_values)
def test_any_fields_give_files_of_the_tree(main: object, browser: object, exports: object) -> None:
    found = entries(main=main, browser=browser, exports=exports)
    assert set(found) <= set(FILES.by_path)
    assert len(found) == len(set(found))
