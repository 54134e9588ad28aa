import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.gate.protocols.npm.paths import (
    NpmPath,
    PackagePath,
    ReleasePath,
    SpecialPath,
    TarballPath,
    read_path,
)

TOOL = PackageRef(Ecosystem.NPM, "@acme/tool")
CALM = PackageRef(Ecosystem.NPM, "calm")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("calm", PackagePath(CALM)),
        ("@acme%2ftool", PackagePath(TOOL)),
        ("@acme%2Ftool", PackagePath(TOOL)),
        ("%40acme%2ftool", PackagePath(TOOL)),
        ("@acme/tool", PackagePath(TOOL)),
        ("calm/latest", ReleasePath(CALM, "latest")),
        ("calm/-/calm-1.0.0.tgz", TarballPath(CALM, "1.0.0", "calm-1.0.0.tgz")),
        ("calm/-/calm-1.0.0-rc.1%2b5.tgz", TarballPath(CALM, "1.0.0-rc.1+5", "calm-1.0.0-rc.1+5.tgz")),
        ("@acme/tool/-/tool-2.0.0.tgz", TarballPath(TOOL, "2.0.0", "tool-2.0.0.tgz")),
        ("@acme%2ftool/-/tool-2.0.0.tgz", TarballPath(TOOL, "2.0.0", "tool-2.0.0.tgz")),
        ("-/ping", SpecialPath(("ping",))),
        ("-/package/@acme%2ftool/dist-tags", SpecialPath(("package", "@acme/tool", "dist-tags"))),
    ],
)
def test_a_path_of_npm_is_read(path: str, meant: NpmPath) -> None:
    assert meant == read_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "..",
        "../calm",
        "calm/",
        "calm//-/calm-1.0.0.tgz",
        "calm/-/../calm-1.0.0.tgz",
        "calm/-/..%2f..%2fcalm-1.0.0.tgz",
        "calm%2f..%2fuser",
        "%2e%2e",
        "%252e%252e",
        "@acme%252ftool",
        "@acme%2f..",
        "@acme/../tool",
        "@acme%2ftool%2fx",
        "@acme",
        "@/tool",
        "calm%00",
        "calm%0d%0aSet-Cookie:x",
        "calm%5c..%5cuser",
        "calm%ff",
        "calm/-/calm-1.0.0.zip",
        "calm/-/other-1.0.0.tgz",
        "calm/-/calm-.tgz",
        "calm/-/calm-latest.tgz",
        "calm/-",
        "calm/-/a/b",
        "-//ping",
        "node_modules",
        "a" * 215,
        "a/" * 600,
    ],
)
def test_a_path_that_no_client_asks_for_is_refused(path: str) -> None:
    with pytest.raises(ParseError):
        read_path(path)


@pytest.mark.fuzz
@given(st.text(st.sampled_from("ab@%2fFeE./-0+\\"), max_size=40))
@example("@a%2fb/-/b-1.0.0.tgz")
def test_no_path_means_a_name_that_leads_elsewhere(path: str) -> None:
    try:
        meant = read_path(path)
    except ParseError:
        return
    if isinstance(meant, SpecialPath):
        parts = meant.segments
    elif isinstance(meant, TarballPath):
        parts = (*meant.package.name.split("/"), meant.filename)
    else:
        parts = tuple(meant.package.name.split("/"))
    assert not {"", ".", ".."} & {piece for part in parts for piece in part.split("/")}
    assert not any("%" in part or "\\" in part for part in parts)
