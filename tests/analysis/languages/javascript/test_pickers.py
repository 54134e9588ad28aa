"""Functions that pick encoded texts from an array."""

import base64

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.pickers import decrypted
from tests.analysis.languages.javascript.reading import C, apis, flows

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_SWAPPED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/="
_TEXTS = ("child_process", "exec", "echo marker")
_DECODE = (
    "let o='',p='';for(let q=0,a,c,d=0;c=t.charAt(d++);~c&&(a=q%4?a*64+c:c,q++%4)?o+=String.fromCharCode(255&a>>(-2*q&6)):0)"
    "{c='ALPHABET'.indexOf(c);}for(let k=0;k<o.length;k++){p+='%'+('00'+o.charCodeAt(k).toString(16)).slice(-2);}"
    "t=decodeURIComponent(p);"
)
_DECRYPT = (
    "let s=[],j=0,x,r='';for(let i=0;i<256;i++){s[i]=i;}for(let i=0;i<0x100;i++){j=(j+s[i]+k.charCodeAt(i%k.length))%0x100;"
    "x=s[i];s[i]=s[j];s[j]=x;}let i=0;j=0;for(let y=0;y<t.length;y++){i=(i+1)%0x100;j=(j+s[i])%0x100;x=s[i];s[i]=s[j];"
    "s[j]=x;r+=String.fromCharCode(t.charCodeAt(y)^s[(s[i]+s[j])%0x100]);}t=r;"
)


def encoded(text: str, alphabet: str) -> str:
    plain = base64.b64encode(text.encode()).decode()
    return plain.translate(str.maketrans(_BASE64, alphabet))


def picking(alphabet: str, key: str = "") -> str:
    """A source whose names are kept in an encoded array."""
    texts = [decrypted(text, key) if key else text for text in _TEXTS]
    array = ",".join(f"'{encoded(text, alphabet)}'" for text in texts)
    body = _DECODE.replace("ALPHABET", alphabet) + (_DECRYPT if key else "")
    more = f",'{key}'" if key else ""
    return (
        f"const a=[{array}];function pick(i,k){{i=i-0x1f4;let t=a[i];{body}return t;}}"
        f"require(pick(0x1f4{more}))[pick(0x1f5{more})](pick(0x1f6{more}));"
    )


@pytest.mark.parametrize("source", [picking(_BASE64), picking(_SWAPPED), picking(_SWAPPED, "k!7a")])
def test_encoded_names_are_picked(source: str) -> None:
    assert {"child_process.exec"} == apis(source, Capability.PROCESS)
    assert any(sink is C and api == "computed-call" for sink, api, _ in flows(source))


def test_a_pick_without_its_key_is_no_text() -> None:
    source = picking(_SWAPPED, "k!7a").replace("0x1f5,'k!7a'", "0x1f5,key()")

    assert set() == apis(source, Capability.PROCESS) - {"child_process.[computed]"}


def test_ordinary_functions_pick_nothing() -> None:
    source = (
        "const names=['exec','child_process'];function letter(i){i=i-1;return names[i].charCodeAt(0)+'"
        + "x" * 200
        + "'}require(letter(2))"
    )

    assert set() == apis(source, Capability.PROCESS)


def test_the_cipher_undoes_itself() -> None:
    assert "marker" == decrypted(decrypted("marker", "k"), "k")
