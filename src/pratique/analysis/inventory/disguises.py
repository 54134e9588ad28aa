"""Files that are not what their names say."""

import posixpath
import re
from collections.abc import Mapping

from pratique.analysis.inventory import texts
from pratique.analysis.inventory.inventory import Disguise, Shape
from pratique.core.tree import File

_CLAIMS: Mapping[str, tuple[str, ...]] = {
    "picture": (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".bmp", ".tif", ".tiff", ".avif", ".svg"),
    "font": (".ttf", ".otf", ".woff", ".woff2", ".eot"),
    "sound or film": (".mp3", ".mp4", ".ogg", ".wav", ".webm", ".avi", ".mov"),
    "text": (".txt", ".md", ".rst", ".markdown", ".log", ".csv", ".tsv", ".text"),
    "settings": (".ini", ".cfg", ".toml", ".yml", ".yaml", ".lock", ".properties", ".env"),
    "style or page": (".css", ".scss", ".less", ".map", ".html", ".htm"),
    "JSON": (".json", ".jsonc", ".json5", ".geojson"),
    "document": (".pdf", ".doc", ".docx"),
}
_BY_SUFFIX = {suffix: claim for claim, suffixes in _CLAIMS.items() for suffix in suffixes}
_BINARY = frozenset(("picture", "font", "sound or film", "document"))
"""Claims of files that hold no text; a text in them is looked at closely."""
_PACKED_ANYWAY = (".docx", ".svg", ".map", ".csv", ".tsv", ".log", ".geojson")
"""Often shipped packed under their own names."""
_TYPES = re.compile(r"\.d(?:\.[\w-]+)?\.[mc]?ts\Z")
_TYPE_HINTS = (b"eval(", b"require(", b"child_process", b"fromCharCode", b"process.env")
_STATEMENT = re.compile(
    rb"(?m)^(?:[;!(]*\((?:async[ ])?(?:function|\(\))|(?:const|let|var)[ ]\w+[ ]?=[ ]?require\(|try[ ]?\{|"
    rb"(?:await[ ])?(?:eval|exec|require|spawn|execSync|fetch)\([^\n:]{0,200}\)[ ]?[;.\n]|global(?:This)?\.[\w$]+[ ]?=[^=])"
)
_LINE_COMMENT = re.compile(rb"//[^\n]*")
_MOST_TYPES = 256 * 1024
_JSON_STARTS = b"{[\"-0123456789tfnNI/#'"
_NAMES = re.compile(r"(?:readme|license|licence|copying|changelog|changes|authors|notice|history)\Z")


def read(file: File) -> Disguise | None:
    """Say what a file is when its name says something harmless that it is not."""
    claim = claim_of(file.path)
    if claim is None or len(file.data) < 16:
        return None
    shape = _types(file.data) if claim == "type declarations" else _shape(file, claim)
    if shape is None:
        return None
    return Disguise(path=file.path, shape=shape, claims=claim, sample=texts.sample(file.data))


def claim_of(path: str) -> str | None:
    """What the name of a file says that it is; None for names that say nothing harmless."""
    name = posixpath.basename(path).lower()
    if _TYPES.search(name):
        return "type declarations"
    return _BY_SUFFIX.get(posixpath.splitext(name)[1]) or ("text" if _NAMES.match(name) else None)


def _shape(file: File, claim: str) -> Shape | None:
    data = file.data
    if claim == "JSON" and data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in _JSON_STARTS:
        return None
    shape = texts.shape_of(data)
    match shape:
        case Shape.EXECUTABLE:
            return shape
        case Shape.ARCHIVE:
            return None if file.path.lower().endswith(_PACKED_ANYWAY) else shape
        case Shape.SCRIPT:
            # Documents show code, and templates of pages and settings hold it.
            told = claim in _BINARY or claim == "JSON" or data.startswith(b"#!")
            return shape if told and data.lstrip()[:1] != b"<" else None
        case _:
            return None


def _types(data: bytes) -> Shape | None:
    """Statements that run stand in no type declarations."""
    head = data[:_MOST_TYPES]
    if not any(hint in head for hint in _TYPE_HINTS):
        return None
    return Shape.SCRIPT if _STATEMENT.search(_uncommented(head)) else None


def _uncommented(source: bytes) -> bytes:
    kept: list[bytes] = []
    at = 0
    while (start := source.find(b"/*", at)) >= 0:
        kept.append(source[at:start])
        end = source.find(b"*/", start + 2)
        if end < 0:
            return _LINE_COMMENT.sub(b"", b"".join(kept))
        at = end + 2
    return _LINE_COMMENT.sub(b"", b"".join((*kept, source[at:])))
