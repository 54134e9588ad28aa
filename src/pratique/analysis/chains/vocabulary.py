"""What names, arguments, programs and places mean. Tables only: to teach the chains a new API, add its name to a row.

Names are as the languages resolve them (`requests.post`, `child_process.exec`, `Net::HTTP.post`). A name that is not
here means what its capability means (`BY_CAPABILITY`).
"""

from collections.abc import Mapping

from pratique.analysis.chains.acts import Act
from pratique.analysis.facts import Capability, HiddenKind, PayloadKind, Taint

Acts = frozenset[Act]


def _row(names: str, *acts: Act, under: str = "") -> dict[str, Acts]:
    return {under + name: frozenset(acts) for name in names.split()}


BY_CAPABILITY: Mapping[Capability, Acts] = {
    Capability.PROCESS: frozenset({Act.STARTS}),
    Capability.NETWORK: frozenset({Act.NETWORK, Act.FETCHES, Act.SENDS}),
    Capability.FILE_READ: frozenset({Act.FILES}),
    Capability.FILE_WRITE: frozenset({Act.WRITES}),
    Capability.ENVIRONMENT: frozenset({Act.ENVIRONMENT}),
    Capability.CODE: frozenset({Act.CODE}),
    Capability.DECODE: frozenset({Act.DECODES}),
    Capability.DECRYPT: frozenset({Act.DECRYPTS}),
    Capability.NATIVE: frozenset({Act.LOADS_NATIVE}),
    Capability.IDENTITY: frozenset({Act.IDENTITY}),
    Capability.SECRETS: frozenset({Act.SECRETS}),
    Capability.PERSISTENCE: frozenset({Act.STARTUP_PLACE}),
}
BY_TAINT: Mapping[Taint, Acts] = {
    Taint.ENVIRONMENT: frozenset({Act.ENVIRONMENT}),
    Taint.WHOLE_ENVIRONMENT: frozenset({Act.ENVIRONMENT, Act.WHOLE_ENVIRONMENT}),
    Taint.NETWORK: frozenset({Act.FETCHES}),
    Taint.FILE: frozenset({Act.FILES}),
    Taint.LITERAL: frozenset({Act.LITERAL}),
    Taint.DECODED: frozenset({Act.DECODES}),
    Taint.DECRYPTED: frozenset({Act.DECRYPTS}),
    Taint.KEY_FROM_ENVIRONMENT: frozenset({Act.KEYED}),
    Taint.COMPUTED: frozenset({Act.COMPUTED}),
    Taint.SECRETS: frozenset({Act.SECRETS}),
    Taint.IDENTITY: frozenset({Act.IDENTITY}),
    Taint.PROCESS: frozenset({Act.PROCESS_OUTPUT}),
    Taint.CLIPBOARD: frozenset({Act.CLIPBOARD_READ}),
}
BY_SINK: Mapping[Capability, Acts] = {
    Capability.NETWORK: frozenset({Act.NETWORK, Act.SENDS}),
    Capability.PROCESS: frozenset({Act.STARTS}),
    Capability.CODE: frozenset({Act.CODE}),
    Capability.FILE_WRITE: frozenset({Act.WRITES}),
    Capability.NATIVE: frozenset({Act.LOADS_NATIVE}),
}
BY_PAYLOAD: Mapping[PayloadKind, Acts] = {
    PayloadKind.CODE: frozenset({Act.PAYLOAD_CODE}),
    PayloadKind.SCRIPT: frozenset({Act.PAYLOAD_SCRIPT}),
    PayloadKind.EXECUTABLE: frozenset({Act.PAYLOAD_EXECUTABLE}),
    PayloadKind.BYTECODE: frozenset({Act.PAYLOAD_BYTECODE}),
    PayloadKind.ARCHIVE: frozenset({Act.PAYLOAD_ARCHIVE}),
    PayloadKind.PICKLE: frozenset({Act.PAYLOAD_PICKLE}),
}
BY_HIDDEN: Mapping[HiddenKind, Acts] = {
    HiddenKind.BIDI: frozenset(),
    HiddenKind.INVISIBLE: frozenset({Act.HIDDEN_CODE}),
    HiddenKind.OFF_SCREEN: frozenset({Act.HIDDEN_CODE}),
}

