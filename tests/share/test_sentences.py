"""Every sentence on screen is a template filled from records: hand-made records in, the exact words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from chokepoint.config import read_settings
from chokepoint.evidence.board import Cell, Good, Rule
from chokepoint.evidence.deadlines import Due
from chokepoint.evidence.freshness import Freshness
from chokepoint.evidence.measures import State
from chokepoint.evidence.monthly import Month
from chokepoint.evidence.observations import Observation
from chokepoint.risk.explain import Explanation
from chokepoint.risk.items import Item
from chokepoint.risk.range import Range
from chokepoint.risk.score import Assessment, assess
from chokepoint.share import sentences
from tests.shipped import shipped

END = date(2026, 7, 2)


@pytest.mark.parametrize(("count", "word"), [(0, "No"), (1, "One"), (12, "Twelve"), (13, "13"), (284, "284")])
def test_a_count_at_the_start_of_a_sentence(count: int, word: str) -> None:
    assert sentences.count_word(count) == word


def test_a_day_is_told_by_its_distance() -> None:
    assert [sentences.when_words(days) for days in (-12, -1, 0, 1, 3)] == [
        "12 days ago", "1 day ago", "today", "in 1 day", "in 3 days",
    ]  # fmt: skip


def due(days: int, default_effect: str = "the text applies again") -> Due:
    day = date(2026, 11, 21)
    return Due("id", day + timedelta(days=days), days, "A suspension ends", ("CHN",), ("USA",), default_effect, (), (), (), (),
               "open", "open", "", day, True, "key")  # fmt: skip


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], "Nothing falls due on file"),
        ([0], "The next due day comes today"),
        ([1, 5], "The next due day comes in 1 day"),
        ([6], "The next due day comes in 6 days"),
        ([-1], "One due day has passed without an outcome on file"),
        ([-130, -11], "Two due days have passed without an outcome on file"),
        ([-130, -11, 6, 11], "Two due days have passed without an outcome on file; the next comes in 6 days"),
        ([-3, 0], "One due day has passed without an outcome on file; the next comes today"),
    ],
)
def test_the_calendar_in_one_line(days: Sequence[int], words: str) -> None:
    assert sentences.due_finding([due(number) for number in days]) == words


def test_what_happens_by_itself_is_that_of_the_next_day_not_of_one_that_passed() -> None:
    items = [due(-3, "nothing"), due(6, "exports stop"), due(9, "tariffs rise")]
    assert sentences.next_finding(items) == "If nothing is published by 2026-11-27: exports stop"
    by_itself = replace(due(6, "waivers possible"), state="scheduled")
    assert sentences.next_finding([by_itself]) == "From 2026-11-27, by itself: A suspension ends"
    assert sentences.next_finding([due(-3)]) == "No coming day on file"
    assert sentences.next_finding([]) == "No coming day on file"


FREE = Cell("free", False, (), (), ())
LICENCE, BARRED = replace(FREE, word="licence"), replace(FREE, word="barred")
SUSPENDED = replace(FREE, aside=(Rule("M", "licence", State.SUSPENDED, False, END, None),))
ANNOUNCED = replace(FREE, aside=(Rule("M", "licence", State.ANNOUNCED, False, None, END),))
LAPSED = replace(FREE, aside=(Rule("M", "licence", State.LAPSED_UNCONFIRMED, False, None, END),))


def row(civil: Cell, military: Cell = FREE) -> dict[str, Cell]:
    return {"civil": civil, "military": military, "listed": military}


def of(section: str, rows: Sequence[Mapping[str, Cell]]) -> dict[Good, Mapping[str, Cell]]:
    return {Good(f"M{number}", f"metal {number}", section): cells for number, cells in enumerate(rows)}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(FREE)] * 17, "No licence on any of the 17 elements; no rule announced or suspended"),
        (
            [row(FREE)] * 16 + [row(SUSPENDED)],
            "No licence on any of the 17 elements; 1 under a rule announced or suspended",
        ),
        ([row(LICENCE), row(FREE)], "One of 2 elements needs a licence"),
        ([row(LICENCE, BARRED)] * 2, "Two of 2 elements need a licence, 2 are barred to military users"),
        (
            [row(LICENCE, BARRED), row(SUSPENDED)],
            "One of 2 elements needs a licence, 1 is barred to military users, 1 more waits behind a suspension",
        ),
        (
            [row(LICENCE), row(SUSPENDED), row(SUSPENDED)],
            "One of 3 elements needs a licence, 2 more wait behind a suspension",
        ),
        (
            [row(LICENCE), row(SUSPENDED), row(ANNOUNCED)],
            "One of 3 elements needs a licence, 2 more are under a rule announced or suspended",
        ),
        (
            [row(LICENCE), row(SUSPENDED), row(LAPSED)],
            "One of 3 elements needs a licence, 2 more are free as far as known: a suspension ran out",
        ),
        # One that needs a licence already is not "one more", whatever else is suspended on it.
        ([row(replace(SUSPENDED, word="licence"))] * 2, "Two of 2 elements need a licence"),
        ([row(LICENCE, BARRED)], "Metal 0 needs a licence and is barred to military users"),
        ([row(FREE)], "No licence on metal 0"),
        ([row(SUSPENDED)], "No licence on metal 0; a rule on it is announced or suspended"),
    ],
)
def test_the_board_in_one_line(rows: Sequence[Mapping[str, Cell]], words: str) -> None:
    assert sentences.board_finding(of("Elements", rows)) == words


def test_the_board_speaks_of_other_goods_where_no_element_is_asked_for() -> None:
    licensed = of("Other minerals", [row(LICENCE), row(LICENCE)])
    assert sentences.board_finding(licensed) == "Two of 2 goods need a licence"
    assert sentences.board_finding({**of("Elements", [row(FREE)] * 2), **licensed}).startswith(
        "No licence on any of the 2 el"
    )
    assert sentences.board_finding({}) == "No good fits the materials chosen"


def seen(
    measure: str = "flow", figure: float = 46.0, reference: float | None = 620.0, **more: object
) -> Observation:
    found = Observation("magnets", measure, 93.0, date(2025, 5, 31), date(2025, 6, 20), "2025-05", figure, reference,
                        "mean of 12 months", "key")  # fmt: skip
    return replace(found, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("observation", "words"),
    [
        (seen(), "46\u00a0t in 2025-05, 93\u00a0% below 620\u00a0t (mean of 12 months)"),
        (seen(figure=660.0), "660\u00a0t in 2025-05, 6\u00a0% above 620\u00a0t (mean of 12 months)"),
        (seen(figure=4810.0, reference=None), "4\u202f810\u00a0t in 2025-05 (mean of 12 months)"),
        (
            seen(figure=1.25, reference=10.0),
            "1.2\u00a0t in 2025-05, 88\u00a0% below 10\u00a0t (mean of 12 months)",
        ),
        (seen(figure=-59.0, change=True), "\u221259\u00a0% on the year in 2025-05; tonnes not on file"),
        (seen(figure=12.4, change=True), "+12\u00a0% on the year in 2025-05; tonnes not on file"),
    ],
)
def test_what_was_shipped(observation: Observation, words: str) -> None:
    assert sentences.flow_words(observation) == words


@pytest.mark.parametrize(
    ("figure", "reference", "words"),
    [
        (432.0, 6.0, "432\u00a0USD/kg in 2025-05, 72 times 6\u00a0USD/kg (mean of 12 months)"),
        (850.0, 250.5, "850\u00a0USD/kg in 2025-05, 3.4 times 250\u00a0USD/kg (mean of 12 months)"),
        (0.97, 1.94, "0.97\u00a0USD/kg in 2025-05, 0.5 times 1.94\u00a0USD/kg (mean of 12 months)"),
        (3000.0, None, "3\u202f000\u00a0USD/kg in 2025-05 (mean of 12 months)"),
    ],
)
def test_what_it_costs_outside(figure: float, reference: float | None, words: str) -> None:
    assert sentences.price_words(seen("price", figure, reference)) == words


def test_approvals_say_whose_count_it_is_and_when_it_only_stands_in() -> None:
    own, proxy = seen("licence", 25.0, None, basis="CLEPA"), seen("licence_proxy", 25.0, None, basis="CLEPA")
    assert sentences.licence_words(own) == "25\u00a0% approved, 2025-05 (CLEPA)"
    assert sentences.licence_words(proxy) == (
        "25\u00a0% approved, 2025-05 (CLEPA; stands in, the country has no count of its own)"
    )


FLOW, PRICE = seen(n=93.0), seen("price", 432.0, 6.0, n=70.0)


@pytest.mark.parametrize(
    ("n", "flow", "price", "words"),
    [
        (93.0, FLOW, None, "Worst item: magnets, 93\u00a0% below its normal flow"),
        (93.0, FLOW, PRICE, "Worst item: magnets, 93\u00a0% below its normal flow"),
        (70.0, None, PRICE, "Worst item: magnets, 72 times as dear outside China as before the controls"),
        (
            70.0,
            seen(n=10.0),
            PRICE,
            "Worst item: magnets, 72 times as dear outside China as before the controls",
        ),
        (
            26.0,
            None,
            seen("price", 8.1, 3.0, basis="China without VAT, 2026-02"),
            "Worst item: magnets, 2.7 times as dear outside China as inside",
        ),
        (59.0, seen(figure=-59.0, reference=None, change=True), None, "Worst item: magnets"),
        (0.0, seen(figure=700.0, n=0.0), None, "No item asked for is below its level before the controls"),
    ],
)
def test_the_worst_item(n: float, flow: Observation | None, price: Observation | None, words: str) -> None:
    assert sentences.flowing_finding(Item("magnets", n, 0.5, flow, price, None), "magnets") == words


def test_without_an_item_it_is_not_called_calm() -> None:
    assert sentences.flowing_finding(None, "") == "Not enough data to say whether it is flowing"


def changed(*parts: tuple[str, str, float]) -> Explanation:
    frame = pd.DataFrame([("tension", kind, "id", label, points) for kind, label, points in parts],
                         columns=["reading", "kind", "id", "label", "points"])  # fmt: skip
    return Explanation(date(2026, 6, 2), END, float(frame["points"].sum()), frame, 0.0)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            [("new event", "China lists two firms", 1.1), ("fading", "an old event", -0.2)],
            "+0.9 points since 2026-06-02; largest new cause +1.1: China lists two firms",
        ),
        (
            [("fading", "an old event", -2.0), ("new observation", "magnets: 406 t", -1.5)],
            "\u22123.5 points since 2026-06-02; largest new cause \u22121.5: magnets: 406 t",
        ),
        (
            [("fading", "an old event", -0.6), ("data basis", "yttrium", -6.0)],
            "\u22126.6 points since 2026-06-02: no new evidence; fading \u22120.6, data running out \u22126.0",
        ),
        ([], "0.0 points since 2026-06-02: no new evidence; fading 0.0, data running out 0.0"),
    ],
)
def test_the_change_keeps_new_evidence_and_fading_apart(
    parts: Sequence[tuple[str, str, float]], words: str
) -> None:
    assert sentences.change_finding(changed(*parts)) == words


@cache
def measured() -> Assessment:
    """An assessment of five days, the last one past the coverage; its score and words are set by the tests."""
    days = np.arange(np.datetime64(END) - 3, np.datetime64(END) + 2)
    return assess(shipped(), read_settings().method, days=days)


def scored(*values: float) -> Assessment:
    words = tuple(None if np.isnan(value) else "short" for value in values)
    return replace(measured(), score=np.array(values), words=words)


NO = np.nan


def test_the_score_of_a_day() -> None:
    found = scored(41, 42, 43, 43.9, 44)
    assert sentences.score_finding(found, END, None) == "44 of 100, short, on 2026-07-02"
    later = END + timedelta(days=1)
    assert sentences.score_finding(found, later, None) == "44 of 100, short, on 2026-07-03 (provisional)"
    assert sentences.score_finding(found, date(2020, 1, 1), "blank") == "No score before 2025-01-01"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((41, 42, 43, 43.9, 44), "44 of 100, short, on 2026-07-02, the last day that supports a score"),
        ((41, 42, NO, NO, 44), "42 of 100, short, on 2026-06-30, the last day that supports a score"),
        ((NO, NO, NO, NO, 44), "No score"),
    ],
)
def test_without_a_score_the_last_supportable_day_is_named_never_one_past_the_coverage(
    values: Sequence[float], words: str
) -> None:
    assert sentences.score_finding(scored(*values), date(2030, 1, 1), "later is not known") == words


def test_readings_in_words_say_what_is_missing() -> None:
    found = scored(41, 42, 43, 43.9, NO)
    calm = replace(found, tension=replace(found.tension, value=np.array([0.0, 0, 0, 51.2, NO])))
    dependence, controls, stress = (
        round(calm.reading(name)[3]) for name in ("dependence", "controls", "stress")
    )
    assert sentences.readings_alt(calm, END) == (
        f"On 2026-07-02: risk score 44, dependence {dependence}, controls {controls}, stress {stress}, tension 51."
    )
    later = END + timedelta(days=1)
    told = sentences.readings_alt(calm, later)
    assert told.startswith("On 2026-07-03: risk score no value, ")
    assert told.endswith(", tension no value.")
    assert sentences.readings_alt(calm, date(2030, 1, 1)) == "No readings on 2030-01-01."


def test_the_range_names_its_variants_and_the_share_at_the_word_or_worse() -> None:
    found = scored(41, 42, 43, 43.9, NO)
    scores = np.array([[50.0] * 5, [45.0] * 5, [42.0] * 5, [38.0] * 5])
    band = np.array([38.0, 38, 38, 38, NO])
    spread = Range(found.days, scores, band, band + 6, band + 12, np.zeros(5))
    width = round(100 * (1 - 2 * found.method.range.tail))
    count = f"{found.method.range.variants:,}".replace(",", "\u202f")
    assert sentences.range_words(found, spread, END) == (
        f"range over method choices 38–50 (middle {width}\u00a0% of {count} variants); short or worse in 75\u00a0% of variants"
    )
    assert sentences.range_words(found, spread, END + timedelta(days=1)) == ""
    assert sentences.range_words(found, spread, date(2030, 1, 1)) == ""


def test_highest_and_lowest_day_are_days_with_complete_events() -> None:
    assert (
        sentences.history_finding(scored(41, 53, 16, 43.9, 90))
        == "Highest 53 on 2026-06-30, lowest 16 on 2026-07-01"
    )
    assert sentences.history_finding(scored(NO, NO, NO, NO, 90)) == "No score for this pair"


def month(number: int, tonnes: float | None, yoy: float | None = None) -> Month:
    return Month(
        date(2025, number, 1), tonnes, yoy, False, f"2025-{number:02}", None if tonnes is None else "key"
    )


@pytest.mark.parametrize(
    ("months", "mean", "words"),
    [
        ([], None, "No monthly tonnes on file"),
        ([month(4, None, -59.0)], 620.0, "No monthly tonnes on file"),
        (
            [month(4, None), month(5, 46.0), month(6, 353.0)],
            620.0,
            "46\u00a0t in 2025-05, the lowest; 353\u00a0t in 2025-06, 43\u00a0% below normal",
        ),
        (
            [month(5, 46.0), month(6, 1353.0), month(7, None)],
            620.0,
            "46\u00a0t in 2025-05, the lowest; 1\u202f353\u00a0t in 2025-06, 118\u00a0% above normal",
        ),
        ([month(5, 46.0), month(6, 353.0)], None, "46\u00a0t in 2025-05, the lowest; 353\u00a0t in 2025-06"),
        (
            [month(4, 585.0), month(5, 46.0)],
            620.0,
            "46\u00a0t in 2025-05, the lowest, 93\u00a0% below normal",
        ),
    ],
)
def test_the_lowest_month_and_the_newest(months: Sequence[Month], mean: float | None, words: str) -> None:
    assert sentences.months_finding(months, mean) == words


def test_months_without_tonnes_are_named_with_the_change_if_one_is_stated() -> None:
    months = [month(1, None), month(2, 585.0), month(4, None, -59.0)]
    assert sentences.gaps(months) == "no tonnes on file for 2025-01, 2025-04 (\u221259\u00a0% on the year)"
    assert sentences.gaps([month(2, 585.0)]) == ""


@pytest.mark.parametrize(
    ("count", "later", "words"),
    [
        (0, True, "No records known since 2026-07-02, outside the score"),
        (1, True, "One record known since 2026-07-02, outside the score"),
        (13, True, "13 records known since 2026-07-02, outside the score"),
        (1, False, "One record became known between 2026-07-02 and 2026-11-21"),
        (2, False, "Two records became known between 2026-07-02 and 2026-11-21"),
    ],
)
def test_what_became_known(count: int, later: bool, words: str) -> None:
    assert sentences.news_finding(count, END, date(2026, 11, 21), later) == words


def clock(age: int | None, problem: str | None = None, covers: date | None = END) -> Freshness:
    return Freshness("t", "Prices", 5, covers, None, None, 60, age, problem)


FRESH, STALE, LOST = clock(60), clock(61), clock(None, "table prices: gone", None)


@pytest.mark.parametrize(
    ("clocks", "words"),
    [
        ([FRESH] * 20, "All 20 datasets are as fresh as they should be"),
        ([STALE] + [FRESH] * 19, "One of 20 datasets is older than it should be"),
        ([STALE] * 6 + [FRESH] * 14, "Six of 20 datasets are older than they should be"),
        ([LOST] + [FRESH] * 19, "One of 20 datasets cannot be read"),
        ([STALE] * 2 + [LOST] * 3, "Two of 5 datasets are older than they should be; 3 cannot be read"),
    ],
)
def test_how_many_datasets_are_stale_or_lost(clocks: Sequence[Freshness], words: str) -> None:
    assert sentences.freshness_finding(clocks) == words


def test_each_dataset_is_told_to_those_who_cannot_see_its_bar() -> None:
    assert sentences.freshness_alt([STALE, FRESH, LOST, clock(None, None, None)]) == (
        "Prices: to 2026-07-02, stale; Prices: to 2026-07-02, fresh; Prices: cannot be read; Prices: no day of its own"
    )
