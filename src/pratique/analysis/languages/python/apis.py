"""What the names of the standard library and of well-known packages can do.

Names are dotted and resolved; `()` stands for what a call returns, so `socket.socket().send` is the method of a
socket made anywhere. A name is looked up as it is; a table may also hold `prefix.*`.
"""

from collections.abc import Mapping

from pratique.analysis.facts import Capability

_P, _N, _R, _W = Capability.PROCESS, Capability.NETWORK, Capability.FILE_READ, Capability.FILE_WRITE
_C, _D, _X, _L = Capability.CODE, Capability.DECODE, Capability.DECRYPT, Capability.NATIVE
_I, _E = Capability.IDENTITY, Capability.ENVIRONMENT


def _under(module: str, names: str, capability: Capability) -> dict[str, Capability]:
    return {f"{module}.{name}" if module else name: capability for name in names.split()}


VERBS = "get post put patch delete head options request"
"""Methods of HTTP clients."""

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
    **_under(
        "code", "InteractiveConsole().runcode InteractiveConsole().runsource InteractiveConsole().push", _C
    ),
    **_under("ctypes", "pythonapi.PyRun_SimpleString pythonapi.PyRun_String pythonapi.Py_CompileString", _C),
    **_under("importlib.util", "spec_from_file_location", _C),
    **_under("importlib.machinery", "SourceFileLoader SourcelessFileLoader", _C),
    **_under("zipimport", "zipimporter", _C),
    **_under("timeit", "timeit repeat", _C),
    **_under("cProfile", "run", _C),
    **_under("profile", "run", _C),
    **_under("pdb", "run", _C),
    **_under("yaml", "unsafe_load", _C),
    **_under("", "computed-call __pyarmor__ __armor_enter__", _C),
    **_under("pytransform", "pyarmor_runtime pyarmor", _C),
    # Programs
    **_under("subprocess", "run call check_call check_output Popen getoutput getstatusoutput", _P),
    **_under(
        "os", "system popen startfile start posix_spawn posix_spawnp fork forkpty popen2 popen3 popen4", _P
    ),
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
    **_under("pip", "main _internal.main _internal.cli.main.main", _P),
    **_under("plumbum", "local", _P),
    **_under("win32api", "ShellExecute WinExec", _P),
    **{
        f"{library}.{name}": _P
        for library in (
            *("ctypes.CDLL()", "ctypes.PyDLL()", "ctypes.cdll.LoadLibrary()", "ctypes.cdll.msvcrt"),
            *("ctypes.windll.msvcrt", "ctypes.WinDLL()", "cffi.FFI().dlopen()"),
        )
        for name in ("system", "popen", "execl", "execv", "execvp")
    },
    **_under("ctypes.windll", "kernel32.WinExec shell32.ShellExecuteW shell32.ShellExecuteA", _P),
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
    **_under("requests", f"{VERBS} Session session", _N),
    **_under("requests.sessions", "Session", _N),
    **_under("httpx", f"{VERBS} stream Client AsyncClient", _N),
    **_under("aiohttp", "ClientSession request", _N),
    **_under("cloudscraper", "create_scraper", _N),
    **_under("wget", "download", _N),
    **_under("pycurl", "Curl", _N),
    **_under("git", "Repo.clone_from Git().clone Git.clone", _N),
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
    **_under("importlib.resources", "read_text read_binary open_text open_binary", _R),
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
    **{
        f"{library}.{name}": _L
        for library in ("ctypes.windll.kernel32", "ctypes.windll.ntdll", "ctypes.WinDLL()")
        for name in (
            *("VirtualAlloc", "VirtualAllocEx", "VirtualProtect", "RtlMoveMemory", "WriteProcessMemory"),
            *("CreateThread", "CreateRemoteThread", "QueueUserAPC", "NtCreateThreadEx"),
        )
    },
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

MODULE_ROOTS: frozenset[str] = frozenset(name.partition(".")[0] for name in CAPABILITIES if "." in name)
