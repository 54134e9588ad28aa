"""What an inventory says: plain values, each about one file."""

from dataclasses import dataclass
from enum import StrEnum


class Power(StrEnum):
    """What compiled code shows that it can do, by the names that it imports or holds as text."""

    NETWORK = "network"
    PROCESS = "process"
    INJECTION = "injection"
    """Writes into or starts threads in other processes."""
    KEYS = "keys"
    """Reads the keyboard or the screen of other programs."""
    CREDENTIALS = "credentials"
    """Names places or calls by which stored credentials are read."""
    PERSISTENCE = "persistence"
    """Names places from which programs start by themselves."""
    CODE = "dynamic-code"
    """Turns data into code (byte code only)."""


class Shape(StrEnum):
    """What a piece of data is, by its bytes."""

    EXECUTABLE = "executable"
    """ELF, PE, Mach-O, WebAssembly, Java class or Python byte code."""
    ARCHIVE = "archive"
    SCRIPT = "script"
    """Source that an interpreter runs."""
    ENCODED = "encoded"
    """A long run of base64 or hex."""
    DATA = "data"
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """One file of compiled code. Names are those found in the part that was looked at."""

    path: str
    format: str
    """A value of `pratique.analysis.kinds.Format`; "" when the file was too large to be read."""
    architecture: str = ""
    size_bytes: int = 0
    agrees: bool = True
    """Whether the suffix is one that this format has on some system."""
    imports: int = 0
    """Names that it asks other libraries for, as far as its tables tell."""
    names: tuple[tuple[Power, str], ...] = ()
    addresses: tuple[str, ...] = ()
    """URLs and `address:port` pairs, but those of widely used hosts; at most 20."""
    telling: tuple[str, ...] = ()
    """Addresses of hosts that anyone may use unseen: webhooks, pastes, tunnels, file drops, bare IP addresses."""
    packer: str = ""
    """What packed or froze it (UPX, PyInstaller, Nuitka ...); "" when nothing shows."""
    entropy: float = 0.0
    """Highest entropy of a section that runs, in bits for a byte: 0 to 8; packed or encrypted code is above 7.2."""
    side_loaded: bool = False
    """A library of an interpreter or of Windows that lies beside a program, which then loads it in place of the real one."""
    whole: bool = True
    """Whether all that may hold text was looked at; False when a limit cut it."""

    def has(self, power: Power) -> bool:
        """Whether any of its names shows a power."""
        return any(found is power for found, _ in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytecode:
    """Python byte code whose source the artifact does not ship; only its names and texts were looked at."""

    path: str
    names: tuple[tuple[Power, str], ...] = ()
    addresses: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    """As in `Native`."""

    def has(self, power: Power) -> bool:
        """Whether any of its names shows a power."""
        return any(found is power for found, _ in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickle:
    """A pickle, read opcode by opcode and never loaded."""

    path: str
    member: str = ""
    """The file inside, when the pickle lies in an archive such as those of torch."""
    imports: tuple[str, ...] = ()
    """Dotted names that loading it would import, in order, each once, at most 200; `?` where one is computed."""
    runs: tuple[str, ...] = ()
    """Those that run commands or code when called."""
    reaches: tuple[str, ...] = ()
    """Those by which any other name can be had (getattr, importlib), or that touch network or files."""
    whole: bool = True
    """Whether every opcode was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Data that a picture carries beside the picture."""

    path: str
    shape: Shape
    size_bytes: int
    where: str
    """`after its end`, or the name of the chunk that holds it."""
    sample: str = ""
    """The first characters, at most 80, when they are text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disguise:
    """A file that is not what its name says."""

    path: str
    shape: Shape
    claims: str
    """What its name says that it is: `picture`, `font`, `text`, `JSON`, `type declarations` ..."""
    sample: str = ""
    """The first characters, at most 80, when they are text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """An archive inside the artifact, looked into one level deep."""

    path: str
    files: int = 0
    executables: tuple[str, ...] = ()
    """Compiled code inside, at most 20 names."""
    scripts: tuple[str, ...] = ()
    """Source inside, at most 20 names."""
    encrypted: bool = False
    """Whether a password is needed to read all of it."""
    problem: str = ""
    """Why it was not read, or not whole; "" when it was."""

    @property
    def runs(self) -> bool:
        """Whether Python runs it as a program (it holds a `__main__.py` at its top)."""
        return "__main__.py" in self.scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """Spaces and tabs in an order that carries data."""

    path: str
    line: int
    count: int
    """Spaces and tabs that carry it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything found beside source, in order of paths. Each tuple is empty when there is nothing to tell."""

    natives: tuple[Native, ...] = ()
    bytecode: tuple[Bytecode, ...] = ()
    pickles: tuple[Pickle, ...] = ()
    carried: tuple[Carried, ...] = ()
    disguises: tuple[Disguise, ...] = ()
    nested: tuple[Nested, ...] = ()
    blanks: tuple[Blanks, ...] = ()

    @property
    def natives_that(self) -> dict[Power, int]:
        """Number of native files that show each power."""
        return {power: sum(native.has(power) for native in self.natives) for power in Power}

    @property
    def natives_calling_home(self) -> int:
        """Native files that name a host which anyone may use unseen."""
        return sum(bool(native.telling) for native in self.natives)

    @property
    def natives_packed(self) -> int:
        """Native files that a packer or freezer made."""
        return sum(bool(native.packer) for native in self.natives)

    @property
    def natives_dense(self) -> int:
        """Native files with code above 7.2 bits for a byte."""
        return sum(native.entropy > DENSE_BITS for native in self.natives)

    @property
    def natives_misnamed(self) -> int:
        """Native files under a suffix that their format has nowhere."""
        return sum(not native.agrees for native in self.natives)

    @property
    def natives_side_loaded(self) -> int:
        """Libraries that a program beside them loads in place of the real ones."""
        return sum(native.side_loaded for native in self.natives)

    @property
    def windows_programs(self) -> int:
        """Windows programs (`.exe`, or PE without a library's suffix)."""
        return sum(
            native.format == "pe" and not native.path.lower().endswith((".dll", ".pyd", ".node"))
            for native in self.natives
        )

    @property
    def bytecode_without_source(self) -> int:
        """Files of byte code whose source is not shipped."""
        return len(self.bytecode)

    @property
    def bytecode_acting(self) -> int:
        """Those of them that show process, network, code or credentials."""
        acts = (Power.PROCESS, Power.NETWORK, Power.CODE, Power.CREDENTIALS)
        return sum(bool(item.telling) or any(map(item.has, acts)) for item in self.bytecode)

    @property
    def pickles_that_run(self) -> int:
        """Pickles that run commands or code when loaded."""
        return sum(bool(item.runs) for item in self.pickles)

    @property
    def pickles_that_reach(self) -> int:
        """Pickles by which any name can be had."""
        return sum(bool(item.reaches) for item in self.pickles)

    @property
    def pictures_carrying(self) -> int:
        """Pieces of data beside pictures that are programs, scripts or archives."""
        return sum(item.shape in ACTING for item in self.carried)

    @property
    def disguised_executables(self) -> int:
        """Compiled code under a harmless name."""
        return sum(item.shape is Shape.EXECUTABLE for item in self.disguises)

    @property
    def disguised_scripts(self) -> int:
        """Source under a harmless name."""
        return sum(item.shape is Shape.SCRIPT for item in self.disguises)

    @property
    def disguised_archives(self) -> int:
        """Archives under a harmless name."""
        return sum(item.shape is Shape.ARCHIVE for item in self.disguises)

    @property
    def nested_encrypted(self) -> int:
        """Archives inside that need a password."""
        return sum(item.encrypted for item in self.nested)

    @property
    def nested_with_executables(self) -> int:
        """Archives inside that hold compiled code."""
        return sum(bool(item.executables) for item in self.nested)

    @property
    def nested_programs(self) -> int:
        """Archives inside that Python runs as they are."""
        return sum(item.runs for item in self.nested)

    @property
    def blank_characters(self) -> int:
        """Spaces and tabs that carry data, over all files."""
        return sum(item.count for item in self.blanks)


DENSE_BITS = 7.2
ACTING = frozenset((Shape.EXECUTABLE, Shape.SCRIPT, Shape.ARCHIVE))
