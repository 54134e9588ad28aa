"""requirements.txt and constraints files of pip.

What is installed is read as pip reads it (`requirement_line`, `requirement`). Files that this one takes in are
told as values in `Lock.includes`; `merge` joins them once the caller has read them. Addresses of registries go to
`Lock.registries`, without user and password.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace

from pratique.core.lock import ROOT, Include, IncludeKind, Lock, LockedFile, LockedPackage, Problem, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.lockfiles.document import (
    MOST_ENTRIES,
    check_size,
    first_problems,
    invalid,
    refuse_conflicts,
    too_many,
)
from pratique.lockfiles.python_entry import exact_version, filename_of, keys_of, package_ref, read_hash
from pratique.lockfiles.requirement import Wanted, read_editable, read_requirement
from pratique.lockfiles.requirement_line import Line, read_lines

FORMAT = "requirements.txt"
FILENAMES = (
    "requirements.txt",
    "requirements[-_.]*.txt",
    "*[-_.]requirements.txt",
    "requirements/*.txt",
    "constraints.txt",
    "constraints[-_.]*.txt",
    "*[-_.]constraints.txt",
)
"""Patterns of `fnmatch`, with capitals as they are. `requirements/*.txt` is any text file in a folder of that name;
other text files are not taken for requirements."""
