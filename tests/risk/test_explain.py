"""Each part of a change is named for what it is: one small hand-made case a kind."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chokepoint.risk.controls import controls
from chokepoint.risk.dependence import dependence
from chokepoint.risk.explain import (
    DATA_BASIS,
    FADING,
    LEGAL_STEP,
    NEW_EDITION,
    NEW_EVENT,
    NEW_MEASURE,
    NEW_OBSERVATION,
    NEWS,
    REARRANGED,
    STEP_DUE,
    WORST_CHANGED,
    Explanation,
    NoScoreError,
    explain_change,
    explain_level,
    steps_of,
    why_no_score,
)
from chokepoint.risk.score import Assessment, combine, score_days
from chokepoint.risk.stress import stress
from chokepoint.risk.tension import tension
from tests.risk.frozen import method

Rows = list[tuple[Any, ...]]
AXIS = score_days(method().scope)
D0, D1 = date(2025, 6, 1), date(2025, 6, 11)
SHARES: Rows = [
    ("stage:mining", 60.0, "2023-12-31", "2024-12-31"),
    ("nir:REE", 80.0, "2024-12-31", "2024-12-31"),
    ("chn:REE", 70.0, "2023-12-31", "2024-12-31"),
]
LICENCE: Rows = [("a", "2025-04-04", "2025-04-04", None, None, None)]
COVERS: Rows = [("a", "magnets_alloys", "civil", "all", "licence")]
MAGNETS: Rows = [("magnets", "flow", 50.0, "2025-04-30", "2025-05-20")]
QUARREL: Rows = [("old", "CHN", "USA", "act", -8.0, "REE", "none", "2025-04-04")]


def made(
    shares: Rows = SHARES,
    measures: Rows = LICENCE,
    covers: Rows = COVERS,
    seen: Rows = MAGNETS,
    events: Rows = QUARREL,
    buyer: str = "civil",
) -> Assessment:
    """An assessment of hand-made rows; what is not named stays the same on all days."""
    version_columns = [
        "measure_id",
        "known_from",
        "effective",
        "suspended_from",
        "suspended_until",
        "ended_on",
    ]
    versions = pd.DataFrame(measures, columns=version_columns)
    named = pd.DataFrame(
        {"measure_id": sorted({row[0] for row in measures}), "imposer": "CHN", "addressee": "USA"}
    )
    cover_columns = ["measure_id", "basket_group", "buyer_class", "coverage", "step"]
    figures = pd.DataFrame(shares, columns=["key", "value", "period_end", "known_from"])
    found = pd.DataFrame(seen, columns=["item", "measure", "n", "period_end", "known_from"])
    found = found.assign(figure=found["n"], period=found["period_end"].str[:7], change=False)
    acts = pd.DataFrame(
        events,
        columns=[
            "event_id",
            "initiator",
            "addressee",
            "kind",
            "intensity",
            "materials",
            "proof",
            "known_from",
        ],
    )
    return combine(
        method(),
        "USA",
        buyer,
        dependence(_dated(figures), method().dependence, AXIS),
        controls(
            named,
            _dated(versions),
            pd.DataFrame(covers, columns=cover_columns),
            method().controls,
            ("USA", "WLD"),
            buyer,
            AXIS,
        ),
        stress(_dated(found), method().stress, AXIS),
        tension(_dated(acts), method().tension, "USA", "CHN", AXIS),
    )


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{c: pd.to_datetime(frame[c]) for c in ("known_from", "period_end") if c in frame})


def kinds(found: Explanation, reading: str) -> dict[str, str]:
    """Id of each part of a reading → its kind; a part that repeats an id gives both kinds."""
    parts = found.parts[found.parts["reading"] == reading].sort_values(["id", "kind"])
    return {key: " + ".join(group["kind"]) for key, group in parts.groupby("id")}


def explained(**changes: Any) -> Explanation:
    found = explain_change(made(**changes), D0, D1, {})
    assert abs(found.residual) < 1e-9
    return found


def test_a_measure_announced_between_the_days_is_a_new_measure() -> None:
    new = [*LICENCE, ("b", "2025-06-05", "2025-06-05", None, None, None)]
    covers = [*COVERS, ("b", "goods_made_abroad", "civil", "all", "ban")]
    found = explained(measures=new, covers=covers)
    assert kinds(found, "controls") == {"goods_made_abroad|b": NEW_MEASURE}


@pytest.mark.parametrize(
    "step",
    [
        ("a", "2025-06-05", None, "2025-06-05", "2026-06-05", None),
        ("a", "2025-06-05", None, None, None, "2025-06-05"),
    ],
    ids=["suspended", "lifted"],
)
def test_a_suspension_or_an_end_is_a_legal_step(step: tuple[Any, ...]) -> None:
    assert kinds(explained(measures=[*LICENCE, step]), "controls") == {"magnets_alloys|a": LEGAL_STEP}


def test_taking_effect_on_a_day_known_before_is_a_step_coming_into_force_and_no_news() -> None:
    later = [("a", "2025-04-04", "2025-06-05", None, None, None)]
    found = explained(measures=later)
    assert kinds(found, "controls") == {"magnets_alloys|a": STEP_DUE}
    assert STEP_DUE not in NEWS
    assert next(step.label for step in steps_of(found, 8)).endswith("known before")


def test_a_suspension_that_runs_out_is_a_step_known_before_unless_a_new_text_says_so() -> None:
    held = [*LICENCE, ("a", "2025-05-01", None, "2025-05-01", "2025-06-05", None)]
    assert kinds(explained(measures=held), "controls") == {"magnets_alloys|a": STEP_DUE}
    lifted = [*held, ("a", "2025-06-06", None, None, None, "2025-06-06")]
    assert kinds(explained(measures=lifted), "controls") == {"magnets_alloys|a": LEGAL_STEP}


def test_a_ban_on_a_class_that_was_announced_before_is_a_step_coming_into_force() -> None:
    ban = [*LICENCE, ("ban", "2025-04-04", "2025-06-05", None, None, None)]
    covers = [*COVERS, ("ban", "all_listed", "military", "all", "ban")]
    found = explained(measures=ban, covers=covers, buyer="military")
    assert kinds(found, "controls") == {"magnets_alloys|a": STEP_DUE}


def test_a_measure_that_fills_the_place_of_a_stricter_one_is_rearranged() -> None:
    both = [*LICENCE, ("b", "2025-04-04", "2025-04-04", None, None, "2025-06-05")]
    covers = [*COVERS, ("b", "magnets_alloys", "civil", "all", "ban")]
    found = explained(measures=both, covers=covers)
    assert kinds(found, "controls") == {"magnets_alloys|a": REARRANGED, "magnets_alloys|b": STEP_DUE}


def test_a_ban_on_the_class_of_buyers_is_a_legal_step_of_what_it_raises() -> None:
    ban = [*LICENCE, ("ban", "2025-06-05", "2025-06-05", None, None, None)]
    covers = [*COVERS, ("ban", "all_listed", "military", "all", "ban")]
    found = explained(measures=ban, covers=covers, buyer="military")
    assert kinds(found, "controls") == {"magnets_alloys|a": LEGAL_STEP}


def test_a_figure_that_became_known_between_the_days_is_a_new_observation() -> None:
    seen = [*MAGNETS, ("magnets", "flow", 90.0, "2025-05-31", "2025-06-10")]
    assert kinds(explained(seen=seen), "stress") == {"magnets": NEW_OBSERVATION}


def test_a_figure_that_runs_out_and_gives_way_to_an_older_one_is_data_basis() -> None:
    """The price of 6 December passes 180 days on 5 June; the flow that was better is what is left."""
    seen = [*MAGNETS, ("magnets", "price", 70.0, "2024-12-06", "2024-12-07")]
    assert kinds(explained(seen=seen), "stress") == {"magnets": DATA_BASIS}


def test_an_item_that_runs_out_shifts_the_weights_and_is_data_basis() -> None:
    seen = [*MAGNETS, ("Y", "flow", 20.0, "2024-12-06", "2024-12-07")]
    assert set(kinds(explained(seen=seen), "stress").values()) == {DATA_BASIS}


def test_a_new_item_shifts_the_weights_and_is_data_basis() -> None:
    seen = [*MAGNETS, ("Y", "flow", 90.0, "2025-05-31", "2025-06-10")]
    assert set(kinds(explained(seen=seen), "stress").values()) == {DATA_BASIS}


def test_the_same_items_with_another_worst_one_are_told_apart_from_the_news() -> None:
    seen = [
        *MAGNETS,
        ("Y", "flow", 40.0, "2025-04-30", "2025-05-20"),
        ("Y", "flow", 80.0, "2025-05-31", "2025-06-10"),
    ]
    found = kinds(explained(seen=seen), "stress")
    assert found == {"Y": f"{NEW_OBSERVATION} + {WORST_CHANGED}", "magnets": WORST_CHANGED}


def test_an_event_between_the_days_is_new_and_an_older_one_fades() -> None:
    events = [*QUARREL, ("new", "USA", "CHN", "threat", -5.0, "REE", "none", "2025-06-05")]
    assert kinds(explained(events=events), "tension") == {"new": NEW_EVENT, "old": FADING}


def test_an_event_of_the_first_day_is_not_new_and_one_of_the_last_day_is() -> None:
    events = [("first", *QUARREL[0][1:-1], str(D0)), ("last", *QUARREL[0][1:-1], str(D1))]
    assert kinds(explained(events=events), "tension") == {"first": FADING, "last": NEW_EVENT}


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (("nir:REE", 53.0, "2024-12-31", "2025-06-05"), "A"),
        (("stage:magnets", 94.0, "2024-12-31", "2025-06-05"), "N"),
    ],
)
def test_a_figure_published_between_the_days_is_a_new_edition(row: tuple[Any, ...], part: str) -> None:
    assert kinds(explained(shares=[*SHARES, row]), "dependence") == {part: NEW_EDITION}


def test_a_figure_that_passes_its_age_limit_is_data_basis() -> None:
    """1,825 days after 6 June 2020 is 5 June 2025; mining stays at 60 %."""
    old = [*SHARES, ("stage:metal", 90.0, "2020-06-06", "2021-01-01")]
    assert kinds(explained(shares=old), "dependence") == {"N": DATA_BASIS}


def test_news_are_legal_steps_observations_events_and_editions_only() -> None:
    assert set(NEWS) == {NEW_MEASURE, LEGAL_STEP, NEW_OBSERVATION, NEW_EVENT, NEW_EDITION}


def test_parts_come_largest_first_with_the_names_given() -> None:
    seen = [*MAGNETS, ("magnets", "flow", 90.0, "2025-05-31", "2025-06-10")]
    names = {"old": "Retaliation", "magnets": "rare-earth magnets"}
    found = explain_change(made(seen=seen), D0, D1, names)
    assert list(found.parts["label"]) == ["rare-earth magnets: 90 t in 2025-05", "Retaliation"]
    assert found.points == pytest.approx(found.parts["points"].sum(), abs=1e-9)
    assert list(found.of_kind(FADING)["id"]) == ["old"]


def test_measures_are_labelled_with_the_group_they_cover() -> None:
    names = {"a": "Announcement 18", "magnets_alloys": "magnets and alloys"}
    label = explain_level(made(), D0, names).parts.set_index("id")["label"]["magnets_alloys|a"]
    assert label.startswith("Announcement 18")
    assert label.endswith("(magnets and alloys)")


def test_the_level_of_a_day_is_the_sum_of_its_parts() -> None:
    found = explain_level(made(), D0, {})
    assert set(found.parts["reading"]) == {"controls", "stress", "tension"}
    assert found.parts["points"].sum() == pytest.approx(found.points, abs=1e-9)


def test_two_equal_days_have_no_parts() -> None:
    found = explain_change(made(events=[]), D0, D0, {})
    assert (len(found.parts), found.points, found.residual) == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "day", "reason"),
    [
        ({}, "2024-12-31", "blank, not low"),
        ({}, "2026-08-17", "later is not known"),
        ({"seen": []}, "2025-06-01", "no stress reading"),
        ({"shares": SHARES[1:]}, "2025-06-01", "no dependence reading"),
        ({"shares": [], "seen": []}, "2025-06-01", "no dependence and no stress reading"),
    ],
)
def test_a_day_without_a_score_gives_its_reason_and_no_comparison(
    changes: dict[str, Any], day: str, reason: str
) -> None:
    found = made(**changes)
    assert reason in (why_no_score(found, date.fromisoformat(day)) or "")
    with pytest.raises(NoScoreError, match=reason):
        explain_change(found, date.fromisoformat(day), D1, {})


def test_another_country_has_no_score_and_says_why() -> None:
    usa = made()
    elsewhere = combine(method(), "JPN", "civil", usa.dependence, usa.controls, usa.stress, usa.tension)
    assert "the score exists for USA:CHN only" in (why_no_score(elsewhere, D0) or "")


def test_a_day_with_a_score_has_no_reason() -> None:
    found = made()
    assert why_no_score(found, D0) is None
    assert not np.isnan(found.score[found.index(D0) or 0])
