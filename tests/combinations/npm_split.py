"""JavaScript that sends what it takes, with its parts in several files."""

from itertools import product

from tests.combinations import npm_taken
from tests.combinations.parts import ADDRESS, HOST, Plan
from tests.evasions.case import Case, package

_BY_SIGNING = ("request", "socket", "web-socket", "address-object")


def _inside(code: str) -> str:
    return "".join(f"  {line}\n" for line in code.splitlines())


def _taking(taken: str) -> str:
    return f"{npm_taken.HEAD}exports.collect = function () {{\n{_inside(taken)}  return S;\n}};\n"


def _sending(sent: str) -> str:
    return f"{npm_taken.HEAD}exports.send = function (S) {{\n{_inside(sent)}}};\n"


def _without_address(code: str) -> str:
    """The code with the address and the host taken from another file."""
    changes = {
        f"'{HOST}'": "require('./lib/settings').host",
        f"'.{HOST}'": "'.' + require('./lib/settings').host",
        f"'wss://{HOST}'": "'wss://' + require('./lib/settings').host",
        f"'{ADDRESS}?d='": "require('./lib/settings').address + '?d='",
        f"`{ADDRESS}?d": "`${require('./lib/settings').address}?d",
        f"'{ADDRESS}'": "require('./lib/settings').address",
    }
    for old, new in changes.items():
        code = code.replace(old, new)
    return code


def _make(id_: str, place: str, begin: str, middle: str, end: str) -> Case:
    taken = f"{begin}\n{middle}"
    files = {
        "called": {
            "index.js": "const core = require('./lib/core');\ncore.go();\n",
            "lib/core.js": f"{npm_taken.HEAD}exports.go = () => {{\n{_inside(taken)}{_inside(end)}}};\n",
        },
        "given": {
            "index.js": f"{npm_taken.HEAD}const S = require('./lib/collect').collect();\n{end}\n",
            "lib/collect.js": _taking(taken),
        },
        "handed": {
            "index.js": f"{npm_taken.HEAD}{taken}\nrequire('./lib/send').send(S);\n",
            "lib/send.js": _sending(end),
        },
        "both": {
            "index.js": "const { collect } = require('./lib/collect');\nconst { send } = require('./lib/send');\nsend(collect());\n",
            "lib/collect.js": _taking(taken),
            "lib/send.js": _sending(end),
        },
        "exported": {
            "index.js": f"{npm_taken.HEAD}const S = require('./lib/collect');\n{end}\n",
            "lib/collect.js": f"{npm_taken.HEAD}{taken}\nmodule.exports = S;\n",
        },
        "settings": {
            "index.js": f"{npm_taken.HEAD}{taken}\n{_without_address(end)}\n",
            "lib/settings.js": f"module.exports = {{ host: '{HOST}', address: '{ADDRESS}' }};\n",
        },
    }
    return Case(id_, "npm", {"package.json": package(), **files[place]})


PLAN = Plan(
    "npm-split",
    npm_taken.TAKEN,
    npm_taken.MADE,
    npm_taken.SENT,
    ("called", "given", "handed", "both", "exported", "settings"),
    _make,
    # Keys of one cloud in an object that becomes text, written into a request: seen in one file, for it does both.
    missed=frozenset(product(("cloud-keys",), _BY_SIGNING)),
)
