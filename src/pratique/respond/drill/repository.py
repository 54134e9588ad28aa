"""Writes git repositories as files, without git: the same commits always have the same ids."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

_CONFIG = b"[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
_HEAD = b"ref: refs/heads/main\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit with the complete content of the repository."""

    at: datetime
    author: str
    """Name and address, such as `Ada <ada@acme.example>`."""
    subject: str
    files: Mapping[str, bytes]
    """The content of each file by path with slashes."""


def repository_files(branches: Mapping[str, Sequence[Commit]]) -> dict[str, bytes]:
    """Return the files of a repository with a checked-out branch `main`.

    Commits that begin several branches are stored once, because equal commits have equal ids.
    """
    objects: dict[str, bytes] = {}
    refs: dict[str, bytes] = {}
    for name, commits in branches.items():
        parent = ""
        for commit in commits:
            parent = _commit(objects, commit, parent)
        refs[f".git/refs/heads/{name}"] = f"{parent}\n".encode()
    checked_out = dict(branches["main"][-1].files)
    stored = {f".git/objects/{id_[:2]}/{id_[2:]}": data for id_, data in objects.items()}
    return {**checked_out, ".git/HEAD": _HEAD, ".git/config": _CONFIG, **refs, **stored}


def _commit(objects: dict[str, bytes], commit: Commit, parent: str) -> str:
    when = f"{int(commit.at.timestamp())} +0000"
    lines = [f"tree {_tree(objects, commit.files)}"]
    lines += [f"parent {parent}"] if parent else []
    lines += [f"author {commit.author} {when}", f"committer {commit.author} {when}", "", commit.subject, ""]
    return _object(objects, "commit", "\n".join(lines).encode())


def _tree(objects: dict[str, bytes], files: Mapping[str, bytes]) -> str:
    folders: dict[str, dict[str, bytes]] = {}
    entries: list[tuple[bytes, bytes]] = []
    for path, data in files.items():
        first, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(first, {})[rest] = data
        else:
            id_ = _object(objects, "blob", data)
            entries.append((first.encode(), b"100644 " + first.encode() + b"\0" + bytes.fromhex(id_)))
    for name, content in folders.items():
        id_ = _tree(objects, content)
        # git sorts a folder as if its name ended with a slash
        entries.append((name.encode() + b"/", b"40000 " + name.encode() + b"\0" + bytes.fromhex(id_)))
    return _object(objects, "tree", b"".join(entry for _, entry in sorted(entries)))


def _object(objects: dict[str, bytes], kind: str, content: bytes) -> str:
    data = f"{kind} {len(content)}".encode() + b"\0" + content
    id_ = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    objects[id_] = zlib.compress(data)
    return id_
