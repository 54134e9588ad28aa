"""Where the files of a wheel lie."""

from pratique.core.installed import FileList, ShippedFile
from pratique.installed.wheel import as_installed

FILE = ShippedFile("0" * 64, 1, runs=True)


def test_data_folders_are_taken_apart() -> None:
    paths = (
        "a.py",
        "a-1.data/purelib/b.py",
        "a-1.data/platlib/c/d.so",
        "a-1.data/scripts/x",
        "a-1.data/headers/y.h",
    )
    found = as_installed(FileList(files=dict.fromkeys(paths, FILE)))

    assert {"a.py", "b.py", "c/d.so"} == set(found.files)
