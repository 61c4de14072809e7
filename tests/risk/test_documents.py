"""docs/method.md says what the code does: every formula has its place there, every number is that of config.yaml."""

from __future__ import annotations

import re

from chokepoint.config import ROOT, Settings, read_settings
from chokepoint.method import RangeMethod

TEXT = " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())
SETTINGS = read_settings()
METHOD = SETTINGS.method


def test_every_room_of_formulas_is_told() -> None:
    rooms = {path.stem for path in (ROOT / "chokepoint" / "risk").glob("*.py")} - {"__init__"}
    told = set(re.findall(r"`chokepoint\.risk\.(\w+)\.\w+`", TEXT))
    assert rooms - told == set()


def test_every_judgement_that_the_range_varies_is_told() -> None:
    section = TEXT.partition("## How sure")[2].partition("## ")[0]
    fixed = {"variants", "seed", "tail"}
    assert [
        name for name in RangeMethod.model_fields if name not in fixed and f"`{name}`" not in section
    ] == []


def ends(interval: tuple[float, float]) -> str:
    return f"{interval[0]:g} to {interval[1]:g}"


def numbers(settings: Settings) -> dict[str, str]:
    """What docs/method.md must say → the setting from which it follows."""
    m, r, record = settings.method, settings.method.range, settings.track_record
    levels = [f"{level.start:g}" for level in m.score.levels]
    return {
        f"at {', '.join(levels[:-1])} and {levels[-1]}": "score.levels",
        f"{', '.join(level.word for level in m.score.levels)}": "score.levels",
        f"after {_word(m.score.word_days)} days beyond it": "score.word_days",
        f"only {_word(int(m.score.word_margin))} point beyond": "score.word_margin",
        f"(½·worst item + {m.stress.weights.breadth:g}·breadth + licences)": "stress.weights",
        f"counts until it is {m.stress.max_age_days['flow']} days old": "stress.max_age_days",
        f"({_word(int(m.stress.price_per_doubling))} points per doubling": "stress.price_per_doubling",
        f"100·N / ({m.tension.half_saturation:g} + N)": "tension.half_saturation",
        f"to {m.scope.coverage_end} (`coverage_end`). For {m.scope.provisional_days} days": "scope",
        f"China, from {m.scope.score_from} on": "scope.score_from",
        f"{r.variants:,} variants": "range.variants",
        f"the middle {100 - 200 * r.tail:g} % of the variants": "range.tail",
        f"published × {ends(r.weights)}, scaled back": "range.weights",
        f"x from {ends(r.half_life_log2)} |": "range.half_life_log2",
        f"material | {ends(r.untagged_factor)} |": "range.untagged_factor",
        f"by one | {ends(r.proof_both)}; {ends(r.proof_one_side)} |": "range.proof_both",
        f"episode | {ends(r.episode_discount)} |": "range.episode_discount",
        f"reads 50 | published × {ends(r.half_saturation)} |": "range.half_saturation",
        f"N(0, {r.intensity_sd:g}), sign kept, size {ends(r.intensity_size)} |": "range.intensity_sd",
        f"licence | {ends(r.licence)} |": "range.licence",
        f"suspended one | {ends(r.announced)}; {ends(r.suspended)} |": "range.announced",
        f"cap | {ends(r.price_per_doubling)}; {ends(r.price_cap)} |": "range.price_per_doubling",
        f"age limits | published × {ends(r.max_age)} |": "range.max_age",
        f"Dependence | {ends(r.reliance_weight)} |": "range.reliance_weight",
        f"within {record.horizons_days[0]}, or {record.horizons_days[1]}, days": "track_record.horizons_days",
        f"intensity −{-record.intensity_at_most:g} or less": "track_record.intensity_at_most",
        f"their count in {record.count_days} days": "track_record.count_days",
        f"middle {100 - 200 * record.draws_tail:g} % of {record.draws:,} draws of blocks of {record.block_days} days": "track_record",
    }  # fmt: skip


def _word(count: int) -> str:
    return {1: "one", 3: "three", 20: "twenty"}.get(count, str(count))


def test_the_numbers_in_the_text_are_those_of_the_settings() -> None:
    assert {words: key for words, key in numbers(SETTINGS).items() if words not in TEXT} == {}


def test_what_is_told_in_words_is_that_of_the_settings() -> None:
    said = {
        "= ½·N + ½·mean(A, B)": METHOD.dependence.narrowest_stage_weight == 0.5,
        "(½·worst item": METHOD.stress.weights.worst == 0.5,
        "H = √(": METHOD.score.exponent == 2,
        "An announced rule counts half": METHOD.controls.state["announced"] == 0.5,
        "a suspended one a tenth": METHOD.controls.state["suspended"] == 0.1,
        "Repeats within an episode (same sides, kind, sign and week) count half each time": METHOD.tension.episode_discount == 0.5,
        "both governments' word half, one side's word nothing": (METHOD.tension.proof["both"], METHOD.tension.proof["one_side"]) == (0.5, 0),
        "those of others under the same rule stand in at half weight":
            2 * METHOD.stress.weights.licences_proxy == METHOD.stress.weights.licences,
        "1 in a quarter, 2 in half, 4 in a quarter of the variants": METHOD.range.exponents == {1: 0.25, 2: 0.5, 4: 0.25},
    }  # fmt: skip
    assert [words for words, holds in said.items() if not holds or words not in TEXT] == []
