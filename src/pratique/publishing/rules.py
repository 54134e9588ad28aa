"""The rules of a check before publishing, with the sentence that documents each one."""

RULES: dict[str, str] = {
    "already-published": "The registry already has this version, or a file of this name with another digest.",
    "archive-differs-from-folder": "A file of the archive has other bytes than the project's folder.",
    "build-output-of-first-release": "No commit has the file, and there is no last release to compare with (a note).",
    "changed-source-tree": "Build outputs are published, and sources in the folder differ from the commit.",
    "ci-files-gained": "The package contains CI configuration, and the last release had none.",
    "credentials-in-package": "A settings file such as .npmrc, .pypirc or .env contains a credential.",
    "differs-from-commit": "A file of the package has changes that are not committed.",
    "entry-missing": "A file that the manifest names as an entry is missing, and the last release had it.",
    "file-not-in-archive": "The client would pack a file that the archive lacks (a note).",
    "file-without-source": "The archive has a file that the project's folder and the last release do not have.",
    "ignored-file-gained": "Git ignores a file of the package, and the last release had no file like it.",
    "install-hook-changed": "A command that runs at installation is another one than in the last release.",
    "install-hook-gained": "A command runs at installation, and the last release did not run one of this name.",
    "key-store-in-package": "The package contains a key store or the private key of a person, and the last release had none.",
    "leftover-files-gained": "The package contains logs, caches, databases, backups or settings of editors, and the last "
    "release had none.",
    "private-key-in-package": "A file contains a private key that the last release did not contain.",
    "provenance-lost": "The last release has an attestation or a trusted publisher, and this way of publishing has none.",
    "repository-in-package": "The package contains the data of a version control system, such as .git.",
    "source-map-with-source": "Source maps contain source code, and the last release had no source maps with sources.",
    "tag-is-another-commit": "The tag of the version is another commit than the one that is checked out.",
    "tag-missing": "The last release has a tag in the repository, and this version has none (a note).",
    "tests-gained": "The package contains tests or test fixtures, and the last release had none.",
    "token-in-package": "A file contains a token of a known form that the last release did not contain.",
    "uncommitted-file": "The package contains a file that no commit has and that git does not ignore.",
}
"""The rules by id. The rules of `pratique inspect` are also applied, with their own ids."""
