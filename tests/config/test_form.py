from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config import form
from pratique.config.form import FailOn, Writes
from pratique.errors import ParseError


@pytest.mark.parametrize("text", ["1", "true", "Yes", " on "])
def test_yes_is_said_in_four_ways(text: str) -> None:
    assert form.boolean().read_text(text) is True


@pytest.mark.parametrize("text", ["0", "FALSE", "no", "off"])
def test_no_is_said_in_four_ways(text: str) -> None:
    assert form.boolean().read_text(text) is False


@pytest.mark.parametrize("value", ["true", 1, 0, None, []])
def test_a_boolean_in_a_file_is_a_boolean(value: object) -> None:
    with pytest.raises(ParseError, match="expected true or false"):
        form.boolean().read(value)


@pytest.mark.parametrize("text", ["", "maybe", "2"])
def test_an_unclear_answer_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="expected 1 or 0"):
        form.boolean().read_text(text)


@pytest.mark.parametrize("value", [True, 0, 11, 1.0, "5", None])
def test_a_whole_number_keeps_to_its_range(value: object) -> None:
    with pytest.raises(ParseError, match="from 1 to 10"):
        form.whole(1, 10).read(value)


@pytest.mark.parametrize("text", ["", "1e3", "-1", "+5", "0x10", "5.0", "9" * 5000])
def test_a_whole_number_as_text_is_digits_alone(text: str) -> None:
    with pytest.raises(ParseError, match="from 1 to 10"):
        form.whole(1, 10).read_text(text)


def test_fail_on_grows_stricter_from_block_to_wait() -> None:
    assert [FailOn.BLOCK, FailOn.REVIEW, FailOn.WAIT] == sorted(FailOn, key=lambda bar: bar.strictness)


@pytest.mark.parametrize("value", ["", "Block", "never", 1, None])
def test_an_unknown_word_is_refused_with_the_known_ones(value: object) -> None:
    with pytest.raises(ParseError, match="one of block, review, wait"):
        form.choice(FailOn).read(value)


@pytest.mark.parametrize("value", ["", "a b", "-linux", "x" * 81, 3])
def test_a_platform_is_a_short_word(value: object) -> None:
    with pytest.raises(ParseError, match="platform"):
        form.platform().read(value)


def test_an_address_of_diffs_has_places_for_what_is_compared() -> None:
    address = "https://console.example/diff/{ecosystem}/{name}?from={before}&to={after}"
    assert address == form.address_of_diff().read(address)


@pytest.mark.parametrize(
    "value", ["", "ftp://x", "https://x/{what}", "https://x/{name", "https://x/ y", "javascript:alert(1)", 3]
)
def test_an_address_of_diffs_is_one_for_a_browser_and_has_no_other_places(value: object) -> None:
    with pytest.raises(ParseError, match="an http or https URL that contains"):
        form.address_of_diff().read(value)


def test_hosts_are_a_list_or_a_line_with_commas() -> None:
    hosts = form.hosts()
    assert ("git.example", "b.example:8443") == hosts.read(["Git.Example", "b.example:8443", "git.example"])
    assert hosts.read_text(" git.example , b.example:8443") == hosts.read_text(
        hosts.show(("git.example", "b.example:8443"))
    )


@pytest.mark.parametrize(
    "value", ["git.example", [1], ["https://git.example"], ["*"], ["-x"], ["a"] * 101, [""]]
)
def test_what_is_no_list_of_hosts_is_refused(value: object) -> None:
    with pytest.raises(ParseError, match="host"):
        form.hosts().read(value)


NAMES = form.listed("[a-z ]{1,9}", "a list of names")


def test_a_list_of_texts_is_a_list_or_a_line_with_commas() -> None:
    assert ("ada", "b c") == NAMES.read(["ada", "b c", "ada"])
    assert NAMES.read(["ada", "b c"]) == NAMES.read_text(NAMES.show(("ada", "b c")))
    assert () == NAMES.read_text("")


@pytest.mark.parametrize("value", ["ada", [1], ["Ada"], ["ada\n"], ["a"] * 1_001, [""], None])
def test_what_is_no_list_of_such_texts_is_refused(value: object) -> None:
    with pytest.raises(ParseError, match="a list of names"):
        NAMES.read(value)


def test_an_error_does_not_repeat_an_endless_value() -> None:
    error = form.expected("a number", "x" * 10_000)
    assert len(error.message) < 100


@pytest.mark.parametrize("value", ["/etc/tokens.json", "~/tokens.json", "C:/tokens.json"])
def test_a_path_is_whole(value: str) -> None:
    assert value == form.path().read(value)


@pytest.mark.parametrize("value", ["tokens.json", "", "../x", "/a\nb", "/" + "x" * 1_000, 3, None])
def test_a_path_that_depends_on_the_folder_of_whoever_runs_is_refused(value: object) -> None:
    with pytest.raises(ParseError, match="an absolute path"):
        form.path().read(value)


def test_writes_are_refused_or_passed() -> None:
    assert Writes.PASS is form.choice(Writes).read("pass")
    with pytest.raises(ParseError, match="one of refuse, pass"):
        form.choice(Writes).read("allow")


@pytest.mark.parametrize(
    "value", ["https://alerts.example/in?key=x", "http://127.0.0.1:9", "https://a.example"]
)
def test_a_webhook_is_an_address(value: str) -> None:
    assert value == form.address_of_hook().read(value)


@pytest.mark.parametrize(
    "value",
    [
        "alerts.example",
        "ftp://x.example/",
        "https://u:p@x.example/",
        "https://x.example/#f",
        "https://x.example:99999/",
        "https://[::::::::::]/",
        "https:///x",
        "https://x/\n",
        3,
    ],
)
def test_what_could_not_be_sent_to_or_holds_a_password_is_no_webhook(value: object) -> None:
    with pytest.raises(ParseError, match="a URL such as"):
        form.address_of_hook().read(value)


@pytest.mark.fuzz
@given(st.text(max_size=60) | st.text("htps:/@?#a.é\n\t []", max_size=60).map("https://{}".format))
def test_any_text_is_a_webhook_without_a_password_or_is_refused(text: str) -> None:
    try:
        found = form.address_of_hook().read_text(text)
    except ParseError:
        return
    assert found == text.strip()
    assert found.isascii()
    assert "@" not in urlsplit(found).netloc


@pytest.mark.parametrize(
    "value",
    [
        "10.0.0.1",
        ["10.0.0.1/8"],
        ["0.0.0.0/0"],
        ["::/0"],
        ["proxy.example"],
        ["fe80::1%eth0"],
        ["1"],
        [7],
        ["1.2.3.4/33"],
    ],
)
def test_what_names_no_machines_or_all_of_them_is_no_list_of_proxies(value: object) -> None:
    with pytest.raises(ParseError, match="addresses and networks"):
        form.networks().read(value)


def test_targets_of_the_export_are_files_syslog_servers_and_addresses() -> None:
    good = [
        "file:/var/log/x y.jsonl",
        "syslog:logs.example:514",
        "syslog+tcp:[::1]:601",
        "syslog:/dev/log",
        "https://logs.example/in",
    ]
    assert tuple(good) == form.exports().read(good)
    assert tuple(good) == form.exports().read_text(", ".join(good))
    for bad in (
        "file:relative",
        "file:/x\n",
        "syslog:",
        "syslog+tcp:/dev/log",
        "ftp://x/",
        "https://u:p@x/",
        7,
    ):
        with pytest.raises(ParseError, match="expected a list such as"):
            form.exports().read([bad])
    with pytest.raises(ParseError):
        form.exports().read("file:/x")
