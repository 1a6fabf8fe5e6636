from liandong.diagnosis.words import Clock
from liandong.report.heat import Heat, of_counts, of_durations, of_shares

DAY = 86_400.0


def test_limits_are_round_and_split_the_values_into_classes() -> None:
    heat = of_durations([DAY * value for value in (0.01, 0.5, 1, 2, 4, 8, 16, 40)], Clock())
    assert heat.limits == (12 * 3600, 2 * DAY, 10 * DAY, 21 * DAY)
    assert [heat.level(DAY * value) for value in (0.1, 1, 5, 20, 400)] == [1, 2, 3, 4, 5]


def test_nothing_known_has_no_class() -> None:
    assert (of_counts([]).level(None), of_counts([]).legend(), of_shares([0.1]).level(float("nan"))) == (
        0,
        [],
        0,
    )


def test_the_legend_names_each_class_in_both_languages() -> None:
    heat = Heat((3600.0, 7200.0, 2 * DAY), of_durations([], Clock()).write)
    assert heat.legend() == [
        (1, ("< 1 小时", "< 1 h")),
        (2, ("1–2 小时", "1–2 h")),
        (3, ("2 小时 – 2 天", "2 h – 2 d")),
        (4, ("≥ 2 天", "≥ 2 d")),
    ]
