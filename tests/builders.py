"""Small archives made in memory: the same files give the same bytes on every machine."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping

Files = Mapping[str, bytes | str]
"""Path -> content, with `/` between folders; text is written as UTF-8."""

_ZIP_EPOCH = (2020, 1, 1, 0, 0, 0)


def tgz(files: Files, *, root: str = "package") -> bytes:
    """Build a gzip-compressed tar with everything under `root`, as `npm pack` does ("" for no top folder)."""
    return gzip.compress(tarred(files, root=root), compresslevel=1, mtime=0)


def tarred(files: Files, *, root: str = "package") -> bytes:
    """Build an uncompressed tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, content in files.items():
            data = _encoded(content)
            member = tarfile.TarInfo(_under(root, path))
            member.size = len(data)
            member.mode = 0o644
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def zipped(files: Files, *, root: str = "") -> bytes:
    """Build a zip, as a wheel is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, content in files.items():
            member = zipfile.ZipInfo(_under(root, path), date_time=_ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o100644 << 16
            archive.writestr(member, _encoded(content))
    return buffer.getvalue()


def wheel(files: Files) -> bytes:
    """Build a wheel: a zip without a top folder. METADATA and RECORD are the caller's business."""
    return zipped(files)


def sdist(files: Files, root: str) -> bytes:
    """Build a source distribution: a .tar.gz with everything under `name-version`."""
    return tgz(files, root=root)


def _under(root: str, path: str) -> str:
    return f"{root}/{path}" if root else path


def _encoded(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content
