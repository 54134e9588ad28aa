"""The table of capabilities."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.apis import CAPABILITIES, MODULE_ROOTS
from pratique.analysis.languages.python.vocabulary import canonical


@pytest.mark.parametrize(
    ("name", "capability"),
    [
        ("exec", Capability.CODE),
        ("marshal.loads", Capability.CODE),
        ("subprocess.Popen", Capability.PROCESS),
        ("os.system", Capability.PROCESS),
        ("pty.spawn", Capability.PROCESS),
        ("socket.socket", Capability.NETWORK),
        ("urllib.request.urlopen", Capability.NETWORK),
        ("requests.post", Capability.NETWORK),
        ("os.remove", Capability.FILE_WRITE),
        ("shutil.rmtree", Capability.FILE_WRITE),
        ("pathlib.Path().read_text", Capability.FILE_READ),
        ("base64.b64decode", Capability.DECODE),
        ("zlib.decompress", Capability.DECODE),
        ("cryptography.fernet.Fernet().decrypt", Capability.DECRYPT),
        ("Crypto.Cipher.AES.new().decrypt", Capability.DECRYPT),
        ("ctypes.CDLL", Capability.NATIVE),
        ("socket.gethostname", Capability.IDENTITY),
        ("os.getenv", Capability.ENVIRONMENT),
        ("winreg.SetValueEx", Capability.PERSISTENCE),
    ],
)
def test_a_name_has_its_capability(name: str, capability: Capability) -> None:
    assert capability is CAPABILITIES[name]


def test_every_name_stands_under_its_own_name() -> None:
    strange = {name for name in CAPABILITIES if canonical(name) != name}

    # The same cipher under both names of its library: the second is looked up under the first.
    assert {name for name in strange if not name.startswith("Cryptodome.")} <= {
        "cryptography.fernet.Fernet().decrypt_at_time"
    }


def test_the_roots_are_those_of_the_table() -> None:
    assert {"os", "subprocess", "socket", "base64"} <= MODULE_ROOTS
    assert "exec" not in MODULE_ROOTS
