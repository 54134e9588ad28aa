from tests.history.telling import DAY, START, codes, read, release, series, texts

ID = "hook-added"


def test_a_hook_that_is_new_is_named_and_holds() -> None:
    reading = read([*series(3), release("1.1.0", START + 90 * DAY, hooks={"postinstall": "node x.js"})])

    assert ["postinstall is new: `node x.js`"] == texts(reading, ID)
    assert [ID] == [signal.code for signal in reading.signals if signal.holds]


def test_a_hook_that_was_there_is_quiet() -> None:
    hooks = {"install": "node build.js"}
    before = series(3, hooks=hooks)

    assert ID not in codes(read([*before, release("1.1.0", START + 90 * DAY, hooks=hooks)]))


def test_a_hook_that_was_known_for_long_may_be_carried_to_an_old_line() -> None:
    hooks = {"install": "node build.js"}
    told = [release("1.0.0", START), release("2.0.0", START + DAY, hooks=hooks)]

    assert ID not in codes(read([*told, release("1.0.1", START + 31 * DAY, hooks=hooks)]))
    assert ID in codes(read([*told, release("1.0.1", START + 2 * DAY, hooks=hooks)]))


def test_the_hooks_of_a_first_release_are_not_added() -> None:
    assert ID not in codes(read([release("1.0.0", START, hooks={"install": "node x.js"})]))
