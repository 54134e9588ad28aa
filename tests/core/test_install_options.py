from pratique.core.install_options import NO_OPTIONS, InstallOptions, Option


def test_options_are_equal_wherever_they_are_written() -> None:
    assert Option("--pre", "", "a.txt", 1) == Option("--pre", "", "b.txt", 2)
    assert Option("--pre", "") != Option("--no-index", "")


def test_an_option_names_its_place() -> None:
    assert "a.txt:3: --index-url https://x.example" == str(
        Option("--index-url", "https://x.example", "a.txt", 3)
    )
    assert "line 3: --no-index" == str(Option("--no-index", "", line=3))


def test_the_usual_registry_is_asked_unless_another_is_named_or_none() -> None:
    option = Option("--index-url", "https://x.example")
    assert [True, True, False, False] == [
        options.usual
        for options in (
            NO_OPTIONS,
            InstallOptions(extra=(option,)),
            InstallOptions(index=option),
            InstallOptions(no_index=option),
        )
    ]
    assert (option, option) == InstallOptions(index=option, extra=(option,)).indexes
