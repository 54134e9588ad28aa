"""Records the changes of `setup` for `--undo`, in one file per client in the state folder."""

import base64
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pratique.errors import Reference, StoreError
from pratique.store.folder.replaced_file import replace_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record of a changed file."""

    path: Path
    gate: str
    before: bytes | None
    """The content of the file before the change; None if the file did not exist."""
    after: bytes


class _Kept(msgspec.Struct):
    path: str
    gate: str
    before: str | None
    after: str


def record_file(home: Path, client: str) -> Path:
    """Return the path of the record of a client."""
    return home / "setup" / f"{client}.json"


def read_record(file: Path) -> Record | None:
    """Read the record of a client, or return None if the record does not exist. Raise StoreError."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
        before = None if kept.before is None else base64.b64decode(kept.before, validate=True)
        after = base64.b64decode(kept.after, validate=True)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise StoreError(
            Reference.STORE_UNREADABLE,
            f"the record of the changes of `setup` in {file} is unreadable: {error}",
            hint="revert the client's configuration by hand, and delete the record",
        ) from error
    return Record(path=Path(kept.path), gate=kept.gate, before=before, after=after)


def write_record(file: Path, record: Record) -> None:
    """Write the record of a client. Only the owner of the file can read or change it. Raise StoreError."""
    before = None if record.before is None else base64.b64encode(record.before).decode()
    kept = _Kept(str(record.path), record.gate, before, base64.b64encode(record.after).decode())
    replace_file(file, msgspec.json.encode(kept))
