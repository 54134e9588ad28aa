"""What the names of the standard library and of well-known packages can do.

Names are dotted and resolved; `()` stands for what a call returns, so `socket.socket().send` is the method of a
socket made anywhere. A name is looked up as it is; a table may also hold `prefix.*`.
"""

from collections.abc import Mapping

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.values import ARGUMENTS, ENVIRONMENT, FILE, IDENTITY, NETWORK

_P, _N, _R, _W = Capability.PROCESS, Capability.NETWORK, Capability.FILE_READ, Capability.FILE_WRITE
_C, _D, _X, _L = Capability.CODE, Capability.DECODE, Capability.DECRYPT, Capability.NATIVE
_I, _E = Capability.IDENTITY, Capability.ENVIRONMENT


def _under(module: str, names: str, capability: Capability) -> dict[str, Capability]:
    return {f"{module}.{name}" if module else name: capability for name in names.split()}


_VERBS = "get post put patch delete head options request"

CAPABILITIES: Mapping[str, Capability] = {
    # Code from data
    **_under("", "exec eval compile execfile", _C),
    **_under("marshal", "loads load", _C),
    **_under("pickle", "loads load Unpickler", _C),
    **_under("cPickle", "loads load", _C),
    **_under("dill", "loads load", _C),
    **_under("cloudpickle", "loads load", _C),
    **_under("types", "FunctionType CodeType", _C),
    **_under("runpy", "run_path run_module", _C),
    **_under("imp", "load_source load_compiled load_module", _C),
    **_under("code", "InteractiveInterpreter().runcode InteractiveInterpreter().runsource", _C),
    **_under("importlib.util", "spec_from_file_location", _C),
    **_under("importlib.machinery", "SourceFileLoader SourcelessFileLoader", _C),
    **_under("zipimport", "zipimporter", _C),
    **_under("", "computed-call", _C),
    # Programs
    **_under("subprocess", "run call check_call check_output Popen getoutput getstatusoutput", _P),
    **_under("os", "system popen startfile posix_spawn posix_spawnp fork forkpty popen2 popen3 popen4", _P),
    **_under("os", "execl execle execlp execlpe execv execve execvp execvpe", _P),
    **_under("os", "spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe", _P),
    **_under("posix", "system popen execv execve fork", _P),
    **_under("nt", "system startfile execv spawnv", _P),
    **_under("_posixsubprocess", "fork_exec", _P),
    **_under("commands", "getoutput getstatusoutput", _P),
    **_under("pty", "spawn fork", _P),
    **_under("asyncio", "create_subprocess_exec create_subprocess_shell", _P),
    **_under("pexpect", "spawn run", _P),
    **_under("sh", "Command", _P),
    **_under("plumbum", "local", _P),
    **_under("win32api", "ShellExecute WinExec", _P),
    **_under("win32process", "CreateProcess", _P),
    # Network
    **_under("socket", "socket create_connection create_server gethostbyname gethostbyname_ex", _N),
    **_under("socket", "getaddrinfo gethostbyaddr fromfd", _N),
    **_under("urllib.request", "urlopen urlretrieve Request build_opener URLopener FancyURLopener", _N),
    **_under("urllib", "urlopen urlretrieve", _N),
    **_under("urllib2", "urlopen Request build_opener", _N),
    **_under("urllib3", "PoolManager HTTPConnectionPool HTTPSConnectionPool request ProxyManager", _N),
    **_under("http.client", "HTTPConnection HTTPSConnection", _N),
    **_under("httplib", "HTTPConnection HTTPSConnection", _N),
    **_under("requests", f"{_VERBS} Session session", _N),
    **_under("requests.sessions", "Session", _N),
    **_under("httpx", f"{_VERBS} stream Client AsyncClient", _N),
    **_under("aiohttp", "ClientSession request", _N),
    **_under("cloudscraper", "create_scraper", _N),
    **_under("wget", "download", _N),
    **_under("pycurl", "Curl", _N),
    **_under("ftplib", "FTP FTP_TLS", _N),
    **_under("smtplib", "SMTP SMTP_SSL LMTP", _N),
    **_under("telnetlib", "Telnet", _N),
    **_under("paramiko", "SSHClient Transport", _N),
    **_under("dns.resolver", "resolve query Resolver", _N),
    **_under("websocket", "create_connection WebSocketApp WebSocket", _N),
    **_under("websockets", "connect", _N),
    **_under("xmlrpc.client", "ServerProxy", _N),
    **_under("asyncio", "open_connection start_server", _N),
    **_under("discord_webhook", "DiscordWebhook", _N),
    **_under("socketserver", "TCPServer ThreadingTCPServer UDPServer", _N),
    **_under("http.server", "HTTPServer ThreadingHTTPServer", _N),
    # Files; `open` is told apart by its mode
    **_under("os", "remove unlink rename renames replace chmod chown lchown truncate rmdir removedirs", _W),
    **_under("os", "link symlink mkfifo mknod utime", _W),
    **_under("shutil", "rmtree copy copy2 copyfile copytree move copymode chown unpack_archive", _W),
    **_under("pathlib.Path()", "write_text write_bytes unlink rename replace chmod rmdir touch", _W),
    **_under("pathlib.Path()", "symlink_to hardlink_to", _W),
    **_under("pathlib.Path()", "read_text read_bytes", _R),
    **_under("tarfile.open()", "extractall extract", _W),
    **_under("zipfile.ZipFile()", "extractall extract", _W),
    **_under("os", "listdir walk scandir", _R),
    **_under("glob", "glob iglob", _R),
    **_under("linecache", "getline getlines", _R),
    **_under("pkgutil", "get_data", _R),
    **_under(
        "winreg", "SetValue SetValueEx CreateKey CreateKeyEx DeleteKey DeleteValue", Capability.PERSISTENCE
    ),
    **_under("_winreg", "SetValue SetValueEx CreateKey CreateKeyEx", Capability.PERSISTENCE),
    # Encodings
    **_under(
        "base64", "b64decode standard_b64decode urlsafe_b64decode b32decode b16decode a85decode b85decode", _D
    ),
    **_under("base64", "decodebytes decodestring z85decode b32hexdecode", _D),
    **_under("binascii", "unhexlify a2b_hex a2b_base64 a2b_uu a2b_qp", _D),
    **_under("", "bytes.fromhex bytearray.fromhex rot13 character-codes xor", _D),
    **_under("zlib", "decompress decompressobj", _D),
    **_under("gzip", "decompress GzipFile", _D),
    **_under("bz2", "decompress BZ2Decompressor", _D),
    **_under("lzma", "decompress LZMADecompressor", _D),
    **_under("quopri", "decodestring", _D),
    **_under("uu", "decode", _D),
    # Ciphers: names of what a constructor returns
    **_under("cryptography.fernet.Fernet()", "decrypt decrypt_at_time", _X),
    **_under("cryptography.fernet.MultiFernet()", "decrypt", _X),
    **_under("cryptography.hazmat.primitives.ciphers.Cipher()", "decryptor", _X),
    **_under("nacl.secret.SecretBox()", "decrypt", _X),
    **_under("simplecrypt", "decrypt", _X),
    **_under("rsa", "decrypt", _X),
    **{
        f"{library}.Cipher.{cipher}.new().{name}": _X
        for library in ("Crypto", "Cryptodome")
        for cipher in (
            "AES",
            "DES",
            "DES3",
            "ARC4",
            "Blowfish",
            "ChaCha20",
            "ChaCha20_Poly1305",
            "Salsa20",
            "PKCS1_OAEP",
        )
        for name in ("decrypt", "decrypt_and_verify")
    },
    **{
        f"cryptography.hazmat.primitives.ciphers.aead.{cipher}().decrypt": _X
        for cipher in ("AESGCM", "AESCCM", "ChaCha20Poly1305", "AESSIV")
    },
    **_under("pyaes", "AESModeOfOperationCTR().decrypt AESModeOfOperationGCM().decrypt", _X),
    # Native code
    **_under("ctypes", "CDLL WinDLL PyDLL OleDLL", _L),
    **_under("ctypes.cdll", "LoadLibrary", _L),
    **_under("ctypes.windll", "LoadLibrary", _L),
    **_under("cffi", "FFI().dlopen", _L),
    **_under("importlib.machinery", "ExtensionFileLoader", _L),
    **_under("imp", "load_dynamic", _L),
    **_under("_ctypes", "dlopen LoadLibrary", _L),
    # Who and where
    **_under(
        "platform", "node uname platform machine processor system release version mac_ver win32_ver", _I
    ),
    **_under("socket", "gethostname getfqdn if_nameindex", _I),
    **_under("getpass", "getuser", _I),
    **_under("uuid", "getnode uuid1", _I),
    **_under("os", "uname getlogin getuid geteuid", _I),
    **_under("pwd", "getpwuid getpwnam getpwall", _I),
    **_under("psutil", "users net_if_addrs boot_time", _I),
    **_under("os", "getenv getenvb", _E),
}

