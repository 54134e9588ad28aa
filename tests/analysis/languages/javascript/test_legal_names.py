"""Functions by a name of their own, as Emscripten makes them."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.javascript.reading import facts

CLEANER = """function makeLegalFunctionName(name) {
  if (undefined === name) { return '_unknown'; }
  name = name.replace(/[^a-zA-Z0-9_]/g, '$');
  var f = name.charCodeAt(0);
  if (f >= char_0 && f <= char_9) { return '_' + name; } else { return name; }
}
"""
MAKER = r"""function createNamedFunction(name, body) {
  name = makeLegalFunctionName(name);
  /*jshint evil:true*/
  return new Function("body", "return function " + name + "() {\n" + "    \"use strict\";" + "    return body.apply(this, arguments);\n" + "};\n")(body);
}
"""
SMALL_MAKER = (
    r"""function createNamedFunction(name,body){name=makeLegalFunctionName(name);return(new Function("body","return function "+name+"() {\n"+"""
    r"""'    "use strict";'+"    return body.apply(this, arguments);\n"+"};\n"))(body)}"""
)
READS = """var char_0 = 48, char_9 = 57;
function read(codes) { var n = ''; for (var i = 0; i < codes.length; i++) n += String.fromCharCode(codes[i]); return n }
createNamedFunction(read(heap), function () {});
"""


def run(source: str) -> list[str]:
    """What decoded data is handed to as code."""
    return [
        flow.api
        for flow in facts(source).flows
        if flow.sink is Capability.CODE and Taint.DECODED in flow.taints
    ]


@pytest.mark.parametrize("maker", [MAKER, SMALL_MAKER], ids=["plain", "small"])
def test_a_function_with_a_legal_name_is_no_decoded_code(maker: str) -> None:
    assert [] == run(CLEANER + maker + READS)


@pytest.mark.parametrize(
    "source",
    [
        CLEANER.replace("/g", "/") + MAKER,
        CLEANER.replace("/g", "/gy") + MAKER,
        CLEANER.replace("0-9_]", "0-9_(]") + MAKER,
        CLEANER.replace("'$'", "'$&'") + MAKER,
        CLEANER.replace("undefined === name", "name === 1") + MAKER,
        CLEANER + MAKER.replace("name = make", "makeLegalFunctionName(name); var m = make"),
        CLEANER + MAKER.replace("body.apply", '" + name + ".apply'),
        CLEANER + MAKER + "makeLegalFunctionName = name => name;",
        CLEANER + MAKER + "function makeLegalFunctionName(name) { return name }",
        CLEANER + MAKER + "String.prototype.replace = function () { return this + '' };",
        CLEANER + MAKER + "const s = String.prototype; s['repl' + 'ace'] = function () { return this + '' };",
        CLEANER + MAKER + "RegExp.prototype[Symbol.replace] = s => s;",
        MAKER + "var makeLegalFunctionName = name => name;",
    ],
    ids=[
        *("the first sign only", "sticky", "a bracket left", "what was there", "another test"),
        *("another name", "the body too", "set again", "declared again", "another replace"),
        *("another replace by its parts", "another replace of patterns", "no cleaner"),
    ],
)
def test_what_differs_from_it_may_be_code(source: str) -> None:
    assert ["Function"] == run(source + READS)
