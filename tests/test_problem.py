from site_builder.problem import BuildError, Problem, Source, Span


def test_the_caret_stands_right_under_han_characters() -> None:
    source = Source("content/cases/a.md", "---\ntitle: 邻里\ndate: 2024年3月\n---\n")
    start = source.text.index("2024")
    problem = Problem("not a date", source, Span(start, start + 7), "write it like 2024-03-09")
    assert str(problem) == (
        "content/cases/a.md:3:7: not a date\n"
        "  3 | date: 2024年3月\n"
        "    |       ^^^^^^^^^\n"
        "  hint: write it like 2024-03-09"
    )


def test_problems_are_told_together_in_the_order_of_their_places() -> None:
    a, b = Source("a.md", "x\ny"), Source("b.md", "z")
    error = BuildError([Problem("three", b), Problem("two", a, Span(2, 3)), Problem("one", a, Span(0, 1))])
    assert [problem.message for problem in error.problems] == ["one", "two", "three"]