# An instance method by its constructor: what is called here talks to the network, and may carry data out.
_CONSTRUCTORS: Mapping[str, str] = {
    "requests.Session()": _VERBS + " send",
    "requests.session()": _VERBS + " send",
    "requests.sessions.Session()": _VERBS + " send",
    "httpx.Client()": _VERBS + " stream send",
    "httpx.AsyncClient()": _VERBS + " stream send",
    "aiohttp.ClientSession()": _VERBS + " ws_connect",
    "cloudscraper.create_scraper()": _VERBS,
    "http.client.HTTPConnection()": "request send putheader",
    "http.client.HTTPSConnection()": "request send putheader",
    "httplib.HTTPConnection()": "request send",
    "httplib.HTTPSConnection()": "request send",
    "urllib3.PoolManager()": "request urlopen",
    "urllib.request.build_opener()": "open",
    "urllib2.build_opener()": "open",
    "socket.socket()": "send sendall sendto sendfile connect connect_ex",
    "socket.create_connection()": "send sendall",
    "ssl.wrap_socket()": "send sendall",
    "ftplib.FTP()": "storbinary storlines login",
    "ftplib.FTP_TLS()": "storbinary storlines login",
    "smtplib.SMTP()": "sendmail send_message",
    "smtplib.SMTP_SSL()": "sendmail send_message",
    "websocket.create_connection()": "send",
    "paramiko.SSHClient()": "exec_command",
    "discord_webhook.DiscordWebhook()": "execute add_file add_embed",
}
SENDERS: frozenset[str] = frozenset(
    {f"{owner}.{name}" for owner, names in _CONSTRUCTORS.items() for name in names.split()}
    | {f"{module}.{verb}" for module in ("requests", "httpx") for verb in _VERBS.split()}
    | {
        "urllib.request.urlopen",
        "urllib.request.Request",
        "urllib2.urlopen",
        "urllib2.Request",
        "urllib.urlopen",
    }
    | {
        "urllib3.request",
        "socket.gethostbyname",
        "socket.getaddrinfo",
        "dns.resolver.resolve",
        "dns.resolver.query",
    }
    | {"discord_webhook.DiscordWebhook", "httpx.stream", "aiohttp.request"}
)
"""Calls whose arguments leave the machine."""
SENDER_METHODS: frozenset[str] = frozenset(name.rpartition(".")[2] for name in SENDERS)

