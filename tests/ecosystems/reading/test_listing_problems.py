from pratique.ecosystems.reading.listing_problems import told_problems


def test_few_problems_are_all_told() -> None:
    assert ("a", "b") == told_problems(["a", "b"])


def test_many_problems_are_counted_in_the_last_sentence() -> None:
    found = told_problems([str(number) for number in range(1000)])
    assert len(found) == 100
    assert found[0] == "0"
    assert found[-1] == "and 901 more versions or files"
