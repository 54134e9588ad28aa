"""Functions by a name of their own, as Emscripten makes them for the classes of a program for WebAssembly.

`createNamedFunction` puts a name, of which `makeLegalFunctionName` has left letters, digits and `_` alone, into `new Function`. The
name is read from the program's memory, and so looks like decoded code. Only the two functions as Emscripten writes them count
(`src/embind/embind.js` of its releases up to 3.1; measured in 4 of 22,000 releases): text made in any other way may be code.
"""

import re
from typing import TYPE_CHECKING

from tree_sitter import Node

from pratique.analysis.languages.javascript.scopes import Call, Function, lookup

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.evaluate import Evaluator

_MOST_BYTES = 1_000
_LEGAL = b"makeLegalFunctionName"


def _written(*parts: bytes) -> re.Pattern[bytes]:
    """Code in those parts, each as it stands, with blanks between them."""
    return re.compile(rb"\s*+".join(parts))


_MAKER = _written(
    *(rb"function createNamedFunction", rb"\(", rb"name", rb",", rb"body", rb"\)", rb"\{"),
    *(rb"name", rb"=", rb"makeLegalFunctionName", rb"\(", rb"name", rb"\)", rb";", rb"(?:/\*[\w: ]*+\*/)?+"),
    *(rb"return", rb"\(?", rb"new Function", rb"\(", rb"([\"'])body\1", rb","),
    *(rb"([\"'])return function \2", rb"\+", rb"name", rb"\+"),
    *(rb"([\"'])\(\) \{\\n\3", rb"\+", rb"([\"'])    (?:\\?\"use strict\\?\";)\4", rb"\+"),
    *(rb"([\"'])    return body\.apply\(this, arguments\);\\n\5", rb"\+", rb"([\"'])\};\\n\6"),
    *(rb"\)", rb"\)?", rb"\(", rb"body", rb"\)", rb";?", rb"\}"),
)
_CLEANER = _written(
    *(rb"function makeLegalFunctionName", rb"\(", rb"name", rb"\)", rb"\{"),
    *(
        rb"if",
        rb"\(",
        rb"undefined",
        rb"===",
        rb"name",
        rb"\)",
        rb"\{",
        rb"return",
        rb"([\"'])_unknown\1",
        rb";?",
        rb"\}",
    ),
    *(rb"name", rb"=", rb"name\.replace\(/\[\^a-zA-Z0-9_\]/g,", rb"([\"'])\$\2", rb"\)", rb";"),
    *(rb"var f", rb"=", rb"name\.charCodeAt\(0\)", rb";"),
    *(rb"if", rb"\(", rb"f", rb">=", rb"char_0", rb"&&", rb"f", rb"<=", rb"char_9", rb"\)", rb"\{"),
    *(rb"return", rb"([\"'])_\3", rb"\+", rb"name", rb";?", rb"\}"),
    *(rb"(?:else", rb"\{", rb"return name", rb";?", rb"\}|return name;?)", rb"\}"),
)
_OTHER_REPLACE = re.compile(
    rb"\breplace['\"\]\s]*+=[^=]|Symbol\s*+[.\[]|defineProperty\([^,]{0,40}\bprototype\b"
    rb"|\bString\s*+[.\[]\s*+['\"]?prototype\b(?!\.(?!replace\b)\w++\s*+[^\s=])"
)
"""What may put another function in the place of `String.prototype.replace`."""


def makes_named_function(evaluator: "Evaluator", call: Call) -> bool:
    """Whether a `new Function` is the one of Emscripten's `createNamedFunction`."""
    if not _is_written(evaluator, call.scope.function.node, _MAKER):
        return False
    owner = lookup(call.scope, _LEGAL)
    bounds = owner.names[_LEGAL] if owner is not None else []
    cleaner = bounds[0].target if len(bounds) == 1 else None
    return (
        isinstance(cleaner, Function)
        and not evaluator.bindings.assigned(owner, _LEGAL)
        and _is_written(evaluator, cleaner.node, _CLEANER)
        and _OTHER_REPLACE.search(evaluator.source) is None
    )


def _is_written(evaluator: "Evaluator", node: Node, pattern: re.Pattern[bytes]) -> bool:
    return (
        node.end_byte - node.start_byte <= _MOST_BYTES
        and pattern.fullmatch(evaluator.slice(node)) is not None
    )