CODE_SINKS: Mapping[str, tuple[int, ...]] = {
    "exec": (0,),
    "eval": (0,),
    "execfile": (0,),
    "marshal.loads": (0,),
    "types.FunctionType": (0,),
    "types.CodeType": tuple(range(16)),
    "code.InteractiveInterpreter().runcode": (0,),
    "code.InteractiveInterpreter().runsource": (0,),
}
"""Where data becomes code, and which arguments. `compile` is none: its result is data until it is run."""
PROCESS_SINKS: frozenset[str] = frozenset(
    name
    for name, capability in CAPABILITIES.items()
    if capability is Capability.PROCESS and name.rpartition(".")[2] not in {"fork", "forkpty"}
)
FILE_RUNNERS: Mapping[str, Capability] = {
    **dict.fromkeys(PROCESS_SINKS, Capability.PROCESS),
    "runpy.run_path": Capability.CODE,
    "execfile": Capability.CODE,
    "imp.load_source": Capability.CODE,
    "importlib.util.spec_from_file_location": Capability.CODE,
    "importlib.machinery.SourceFileLoader": Capability.CODE,
    "ctypes.CDLL": Capability.CODE,
    "ctypes.WinDLL": Capability.CODE,
    "ctypes.cdll.LoadLibrary": Capability.CODE,
    "ctypes.windll.LoadLibrary": Capability.CODE,
}
"""Calls that run the file whose path they are given."""