_UPLOADS = (Act.NETWORK, Act.SENDS)
_DOWNLOADS = (Act.NETWORK, Act.FETCHES)
_SOCKETS = (Act.NETWORK, Act.SOCKET, Act.SENDS)
_WALLETS = "ethereum solana tronWeb phantom web3.currentProvider"
_SIGNS = "request send sendAsync signTransaction signAndSendTransaction"
_SESSIONS = "requests.Session requests.session httpx.Client httpx.AsyncClient aiohttp.ClientSession cloudscraper.create_scraper"

BY_API: Mapping[str, Acts] = {
    # Sends: what goes out is the purpose
    **_row("requests.post requests.put requests.patch httpx.post httpx.put httpx.patch aiohttp.request", *_UPLOADS),
    **{f"{owner}.{verb}": frozenset(_UPLOADS) for owner in _SESSIONS.split() for verb in ("post", "put", "patch")},
    **_row("post put patch", *_UPLOADS, under="axios."),
    **_row("post put patch", *_UPLOADS, under="got."),
    **_row("post put patch", *_UPLOADS, under="ky."),
    **_row("post put patch", *_UPLOADS, under="needle."),
    **_row("post put patch", *_UPLOADS, under="request."),
    **_row("post put patch", *_UPLOADS, under="superagent."),
    **_row("http.ClientRequest.write http.ClientRequest.end XMLHttpRequest.send navigator.sendBeacon", *_UPLOADS),
    **_row("discord_webhook.DiscordWebhook discord_webhook.DiscordWebhook.execute", *_UPLOADS),
    **_row("smtplib.SMTP smtplib.SMTP_SSL smtplib.SMTP.sendmail smtplib.SMTP_SSL.sendmail", *_UPLOADS),
    **_row("nodemailer.createTransport nodemailer.Transport.sendMail ftplib.FTP ftplib.FTP.storbinary", *_UPLOADS),
    **_row("Net::HTTP.post Net::HTTP.post_form Net::HTTP::Post.new HTTParty.post RestClient.post Faraday.post", *_UPLOADS),
    # Fetches
    **_row("requests.get httpx.get urllib.request.urlretrieve urllib.urlretrieve wget.download", *_DOWNLOADS),
    **{f"{owner}.get": frozenset(_DOWNLOADS) for owner in _SESSIONS.split()},
    **_row("http.get https.get axios.get got.get ky.get needle.get request.get superagent.get", *_DOWNLOADS),
    **_row("URI.open open-uri.open Net::HTTP.get Net::HTTP.get_response HTTParty.get RestClient.get", *_DOWNLOADS),
    **_row("curl wget aria2c axel iwr Invoke-WebRequest irm Invoke-RestMethod", *_DOWNLOADS),
    **_row("gh aws gsutil rclone ssh rsync ping sftp"),
    # The environment
    **_row("env printenv", Act.ENVIRONMENT, Act.WHOLE_ENVIRONMENT),
    # Sockets
    **_row("nc ncat netcat socat telnet", *_SOCKETS),
    **_row("socket.socket socket.create_connection socket.socket.connect socket.socket.connect_ex", *_SOCKETS),
    **_row("net.connect net.createConnection net.Socket net.Socket.connect tls.connect TCPSocket.new", *_SOCKETS),
    **_row("TCPSocket.open UDPSocket.new dgram.createSocket dgram.Socket.send Bun.connect Deno.connect", *_SOCKETS),
    **_row("websocket.create_connection websocket.WebSocketApp websockets.connect WebSocket", *_SOCKETS),
    **_row("/dev/tcp", *_SOCKETS, Act.STARTS_SHELL),
    **_row("socket.socket.recv socket.create_connection.recv", Act.NETWORK, Act.RECEIVES),
    **_row("http.createServer https.createServer net.createServer socketserver.TCPServer TCPServer.new", Act.LISTENS),
    **_row("socket.create_server http.server.HTTPServer http2.createServer http2.createSecureServer", Act.LISTENS),
    # Other ends than the source shows
    **_row("fronted-host", *_UPLOADS, Act.FRONTED),
    **_row("own-mailbox", *_UPLOADS, Act.OWN_MAILBOX),
    **_row("answered-address", *_UPLOADS, Act.ANSWERED_ADDRESS),
    # Name servers
    **_row("socket.gethostbyname socket.gethostbyname_ex socket.getaddrinfo dns.resolver.resolve", Act.NETWORK, Act.DNS),
    **_row("sys.path"),
    **_row("look-up-to-connect", Act.NETWORK),
    **_row("own-address"),
    **_row("dns.resolver.query Resolv.getaddress nslookup dig host", Act.NETWORK, Act.DNS),
    **_row("lookup resolve resolve4 resolve6 resolveAny resolveTxt resolveMx", Act.NETWORK, Act.DNS, under="dns."),
    # Characters from their codes: every text library does it. Flows tell where it ends in code
    **_row("String.fromCharCode String.fromCodePoint unescape character-codes xor"),
    # Code from data; `compile` and pickles stand apart: ordinary programs have them
    **_row("computed-call", Act.COMPUTED_CALL),
    **_row("compile runpy.run_path runpy.run_module importlib.util.spec_from_file_location"),
    **_row("importlib.machinery.SourceFileLoader module._load types.FunctionType types.CodeType zipimport.zipimporter"),
    **_row("pickle.loads pickle.load cPickle.loads dill.loads cloudpickle.loads", Act.UNPICKLES),
    **_row("dill.load cloudpickle.load joblib.load torch.load pandas.read_pickle numpy.load", Act.UNPICKLES),
    **_row("yaml.load yaml.load_all logging.config.dictConfig jsonpickle.decode", Act.UNPICKLES),
    # Who and where
    **_row("platform machine processor system release version mac_ver win32_ver uname", Act.PLATFORM, under="platform."),
    **_row("os.cpus os.totalmem os.freemem os.release os.version os.uptime os.machine os.homedir os.uname uname", Act.PLATFORM),
    **_row("os.getuid os.geteuid pwd.getpwuid pwd.getpwnam uuid.uuid1 sw_vers lsb_release", Act.PLATFORM),
    # Files
    **_row("os.remove os.unlink os.rmdir os.removedirs shutil.rmtree pathlib.Path.unlink pathlib.Path.rmdir", Act.DELETES),
    **_row("unlink unlinkSync rm rmSync rmdir rmdirSync remove removeSync emptyDir emptyDirSync", Act.DELETES, under="fs."),
    **_row("rimraf rimraf.sync del del.sync Deno.remove rm shred rmdir unlink File.delete FileUtils.rm_rf", Act.DELETES),
    **_row("shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move os.rename os.replace cp mv", Act.COPIES),
    **_row("copyFile copyFileSync cp cpSync copy copySync move moveSync rename renameSync", Act.COPIES, under="fs."),
    **_row("symlink symlinkSync link linkSync", Act.COPIES, under="fs."),
    **_row("os.chmod pathlib.Path.chmod fs.chmod fs.chmodSync chmod File.chmod FileUtils.chmod", Act.MAKES_EXECUTABLE),
    **_row("mkdir mkdirSync mkdtemp mkdtempSync ensureDir ensureDirSync mkdirp mkdirpSync mkdirs", under="fs."),
    **_row("chown chownSync lchown truncate truncateSync", under="fs."),
    **_row("mkdirp mkdirp.sync os.chown os.utime pathlib.Path.touch touch ln mkdir"),
    **_row("os.listdir os.walk os.scandir glob.glob glob.iglob fs.readdir fs.readdirSync fs.opendir Dir.glob", Act.WALKS),
    **_row("tarfile.open.extractall zipfile.ZipFile.extractall shutil.unpack_archive tar unzip", Act.WRITES),
    **_row("shutil.make_archive zipfile.ZipFile.write zipfile.ZipFile.writestr archiver", Act.ARCHIVES),
    # Programs
    **_row("pty.spawn", Act.STARTS, Act.STARTS_SHELL),
    **_row("os.dup2", Act.DUPLICATES_HANDLES),
    **_row("hidden-start", Act.STARTS_QUIETLY),
    **_row("unwatched-start", Act.STARTS, Act.STARTS_UNWATCHED),
    **_row("webbrowser.open opn"),
    # Memory of other programs
    **{
        f"{library}.{name}": acts
        for library in ("ctypes.windll.kernel32", "ctypes.windll.ntdll", "ctypes.WinDLL()", "ctypes.WinDLL")
        for name, acts in {
            **_row("VirtualAlloc VirtualAllocEx VirtualProtect RtlMoveMemory WriteProcessMemory", Act.INJECTS),
            **_row("CreateThread CreateRemoteThread QueueUserAPC NtCreateThreadEx", Act.INJECTS, Act.STARTS_INJECTED),
        }.items()
    },
    # Senses
    **_row("win32crypt.CryptUnprotectData browser_cookie3.load browser_cookie3.chrome browser_cookie3.firefox", Act.BROWSER),
    **_row("pyperclip.paste clipboardy.read clipboardy.readSync navigator.clipboard.readText", Act.CLIPBOARD_READ),
    **_row("pyperclip.copy clipboardy.write clipboardy.writeSync navigator.clipboard.writeText", Act.CLIPBOARD_WRITE),
    **_row("keyboard.on_press keyboard.hook keyboard.read_event keyboard.record pynput.keyboard.Listener", Act.KEYS),
    **_row("iohook uiohook-napi node-global-key-listener", Act.KEYS),
    **_row("PIL.ImageGrab.grab mss.mss pyautogui.screenshot pyscreenshot.grab screenshot-desktop", Act.SCREEN),
    **_row("cv2.VideoCapture navigator.mediaDevices.getUserMedia", Act.CAMERA),
    **_row("sounddevice.rec pyaudio.PyAudio", Act.MICROPHONE),
    # The registry of Windows
    **_row("SetValue SetValueEx CreateKey CreateKeyEx", Act.REGISTRY_WRITE, under="winreg."),
    **_row("SetValue SetValueEx CreateKey CreateKeyEx", Act.REGISTRY_WRITE, under="_winreg."),
    **_row("HKEY_CURRENT_USER.create HKEY_LOCAL_MACHINE.create", Act.REGISTRY_WRITE, under="Win32::Registry::"),
    # Functions of others
    **{f"hook:{wallet}.{key}": frozenset({Act.REPLACES, Act.REPLACES_WALLET}) for wallet in _WALLETS.split() for key in _SIGNS.split()},
    **_row("payment-address-swap", Act.SWAPS_ADDRESS),
    **_row("hook:payment-address", Act.REPLACES, Act.SWAPS_IN_PAGE),
    **_row("wallet-key-sent", *_UPLOADS, Act.SENDS_WALLET_KEY),
    **_row("memory-searched", *_UPLOADS, Act.SENDS_MEMORY),
    **_row("text-for-readers", Act.IMAGE),
    **_row("fetching-line"),
    **_row("blind-copy", Act.NETWORK, Act.BLIND_COPY),
    **_row("told-by-request", Act.TOLD_BY_REQUEST),
    # Every monitor and polyfill wraps these
    **_row("fetch XMLHttpRequest XMLHttpRequest.open XMLHttpRequest.send WebSocket WebSocket.send", under="hook:"),
    **_row("http.request http.get https.request https.get", under="hook:"),
}  # fmt: skip
"""Names of calls; a row without acts names calls that mean nothing to a chain, whatever their capability."""
BY_PLACE: Mapping[str, Acts] = {
    "Run key": frozenset({Act.STARTUP_PLACE, Act.RUN_KEY}),
    "Startup folder": frozenset({Act.STARTUP_PLACE}),
    "scheduled task": frozenset({Act.STARTUP_PLACE}),
    "shell profile": frozenset({Act.SHELL_PROFILE}),
    "interpreter start": frozenset({Act.INTERPRETER_START}),
    "LD_PRELOAD": frozenset({Act.STARTUP_PLACE}),
    "CI workflow": frozenset({Act.WORKFLOW}),
    "git hook": frozenset({Act.GIT_HOOK}),
    "editor task": frozenset({Act.EDITOR}),
    "agent configuration": frozenset({Act.AGENT}),
    "package configuration": frozenset({Act.PACKAGE_CONFIGURATION}),
    ".npmrc": frozenset({Act.SECRETS, Act.PUBLISH_TOKEN, Act.PACKAGE_CONFIGURATION}),
    ".pypirc": frozenset({Act.SECRETS, Act.PUBLISH_TOKEN, Act.PACKAGE_CONFIGURATION}),
    ".netrc": frozenset({Act.SECRETS}),
    ".ssh": frozenset({Act.SECRETS, Act.KEY_FILE}),
    ".aws/credentials": frozenset({Act.SECRETS, Act.CLOUD_SECRETS, Act.CLOUD_FILE}),
    ".azure": frozenset({Act.SECRETS, Act.CLOUD_SECRETS, Act.CLOUD_FILE}),
    ".config/gcloud": frozenset({Act.SECRETS, Act.CLOUD_SECRETS, Act.CLOUD_FILE}),
    ".kube/config": frozenset({Act.SECRETS, Act.CLOUD_SECRETS, Act.CLOUD_FILE}),
    "service account token": frozenset({Act.SECRETS, Act.CLOUD_SECRETS, Act.CLOUD_FILE}),
    "instance metadata": frozenset({Act.METADATA}),
    "browser logins": frozenset({Act.SECRETS, Act.KEY_FILE, Act.BROWSER}),
    "browser profiles": frozenset({Act.SECRETS, Act.KEY_FILE, Act.BROWSER}),
    "chat session": frozenset({Act.SECRETS, Act.KEY_FILE, Act.CHAT}),
    "wallet": frozenset({Act.SECRETS, Act.KEY_FILE, Act.WALLET}),
    "npm token": frozenset({Act.SECRETS, Act.PUBLISH_TOKEN}),
    "RubyGems key": frozenset({Act.SECRETS, Act.PUBLISH_TOKEN}),
    "PyPI token": frozenset({Act.SECRETS, Act.PUBLISH_TOKEN}),
    "GitHub token": frozenset({Act.SECRETS, Act.REPOSITORY_TOKEN}),
    "GitLab token": frozenset({Act.SECRETS, Act.REPOSITORY_TOKEN}),
    ".git-credentials": frozenset({Act.SECRETS, Act.KEY_FILE, Act.REPOSITORY_TOKEN}),
    "AWS key": frozenset({Act.SECRETS, Act.CLOUD_SECRETS}),
    "Google credentials": frozenset({Act.SECRETS, Act.CLOUD_SECRETS, Act.CLOUD_FILE}),
    "Azure secret": frozenset({Act.SECRETS, Act.CLOUD_SECRETS}),
    "Vault token": frozenset({Act.SECRETS, Act.CLOUD_SECRETS}),
}
"""Names of places, as `pratique.analysis.engine.places` tells them."""

BY_MODULE: Mapping[str, Acts] = {
    **_row("browser_cookie3 browsercookie win32crypt", Act.BROWSER),
    **_row("pyperclip clipboard clipboardy clipboard-event", Act.CLIPBOARD_READ, Act.CLIPBOARD_WRITE),
    **_row("pynput keyboard iohook uiohook-napi node-global-key-listener", Act.KEYS),
    **_row("PIL.ImageGrab mss pyscreenshot screenshot-desktop desktop-screenshot", Act.SCREEN),
    **_row("cv2 node-webcam", Act.CAMERA),
    **_row("sounddevice pyaudio node-record-lpcm16", Act.MICROPHONE),
    **_row("node-miner xmrig coin-hive coinhive", Act.MINES),
}
"""Modules that are asked for."""

ONE_FILE: frozenset[str] = frozenset(
    (
        "os.remove",
        "os.unlink",
        "os.rmdir",
        "fs.unlink",
        "fs.unlinkSync",
        "fs.rmdir",
        "fs.rmdirSync",
        "File.delete",
        "unlink",
        "rmdir",
    )
)
"""Deletes one file or an empty folder."""
