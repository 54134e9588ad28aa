from pratique.core.mode import Mode


def test_there_are_two_modes_by_the_words_that_settings_use() -> None:
    assert ["enforce", "observe"] == [mode.value for mode in Mode]