SOURCES: Mapping[str, int] = {
    "os.getenv": ENVIRONMENT,
    "os.getenvb": ENVIRONMENT,
    "getpass.getuser": IDENTITY,
    "socket.gethostname": IDENTITY,
    "socket.getfqdn": IDENTITY,
    "platform.node": IDENTITY,
    "platform.uname": IDENTITY,
    "uuid.getnode": IDENTITY,
    "os.uname": IDENTITY,
    "os.getlogin": IDENTITY,
    "pathlib.Path().read_text": FILE,
    "pathlib.Path().read_bytes": FILE,
    "pkgutil.get_data": FILE,
    "linecache.getlines": FILE,
    "urllib.request.urlopen": NETWORK,
    "urllib.urlopen": NETWORK,
    "urllib2.urlopen": NETWORK,
    "urllib3.request": NETWORK,
    **{f"{module}.{verb}": NETWORK for module in ("requests", "httpx") for verb in _VERBS.split()},
    **{
        f"{owner}.{verb}": NETWORK
        for owner in _CONSTRUCTORS
        if "get" in _CONSTRUCTORS[owner].split() or owner.startswith(("urllib", "paramiko"))
        for verb in (*_VERBS.split(), "open", "urlopen", "exec_command")
    },
    "http.client.HTTPConnection().getresponse": NETWORK,
    "http.client.HTTPSConnection().getresponse": NETWORK,
    "httplib.HTTPConnection().getresponse": NETWORK,
    "httplib.HTTPSConnection().getresponse": NETWORK,
    "socket.socket().recv": NETWORK,
    "socket.socket().recvfrom": NETWORK,
    "socket.socket().makefile": NETWORK,
    "socket.create_connection().recv": NETWORK,
    "websocket.create_connection().recv": NETWORK,
    "dns.resolver.resolve": NETWORK,
    "dns.resolver.query": NETWORK,
}
"""Calls whose result comes from outside, with its marks."""
VARIABLES: Mapping[str, int] = {"sys.argv": ARGUMENTS, "os.environ": ENVIRONMENT, "os.environb": ENVIRONMENT}

STARTERS: frozenset[str] = frozenset(
    (
        *("threading.Thread", "threading.Timer", "multiprocessing.Process", "atexit.register"),
        *("_thread.start_new_thread", "thread.start_new_thread", "map", "filter", "sorted", "max", "min"),
        *("asyncio.run", "asyncio.get_event_loop().run_until_complete", "functools.reduce", "signal.signal"),
        *("concurrent.futures.ThreadPoolExecutor().submit", "concurrent.futures.ThreadPoolExecutor().map"),
        *("sys.settrace", "sys.setprofile", "sys.addaudithook"),
    )
)
"""Calls that run the functions given to them."""

SETUP: frozenset[str] = frozenset(
    ("setuptools.setup", "distutils.core.setup", "skbuild.setup", "numpy.distutils.core.setup")
)
SETUP_METHODS = (
    "run",
    "initialize_options",
    "finalize_options",
    "__init__",
    "build_extensions",
    "build_extension",
)
SETUP_COMMANDS = (
    "setuptools.command.",
    "distutils.command.",
    "setuptools.Command",
    "distutils.core.Command",
    "distutils.cmd.",
)

