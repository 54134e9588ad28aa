"""Parses pnpm-lock.yaml of pnpm, lockfileVersion 5.0 to 5.4, 6.0, 6.1 and 9.0 (pnpm 3 to 12).

Keys of entries are pnpm's paths, which contain the release and its resolved peer dependencies, so one artifact may have
several entries. pnpm 11 lists its own downloads in the first YAML document of the file, and Pratique adds `env:` to the
keys of that document. Workspace folders are entries with their path as key; the project itself is not an entry. pnpm
applies patches (`patchedDependencies`) after it verifies the artifact, so patches do not affect the entries.
"""

from pratique.core.lock import Lock
from pratique.lockfiles.npm.pnpm.problems import WHAT, PnpmProblems
from pratique.lockfiles.npm.pnpm.section import read_section
from pratique.lockfiles.npm.pnpm.tree import PnpmTree
from pratique.lockfiles.reading.document import first_problems
from pratique.lockfiles.reading.yaml_document import read_yaml_documents

FORMAT = "pnpm-lock"


def parse(data: bytes) -> Lock:
    """Parse a pnpm lockfile. Raises ParseError if the bytes are not a pnpm lockfile or its version is unknown."""
    documents = read_yaml_documents(data, what=WHAT)
    problems = PnpmProblems()
    prefixes = ("",) if len(documents) == 1 else ("env:", "")
    sections = {
        prefix: read_section(document, problems) for prefix, document in zip(prefixes, documents, strict=True)
    }
    tree = PnpmTree(sections, problems)
    return Lock(
        format=f"{FORMAT} v{sections[''].version}",
        packages=tuple(tree.packages()),
        problems=first_problems(problems.told),
        requests=tuple(tree.requests),
        texts={
            (folder, want.name): want.text
            for folder, importer in sections[""].importers.items()
            for want in importer.wants
            if want.text is not None
        },
    )
