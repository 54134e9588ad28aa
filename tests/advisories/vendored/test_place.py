import pytest

from pratique.advisories.vendored.place import Location, is_own_file, locate
from pratique.core.advisory import Product
from pratique.core.audit import CopyKind, VendoredCopy


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("app.js", Location(None, (), "app.js")),
        ("static/js/app.js", Location(None, ("static", "js"), "app.js")),
        ("node_modules/left/index.js", Location("left", (), "index.js")),
        ("node_modules/@a/left/lib/index.js", Location("@a/left", ("lib",), "index.js")),
        ("x/node_modules/left/node_modules/right/lib/i.js", Location("right", ("lib",), "i.js")),
        ("node_modules/.pnpm/left@1.0.0/node_modules/left/i.js", Location("left", (), "i.js")),
        ("node_modules/loose.js", Location(None, (), "loose.js")),
    ],
)
def test_a_file_belongs_to_the_innermost_package(path: str, location: Location) -> None:
    assert location == locate(path)


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("node_modules/left/dist/left.js", True),
        ("node_modules/bundle/node_modules/left/left.js", True),
        ("node_modules/bundle/dist/vendor.js", False),
        ("static/left.js", False),
    ],
)
def test_a_file_of_the_library_itself_is_told_from_a_copy_of_it(path: str, *, own: bool) -> None:
    copy = VendoredCopy(path=path, product=Product("npm", "left"), version="1.0.0", kind=CopyKind.CONTENT)

    assert own == is_own_file(copy)


def test_a_library_of_no_registry_is_never_an_installed_package() -> None:
    copy = VendoredCopy(
        path="node_modules/left/left.js",
        product=Product("retire", "left"),
        version="1",
        kind=CopyKind.CONTENT,
    )

    assert not is_own_file(copy)