HARMLESS_VARIABLES: frozenset[str] = frozenset(
    (
        *("NODE_ENV", "DEBUG", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLORTERM"),
        *(
            "COLUMNS",
            "LINES",
            "LANG",
            "LANGUAGE",
            "TZ",
            "CI",
            "PATH",
            "PATHEXT",
            "TMPDIR",
            "TEMP",
            "TMP",
            "PAGER",
        ),
        *("EDITOR", "VISUAL", "BROWSER", "DISPLAY", "SHELL", "PYTHONPATH", "READTHEDOCS", "VIRTUAL_ENV"),
        *("GITHUB_ACTIONS", "TRAVIS", "SOURCE_DATE_EPOCH"),
    )
)
HARMLESS_PREFIXES = ("LC_", "PYTHON", "PYTEST_")

# Packages that carry or rename modules under their own name.
CARRIERS: tuple[tuple[str, str], ...] = (
    ("six.moves.urllib.request.", "urllib.request."),
    ("six.moves.urllib.parse.", "urllib.parse."),
    ("six.moves.http_client.", "http.client."),
    ("six.moves.cPickle.", "pickle."),
    ("six.moves.", ""),
    ("future.moves.", ""),
    ("pip._vendor.", ""),
    ("eventlet.green.", ""),
    ("gevent.", ""),
    ("builtins.", ""),
    ("__builtin__.", ""),
    ("__builtins__.", ""),
    ("io.open", "open"),
    ("codecs.open", "open"),
    ("_io.open", "open"),
    ("os.fdopen", "open"),
    ("gzip.open", "open"),
    ("bz2.open", "open"),
    ("lzma.open", "open"),
    ("_pickle.", "pickle."),
    ("pathlib.PosixPath", "pathlib.Path"),
    ("pathlib.WindowsPath", "pathlib.Path"),
    ("urllib.parse.unquote_plus", "urllib.parse.unquote"),
    ("cryptography.fernet.Fernet().decrypt_at_time", "cryptography.fernet.Fernet().decrypt"),
    ("Cryptodome.", "Crypto."),
)

BUILTINS: frozenset[str] = frozenset(
    (
        *(
            "exec",
            "eval",
            "compile",
            "execfile",
            "open",
            "getattr",
            "setattr",
            "__import__",
            "globals",
            "locals",
        ),
        *(
            "vars",
            "chr",
            "unichr",
            "ord",
            "hex",
            "int",
            "str",
            "bytes",
            "bytearray",
            "list",
            "tuple",
            "dict",
            "set",
        ),
        *(
            "reversed",
            "range",
            "xrange",
            "map",
            "filter",
            "zip",
            "len",
            "abs",
            "sorted",
            "input",
            "raw_input",
        ),
        *(
            "unicode",
            "type",
            "iter",
            "next",
            "enumerate",
            "sum",
            "print",
            "repr",
            "format",
            "super",
            "max",
            "min",
        ),
        *(
            "memoryview",
            "isinstance",
            "hasattr",
            "callable",
            "id",
            "hash",
            "bool",
            "float",
            "dir",
            "any",
            "all",
        ),
        *("__builtins__", "file", "reload", "object"),
    )
)
ENDING: frozenset[str] = frozenset(
    (
        *(
            "len",
            "isinstance",
            "issubclass",
            "hasattr",
            "callable",
            "id",
            "hash",
            "bool",
            "type",
            "float",
            "any",
        ),
        *("all", "print", "dir", "range", "compile_command", "input", "raw_input"),
        *(
            "os.path.exists",
            "os.path.isfile",
            "os.path.isdir",
            "os.path.join",
            "os.path.getsize",
            "os.path.dirname",
        ),
        *(
            "os.path.basename",
            "os.path.abspath",
            "os.path.expanduser",
            "os.path.realpath",
            "os.path.normpath",
        ),
        *("os.path.islink", "os.path.expandvars", "pathlib.Path", "shutil.which", "os.access", "os.makedirs"),
        *(
            "re.compile",
            "logging.getLogger",
            "open",
            "warnings.warn",
            "inspect.signature",
            "subprocess.Popen",
        ),
        *(
            "struct.calcsize",
            "inspect.getfile",
            "getattr",
            "setattr",
            "super",
            "__import__",
            "globals",
            "locals",
        ),
    )
)
"""Calls whose result carries no data of their arguments worth following."""
_MODULES_FOLLOWED = frozenset(
    (
        *(
            "base64",
            "binascii",
            "codecs",
            "zlib",
            "gzip",
            "bz2",
            "lzma",
            "json",
            "string",
            "re",
            "textwrap",
            "io",
        ),
        *(
            "struct",
            "itertools",
            "functools",
            "operator",
            "copy",
            "urllib",
            "html",
            "pickle",
            "marshal",
            "shlex",
        ),
        *(
            "array",
            "collections",
            "quopri",
            "uu",
            "hashlib",
            "hmac",
            "Crypto",
            "cryptography",
            "nacl",
            "pyaes",
        ),
        *("contextlib", "marshal", "tokenize", "dill", "cloudpickle", "lzma"),
    )
)


_CARRIER_ROOTS = frozenset(carrier.partition(".")[0] for carrier, _ in CARRIERS)


def canonical(name: str) -> str:
    """The name under which the tables hold it."""
    if name.partition(".")[0] not in _CARRIER_ROOTS:
        return name
    for carrier, plain in CARRIERS:
        if name.startswith(carrier):
            return canonical(plain + name[len(carrier) :]) if plain != carrier else name
    return name


def carries(name: str) -> bool:
    """Whether what a call returns is made of its arguments: built-ins and text modules of the standard library."""
    if name in ENDING:
        return False
    root = name.partition(".")[0]
    return root in _MODULES_FOLLOWED or ("." not in name and name in BUILTINS)


def is_harmless_variable(name: str) -> bool:
    """Whether an environment variable says nothing of its user (terminal, locale, paths of tools)."""
    return name in HARMLESS_VARIABLES or name.startswith(HARMLESS_PREFIXES)


MODULE_ROOTS: frozenset[str] = frozenset(name.partition(".")[0] for name in CAPABILITIES if "." in name)
