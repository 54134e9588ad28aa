"""Names with a meaning of their own: built-ins, modules under another name, what runs functions, harmless variables."""

import re
import string
from collections.abc import Mapping

STARTERS: frozenset[str] = frozenset(
    (
        *("threading.Thread", "threading.Timer", "multiprocessing.Process", "atexit.register"),
        *("_thread.start_new_thread", "thread.start_new_thread", "map", "filter", "sorted", "max", "min"),
        *("asyncio.run", "asyncio.get_event_loop().run_until_complete", "functools.reduce", "signal.signal"),
        *("concurrent.futures.ThreadPoolExecutor().submit", "concurrent.futures.ThreadPoolExecutor().map"),
        "asyncio.start_server",
        *("sys.settrace", "sys.setprofile", "sys.addaudithook", "weakref.finalize", "asyncio.to_thread"),
    )
)
"""Calls that run the functions given to them."""
STARTING_METHODS: frozenset[str] = frozenset(
    (
        *("submit", "apply_async", "run_in_executor", "call_soon", "call_soon_threadsafe", "call_later"),
        *("call_at", "create_task", "run_until_complete", "imap_unordered", "start_soon", "execute_async"),
    )
)
"""Methods that run the functions given to them, by their name alone."""
THREADS: frozenset[str] = frozenset(("threading.Thread", "multiprocessing.Process", "threading.Timer"))
"""Classes whose `run` method runs once an instance is started."""

ITSELF: frozenset[str] = frozenset(("self", "cls", "mcs", "mcls", "metacls"))
"""Names under which a method has its instance, its class, or the class of its class."""

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
    "execute",
    "get_outputs",
    "get_sub_commands",
)
INSTALLING_COMMANDS = frozenset(
    {
        *("build", "build_py", "build_ext", "build_clib", "build_scripts", "build_src", "build_rust"),
        *("build_i18n", "install", "install_lib", "install_data", "install_scripts", "install_headers"),
        *("install_egg_info", "install_clib", "develop", "egg_info", "editable_wheel", "dist_info"),
        *("bdist_wheel", "bdist_egg", "bdist", "sdist", "easy_install"),
        *("config", "config_cc", "config_fc", "clean"),
    }
)
"""Commands of setup.py that building, installing or a build that failed runs, with those that known extensions put below them."""
SETUP_COMMANDS = (
    "setuptools.command.",
    "distutils.command.",
    "setuptools.Command",
    "distutils.core.Command",
    "distutils.cmd.",
)

TEXTS: Mapping[str, str] = {
    f"string.{name}": getattr(string, name)
    for name in (
        "ascii_letters",
        "ascii_lowercase",
        "ascii_uppercase",
        "digits",
        "hexdigits",
        "punctuation",
        "printable",
    )
}
"""Constants of the standard library that decoders take characters from."""
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
_SECRET_NAMES = re.compile(
    r"(?:\A|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?|MNEMONIC"
    r"|SEED_?PHRASE|AUTH)(?:\Z|_)",
    re.IGNORECASE,
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
    ("fernet.Fernet", "cryptography.fernet.Fernet"),
    ("dns.resolver.Resolver().", "dns.resolver."),
    ("dns.asyncresolver.", "dns.resolver."),
    ("boto3.session.Session().", "boto3."),
    ("boto3.session.Session", "boto3.Session"),
    ("boto3.Session().", "boto3."),
    ("websockets.sync.client.", "websockets."),
    ("websockets.client.", "websockets."),
    ("curl_cffi.requests.", "requests."),
    ("grequests.", "requests."),
    ("requests_html.HTMLSession", "requests.Session"),
    ("requests_futures.sessions.FuturesSession", "requests.Session"),
    ("tls_client.Session", "requests.Session"),
    # What no Python has, but who writes it means.
    ("urllib.urlrequest.", "urllib.request."),
    ("urllib.requests.", "urllib.request."),
    ("git.repo.", "git."),
    ("urllib2.urlretrieve", "urllib.request.urlretrieve"),
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
        *("__builtins__", "file", "reload", "object", "__pyarmor__"),
    )
)
ASSUMED: Mapping[str, str] = {
    **{
        name: name
        for name in (
            *(
                "urllib",
                "urllib2",
                "urllib3",
                "requests",
                "httpx",
                "wget",
                "os",
                "sys",
                "subprocess",
                "shutil",
            ),
            *("socket", "base64", "zlib", "marshal", "platform", "getpass", "tempfile", "ctypes"),
        )
    },
    "urlopen": "urllib.request.urlopen",
    "urlretrieve": "urllib.request.urlretrieve",
}
"""Names that a file uses without binding them (forgotten, or come by `from x import *`), and what they stand for."""
KNOWN = BUILTINS | frozenset(ASSUMED)
"""Names that mean something where nothing binds them."""
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
        *("all", "print", "dir", "compile_command", "input", "raw_input"),
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
_PREFIXES_FOLLOWED = (
    *("str.", "bytes.", "email.mime.text.", "email.mime.application.", "email.mime.image.", "array.array"),
    *("numpy.array", "numpy.asarray", "numpy.frombuffer", "numpy.fromiter", "numpy.bitwise_xor"),
)
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


CARRIER_ROOTS = frozenset(carrier.partition(".")[0] for carrier, _ in CARRIERS)


def canonical(name: str) -> str:
    """The name under which the tables hold it."""
    if name.partition(".")[0] not in CARRIER_ROOTS:
        return name if not name.endswith(".__pyarmor__") else "__pyarmor__"
    for carrier, plain in CARRIERS:
        if name.startswith(carrier):
            return canonical(plain + name[len(carrier) :]) if plain != carrier else name
    return name


def carries(name: str) -> bool:
    """Whether what a call returns is made of its arguments: built-ins and text modules of the standard library."""
    if name in ENDING:
        return False
    root = name.partition(".")[0]
    return (
        root in _MODULES_FOLLOWED
        or name.startswith(_PREFIXES_FOLLOWED)
        or ("." not in name and name in BUILTINS)
    )


def names_secret(name: str) -> bool:
    """Whether a variable of the environment names what it holds as a secret."""
    return _SECRET_NAMES.search(name[:200]) is not None


def is_harmless_variable(name: str) -> bool:
    """Whether an environment variable says nothing of its user (terminal, locale, paths of tools)."""
    return name in HARMLESS_VARIABLES or name.startswith(HARMLESS_PREFIXES)
