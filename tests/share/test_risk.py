"""Sentences of the Risk page: each follows from its records, also when these say the contrary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chokepoint.risk.companion_values import GEOPOLRISK, SUPPLY_RISK, WEIGHTED, Companion, Published
from chokepoint.risk.companions import Span
from chokepoint.risk.consistency import Check
from chokepoint.risk.sensitivity import Row, Swing
from chokepoint.risk.track_record import CHINESE, Eve, Ranked, TrackRecord, Trial
from chokepoint.share import risk as say

NO_SKILL = Trial(
    CHINESE, 30, 500, 4, 0.2,
    (Ranked("score", 0.17, 0.01, 0.29), Ranked("count", 0.5, 0.2, 0.7)), 400, 0.167, 0.167, 0.0, (),
)  # fmt: skip
SKILL = replace(
    NO_SKILL, hits=20, ranked=(Ranked("score", 0.8, 0.7, 0.9), Ranked("count", 0.5, 0.2, 0.7)), skill=0.2
)


def test_a_skill_that_cannot_be_told_is_no_number() -> None:
    always = replace(NO_SKILL, brier=0.0, brier_base=0.0, skill=float("nan"))
    assert (
        say.trial_words(always)
        == "Brier 0.000 against 0.000 of the base rate, skill cannot be told, on 400 days"
    )


def record(*trials: Trial, eves: tuple[Eve, ...] = ()) -> TrackRecord:
    return TrackRecord(date(2026, 7, 2), trials, {CHINESE: eves})


class Named(dict[str, str]):
    """Names by id, and countries by their code."""

    def country(self, code: str) -> str:
        return self.get(code, code)


# Skill ------------------------------------------------------------------------------------------------------


def test_no_skill_is_said_when_the_test_found_none() -> None:
    found = record(NO_SKILL)
    assert say.skill_words(found) == (
        "The score describes the present state; tests found no skill in forecasting new restrictions"
    )
    assert say.record_words(found, 10).startswith("New restrictions came while the score was low")
    assert "Only 4 days" in say.record_words(found, 10)
    assert "Only" not in say.record_words(found, 4)


def test_skill_is_said_when_the_test_found_some() -> None:
    words = say.skill_words(record(NO_SKILL, SKILL))
    assert "no skill" not in words
    assert "(AUC 0.80, 0.70–0.90)" in words


def test_intervals_on_either_side_of_chance_are_not_said_to_hold_it() -> None:
    apart = replace(NO_SKILL, ranked=(Ranked("score", 0.5, 0.4, 0.6), Ranked("count", 0.5, 0.2, 0.7)))
    assert say.record_words(record(NO_SKILL, SKILL), 0) == (
        "Of 2 intervals of the AUC, against chance: 1 below, 1 above."
    )
    assert say.record_words(record(apart, SKILL), 0) == (
        "Of 2 intervals of the AUC, against chance: 1 above, 1 around."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"ranked": (Ranked("score", 0.8, 0.45, 0.9),)},
        {"ranked": (Ranked("score", 0.8, 0.7, 0.9), Ranked("count", 0.85, 0.8, 0.9))},
        {"skill": -0.1},
    ],
    ids=["interval holds chance", "a naive predictor is better", "no better than the base rate"],
)
def test_skill_needs_all_three(change: dict[str, object]) -> None:
    assert not replace(SKILL, **change).shows_skill  # type: ignore[arg-type]


def test_what_was_not_tested_is_not_claimed() -> None:
    assert "could not be tested" in say.skill_words(None)
    assert "could not be tested" in say.skill_words(record())
    nothing = float("nan")
    unranked = replace(NO_SKILL, hits=0, ranked=(Ranked("score", nothing, nothing, nothing),))
    assert "could not be tested" in say.skill_words(record(unranked))
    assert say.record_words(record(unranked), 10).endswith("nothing could be ranked.")


def test_misses_are_counted_by_day() -> None:
    eves = (Eve(date(2025, 2, 4), ("a",), 17.0, 0.4), Eve(date(2025, 4, 4), ("b",), 18.0, 0.8),
            Eve(date(2025, 5, 4), ("c",), None, None))  # fmt: skip
    assert say.missed_words(record(SKILL, eves=eves)).startswith("2 of 3 days")
    assert say.missed_words(record(SKILL)) == "No restriction on file"


def test_the_year_of_governance_is_that_of_the_estimates() -> None:
    mined = Companion(WEIGHTED, "mining", "2025", Span(3, 4), estimated="2023")
    assert say.why_apart(mined, Named(), [mined], "").endswith("estimates are of 2023.")  # type: ignore[arg-type]
    none = replace(mined, estimated="")
    assert say.why_apart(none, Named(), [none], "").endswith("of no year on file.")  # type: ignore[arg-type]


def test_the_years_of_the_eu_study_are_those_of_its_shares() -> None:
    one = Companion(SUPPLY_RISK, "HREE", "2011..2015", Span(5, 5))
    assert "of the mean of 2011 to 2015," in say.why_apart(one, Named(), [one], "")  # type: ignore[arg-type]


# Other sentences --------------------------------------------------------------------------------------------


def test_checks_that_fail_are_counted_and_those_not_told_left_out() -> None:
    good, bad, open_ = (Check("it", "", "", holds) for holds in (True, False, None))
    assert say.checks_finding([good, good, open_]) == "All 2 things known show in the numbers"
    assert say.checks_finding([good, bad]) == "One of 2 things known does not show in the numbers"
    assert say.checks_finding([open_]) == "Nothing to check yet"


def test_variants_say_between_which_scores_and_below_which_word() -> None:
    rows = [Row("as published", (43.9,)), Row("a", (32.2,)), Row("b", (50.7,)), Row("c", (float("nan"),))]
    assert say.variants_finding(rows, 40, "short") == (
        "44 as published, 32 to 51 with one judgement changed; below “short” in 1 of 2"
    )
    assert say.variants_finding(rows, 30, "strained").endswith("strained or worse in all of 2")
    assert (
        say.variants_finding([Row("as published", (float("nan"),))], 0, "")
        == "No score by any variant on this day"
    )


def test_the_tornado_says_both_ways() -> None:
    swing = Swing("cap", 60, 85, 40.4, 49.5, 43.9)
    assert say.tornado_finding([swing], {}) == "Most hangs on cap: −3.5 and +5.6 points"


def test_a_country_that_mines_is_told_why_it_reads_low() -> None:
    usa = Companion(GEOPOLRISK, "USA", "2024", Span(0.05, 0.05), parts={"home_t": 45500.0})
    eu = Companion(GEOPOLRISK, "EUU", "2024", Span(0.3, 0.3), parts={"home_t": 0.0})
    names = Named(EUU="European Union")
    words = say.why_apart(usa, names, [usa, eu], "heavy separation, 99.9 % China")  # type: ignore[arg-type]
    assert "45\u202f500\u00a0t mined at home put it below European Union 0.30" in words
    assert words.endswith("takes the narrowest stage: heavy separation, 99.9 % China.")
    assert "mined at home" not in say.why_apart(eu, names, [usa, eu], "")  # type: ignore[arg-type]


def test_a_gap_to_the_printed_value_is_said() -> None:
    printed = Published("EU_SR_HREE", "", "2023", 5.1, "=", "score", "ec23", True, "")
    near = Companion(SUPPLY_RISK, "HREE", "2016..2020", Span(5.12, 5.12), published=printed)
    far = replace(near, value=Span(5.4, 5.4))
    assert "We reach the printed value." in say.why_apart(near, Named(), [near], "")  # type: ignore[arg-type]
    assert "We are +0.3 from the printed value" in say.why_apart(far, Named(), [far], "")  # type: ignore[arg-type]


def test_buyers_that_agree_stand_together() -> None:
    told = say.buyers_finding({"civil": 43.9, "military": 47.2, "listed": 47.1})
    assert told == "Civil buyers 44; military and listed buyers 47"
