"""Compare the facts of quiet files with and without the short way: `python -m tests.analysis.languages.javascript.compare_quiet ARCHIVE...`.

Prints each file whose facts differ, and how many files and bytes went the short way; ends with 1 when any differ. Facts
of a full reading are made by naming constants of other modules (none), which only a full reading takes.
"""

import sys
from pathlib import Path

from pratique.analysis.facts import Language
from pratique.analysis.kinds import Code, classify
from pratique.analysis.languages import javascript
from pratique.analysis.languages.javascript.quiet import Noise, noise
from pratique.archive import read
from pratique.errors import ParseError

_LANGUAGES = {Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX}


def main(archives: list[str]) -> int:
    """Compare all files of all archives."""
    seen: set[str] = set()
    files = quiet = size = quiet_size = different = 0
    for name in archives:
        try:
            tree = read(Path(name).read_bytes(), Path(name).name)
        except ParseError as error:
            sys.stdout.write(f"{name}: {error.message}\n")
            continue
        for file in tree:
            kind = classify(file)
            if not isinstance(kind, Code) or kind.language not in _LANGUAGES or file.sha256 in seen:
                continue
            seen.add(file.sha256)
            files, size = files + 1, size + file.size_bytes
            if noise(file.data) is Noise.ANYWHERE:
                continue
            quiet, quiet_size = quiet + 1, quiet_size + file.size_bytes
            if javascript.extract(file.data, kind.language) != javascript.extract(
                file.data, kind.language, modules={}
            ):
                different += 1
                sys.stdout.write(f"{name}: {file.path} differs\n")
    sys.stdout.write(
        f"{files} files, {size:,} bytes; quiet {quiet}, {quiet_size:,} bytes; different {different}\n"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
