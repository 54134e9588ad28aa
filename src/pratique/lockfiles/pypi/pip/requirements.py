"""Parses requirements.txt and constraints files of pip.

The content is parsed as pip does (`requirement_line`, `requirement`). The paths of included files are stored in `Lock.includes`;
after the caller has read the files, `merge` joins them. Options for the whole file are stored in `Lock.options`, and
`install_options` computes their effect on entries. User and password are removed from URLs.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace

from pratique.core.install_options import InstallOptions, Option
from pratique.core.lock import (
    ROOT,
    Include,
    IncludeKind,
    Lock,
    LockedFile,
    LockedPackage,
    Problem,
    SourceKind,
)
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.lockfiles.pypi.entry import (
    exact_version,
    filename_of,
    package_ref,
    read_hash,
)
from pratique.lockfiles.pypi.pip.install_options import (
    EVERYWHERE,
    FOR_REQUIREMENTS,
    build_options,
    options_of,
    with_options,
)
from pratique.lockfiles.pypi.pip.requirement import Wanted, read_editable, read_requirement
from pratique.lockfiles.pypi.pip.requirement_line import Line, read_lines
from pratique.lockfiles.reading.document import (
    MOST_ENTRIES,
    MOST_SLOW_BYTES,
    check_size,
    first_problems,
    invalid,
    refuse_conflicts,
    too_many,
)
from pratique.lockfiles.reading.keys import keys_of

FORMAT = "requirements.txt"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
_CODING = re.compile(rb"coding[:=][ \t]*+([-\w.]++)")
# No others: some codecs of Python can hide text from a reader, or are slow.
_CODINGS = {"utf-8", "utf8", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso-8859-15", "cp1252"}


def parse(data: bytes) -> Lock:
    """Parse a requirements or constraints file; included files are not read.

    Entries that are not pinned have no version. Raises ParseError if the bytes are not a requirements file.
    """
    text = _decoded(data)
    refuse_conflicts(text, what=FORMAT)
    drafts: list[LockedPackage] = []
    problems: list[Problem] = []
    includes: list[Include] = []
    options: list[Option] = []
    for count, line in enumerate(read_lines(text)):
        if count >= MOST_ENTRIES:
            raise too_many(FORMAT, most=MOST_ENTRIES, of="requirements")
        problems.extend(Problem(line.text[:120], line.number, doubt) for doubt in line.doubts)
        try:
            options.extend(options_of(line))
            draft, doubts = _entry(line)
            if draft is not None:
                drafts.append(draft)
            else:
                includes.extend(_include(line))
        except ValueError as error:
            problems.append(Problem(line.text[:120], line.number, str(error)))
            continue
        problems.extend(Problem(line.text[:120], line.number, doubt) for doubt in doubts)
    keys = keys_of(drafts)
    lock = Lock(
        format=FORMAT,
        packages=tuple(replace(draft, key=key) for draft, key in zip(drafts, keys, strict=True)),
        problems=first_problems(problems),
        includes=tuple(includes),
        options=tuple(options),
    )
    return with_options(lock)


def _decoded(data: bytes) -> str:
    """Return text as pip decodes it: by its byte order mark, else by a coding comment on the first lines, else as UTF-8."""
    check_size(data, what=FORMAT, most_bytes=MOST_SLOW_BYTES)
    encoding = "utf-8"
    for bom, named in _BOMS:
        if data.startswith(bom):
            data, encoding = data[len(bom) :], named
            break
    else:
        for line in data.split(b"\n", 2)[:2]:
            if line.startswith(b"#") and (told := _CODING.search(line)):
                encoding = told[1].decode("ascii").lower().replace("_", "-")
                break
    hint = "save it as UTF-8"
    if encoding not in {*_CODINGS, *(named for _, named in _BOMS)}:
        raise invalid(f"{FORMAT} declares the encoding {encoding!r}", hint=hint)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise invalid(f"{FORMAT} is not {encoding} text (byte {error.start})", hint=hint) from None


def _entry(line: Line) -> tuple[LockedPackage | None, list[str]]:
    if line.requirement:
        wanted = read_requirement(line.requirement)
    elif editables := line.values("--editable"):
        wanted = read_editable(editables[0])
    else:
        return None, []
    digests: list[Digest] = []
    doubts = [
        f"pip ignores {name} on a line with a requirement"
        for name, _ in line.options
        if name not in FOR_REQUIREMENTS | EVERYWHERE and (line.requirement or name != "--editable")
    ]
    for text in line.values("--hash"):
        read, doubt = read_hash(text)
        digests.extend(read)
        if doubt is not None:
            doubts.append(doubt)
    draft = LockedPackage(
        key="",
        package=_package(wanted),
        version=exact_version(wanted.version),
        source=wanted.source,
        url=wanted.url,
        files=_files(wanted, digests),
        extras=wanted.extras,
        markers=(wanted.marker,) if wanted.marker else (),
        options=InstallOptions(
            build=build_options(line),
            local_versions=wanted.source is SourceKind.REGISTRY,
            hashes_required=bool(line.values("--hash")),
        ),
        parents=(ROOT,),
        line=line.number,
    )
    return draft, doubts


def _package(wanted: Wanted) -> PackageRef:
    """Return the package; a folder with an invalid package name gets the name `.`."""
    try:
        return package_ref(wanted.name)
    except ValueError:
        if wanted.source is not SourceKind.PATH:
            raise
        return PackageRef(Ecosystem.PYPI, ".")


def _files(wanted: Wanted, digests: Sequence[Digest]) -> tuple[LockedFile, ...]:
    """Return one file for each hash of a registry requirement.

    The filename of a file that only a hash identifies is unknown. A requirement with a URL has a single file.
    """
    if wanted.url is not None and wanted.source is SourceKind.URL:
        told = tuple(dict.fromkeys((*wanted.digests, *digests)))
        return (LockedFile(filename_of(wanted.url), told, wanted.url),)
    return tuple(LockedFile(None, (digest,)) for digest in dict.fromkeys(digests))


def _include(line: Line) -> list[Include]:
    """Return the file that a line includes.

    If a line includes several files, pip uses the first one. Raises ValueError for an invalid path.
    """
    for option, kind in (
        ("--requirement", IncludeKind.REQUIREMENTS),
        ("--constraint", IncludeKind.CONSTRAINTS),
    ):
        if paths := line.values(option):
            if "://" in paths[0] or paths[0].startswith(("/", "file:")) or not paths[0]:
                raise ValueError("the line includes a file outside the project, which Pratique does not read")
            return [Include(paths[0], kind, line.number)]
    return []
