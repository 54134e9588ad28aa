"""What one fact means for a chain: the words in which templates are written."""

from dataclasses import dataclass, field
from enum import StrEnum

from pratique.analysis.hosts import HostClass


class Act(StrEnum):
    """One thing that code does, told from a fact by `pratique.analysis.chains.vocabulary`."""

    # What is taken
    SECRETS = "names credentials"
    KEY_FILE = "names a file of keys, logins or wallets"
    CLOUD_SECRETS = "names credentials of a cloud"
    CLOUD_FILE = "names a file of credentials of a cloud"
    METADATA = "asks the cloud's metadata service"
    METADATA_CREDENTIALS = "asks the cloud's metadata service for credentials"
    PUBLISH_TOKEN = "names a token of a package registry"  # noqa: S105 - no password
    REPOSITORY_TOKEN = "names a token of a code host"  # noqa: S105 - no password
    BROWSER = "names browser data"
    CHAT = "names chat sessions"
    WALLET = "names wallets"
    ENVIRONMENT = "reads the environment"
    WHOLE_ENVIRONMENT = "reads the whole environment"
    IDENTITY = "asks who and where it is"
    PLATFORM = "asks what machine it is"
    FILES = "reads files"
    WALKS = "lists folders"
    PROCESS_OUTPUT = "reads what a program prints"
    CLIPBOARD_READ = "reads the clipboard"
    CLIPBOARD_WRITE = "writes the clipboard"
    KEYS = "listens to the keyboard"
    SCREEN = "captures the screen"
    CAMERA = "opens the camera"
    MICROPHONE = "records sound"
    SECRET_SCANNER = "starts a scanner for secrets"  # noqa: S105 - no password
    TAKES_SECRETS = "reads credentials by a command"
    # What is done to data
    LITERAL = "holds a long constant"
    DECODES = "decodes"
    DECRYPTS = "decrypts"
    COMPUTED = "computes names or text"
    KEYED = "decrypts with a key from its surroundings"
    PAYLOAD_CODE = "holds encoded code"
    PAYLOAD_SCRIPT = "holds an encoded script"
    PAYLOAD_EXECUTABLE = "holds an encoded executable"
    PAYLOAD_BYTECODE = "holds encoded byte code"
    PAYLOAD_ARCHIVE = "holds an encoded archive"
    PAYLOAD_PICKLE = "holds an encoded pickle"
    ARCHIVES = "packs files"
    # The network
    NETWORK = "talks to the network"
    FETCHES = "fetches"
    FETCHES_RUNTIME = "names where a JavaScript runtime is fetched"
    SENDS = "sends"
    BLIND_COPY = "copies mail to a constant address"
    SENDS_WALLET_KEY = "sends a key of a wallet"
    UPLOADS = "sends a file or what a program prints by a command"
    RECEIVES = "receives from a socket"
    FETCHES_UNSAID = "is given what came from the network, by no request that the source shows"
    SOCKET = "connects a socket"
    LISTENS = "listens"
    DNS = "asks a name server"
    ADDRESS = "names an address"
    ASKS_FEW = "asks a constant address that few projects use"
    HIDDEN_ADDRESS = "hides an address"
    FRONTED = "asks one host in the name of another"
    OWN_MAILBOX = "writes to a mailbox whose key it holds"
    ANSWERED_ADDRESS = "asks a hidden or anonymous host for an address"
    # Running
    CODE = "runs data as code"
    UNPICKLES = "unpickles"
    BYTECODE = "is byte code whose source is not shipped"
    STARTS = "starts a program"
    STARTS_WRITTEN = "starts a file that it wrote"
    STARTS_SAVED = "starts what a command has saved from an address"
    LOADS_WRITTEN = "loads as a module what it wrote"
    STARTS_SHELL = "starts an interactive shell"
    STARTS_QUIETLY = "starts a program out of sight"
    STARTS_UNWATCHED = "starts a program that nobody waits for and nobody sees"
    STARTS_INTERPRETER = "starts another interpreter"
    PIPES_TO_SHELL = "pipes a download to an interpreter"
    ENCODED_COMMAND = "starts an encoded command"
    SYSTEM_FETCHER = "fetches and runs through a tool of the system"
    DUPLICATES_HANDLES = "puts a socket in place of standard input"
    LOADS_NATIVE = "loads native code"
    INJECTS = "writes code into memory"
    STARTS_INJECTED = "starts code in memory"
    COMPUTED_CALL = "calls by a computed name"
    REPLACES = "replaces a function of others"
    REPLACES_WALLET = "replaces functions of wallets"
    SENDS_MEMORY = "sends what it finds in the memory of other code"
    SWAPS_ADDRESS = "looks for addresses of payments in the clipboard and writes it"
    TOLD_BY_REQUEST = "runs what a request brings"
    SWAPS_IN_PAGE = "looks for addresses of payments in what a page receives and changes it"
    HIDDEN_CODE = "hides code from readers"
    OWN_BINARY = "starts a compiled program that it ships"
    OWN_LIBRARY = "starts as a program what it ships under the name of a library or of data"
    INSTALLS_PACKAGE = "installs a package"
    RUNS_PACKAGE = "fetches a package and runs it without a question"
    AGENT_UNLEASHED = "starts an agent without its limits"
    # Files
    WRITES = "writes a file"
    WRITES_UNNAMED = "writes a file whose name it computes"
    WRITES_EXECUTABLE = "writes something that can be started"
    MAKES_EXECUTABLE = "makes a file executable"
    HIDES_FILE = "hides a file"
    COPIES = "copies or moves files"
    DELETES = "deletes"
    DELETES_BROADLY = "deletes what is not its own"
    IMAGE = "reads a picture"
    # Places
    STARTUP_PLACE = "names a place from which programs start"
    SHELL_PROFILE = "names a shell profile"
    RUN_KEY = "names a Run key"
    SCHEDULES = "schedules a program"
    INSTALLS_SERVICE = "installs a service"
    REGISTRY_WRITE = "writes the registry"
    INTERPRETER_START = "names what an interpreter runs at its start"
    SSH_KEYS = "names authorized keys"
    WORKFLOW = "names a CI workflow"
    GIT_EVERYWHERE = "sets what git runs in every repository"
    GIT_HOOK = "names a git hook"
    EDITOR = "names an editor's tasks"
    AGENT = "names an agent's configuration"
    PACKAGE_CONFIGURATION = "names a package manager's configuration"
    PACKAGE_SOURCE = "changes where packages come from"
    OTHER_PACKAGES = "names files of other packages"
    HOME = "names the home or the root"
    SYSTEM_FILE = "names a file of the system"
    MANIFEST = "names a manifest"
    # Deeds of their own
    PUBLISHES = "publishes a package"
    REPOSITORY_API = "changes repositories of a code host"
    PUSHES = "pushes to a repository"
    SECURITY_OFF = "turns protection off"
    TRACES_REMOVED = "removes traces"
    WIPES = "wipes a disk or its copies"
    POWER_OFF = "turns the machine off"
    MINES = "names a miner or its pool"


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact of a file with what it means.

    `line`, `at_load` and `depth` are the fact's; `scope` is -1 where the fact has none. `proven` marks a flow: all
    its acts are joined by data. `told` is how the source calls it.
    """

    acts: frozenset[Act]
    line: int
    at_load: bool
    scope: int = -1
    depth: int = 0
    proven: bool = False
    told: str = ""
    host: str | None = None
    host_class: HostClass | None = None
    quoted: str | None = field(default=None, compare=False)
    """The constant command, path or address that the source gives to it."""
