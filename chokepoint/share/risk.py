"""Sentences of the Risk page: templates filled from records, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chokepoint.charts.theme import HARD, SHOWN, number, signed
from chokepoint.evidence.names import GROUPS, READINGS, Names
from chokepoint.evidence.periods import spoken
from chokepoint.risk.beside import Series
from chokepoint.risk.companion_values import GEOPOLRISK, HHI, SUPPLY_RISK, WEIGHTED, Companion, Published
from chokepoint.risk.consistency import Check
from chokepoint.risk.score import READINGS as READING_KEYS
from chokepoint.risk.score import Assessment
from chokepoint.risk.sensitivity import Row, Swing
from chokepoint.risk.track_record import CHINESE, TrackRecord, Trial, missed
from chokepoint.share.sentences import count_word

DESCRIBES = "The score describes the present state"
KINDS = {"act": "acts", "threat": "threats", "statement": "statements", "relief": "relief", "talk": "talks"}
MEASURES = {
    HHI: "HHI",
    WEIGHTED: "HHI weighted with governance",
    SUPPLY_RISK: "EU supply risk",
    GEOPOLRISK: "GeoPolRisk",
}
FORMULAS = {
    HHI: "Σ s², s in %; 0 to 10 000",
    WEIGHTED: "Σ s²·g, g from 0 (good) to 10 (bad)",
    SUPPLY_RISK: "concentration × governance, less recycling, times substitution",
    GEOPOLRISK: "HHI of mining × instability of imports; 0 to 1",
}


def skill_words(record: TrackRecord | None) -> str:
    """What the test found, in one line: skill shown or not, and where the score stood when restrictions came."""
    if record is None or not _told(record):
        return f"{DESCRIBES}; whether it foretells anything could not be tested"
    if record.shows_skill:
        best = max((trial for trial in record.trials if trial.shows_skill), key=lambda one: one.of_score.auc)
        return (
            f"{DESCRIBES}; in one test it ranked the days before {best.target} better than chance "
            f"(AUC {best.of_score.auc:.2f}, {best.of_score.low:.2f}–{best.of_score.high:.2f})"
        )
    return f"{DESCRIBES}; tests found no skill in forecasting new restrictions"


def record_words(record: TrackRecord, few_restrictions: int) -> str:
    """What a low score says, from the results: no all-clear where restrictions came while it was low."""
    told = _told(record)
    if not told:
        return f"No restriction on file up to {record.until}: nothing could be ranked."
    below = sum(trial.of_score.high < 0.5 for trial in told)
    above = sum(trial.of_score.low > 0.5 for trial in told)
    counts = [trial.hits for trial in told if trial.target == CHINESE]
    few = ""
    if counts and min(counts) < few_restrictions:
        few = f" Only {min(counts)} days with one of the {CHINESE} are on file, so this says little."
    if below == len(told):
        return f"New restrictions came while the score was low: a low score is no all-clear.{few}"
    sides = {"below": below, "above": above, "around": len(told) - below - above}
    words = ", ".join(f"{count} {side}" for side, count in sides.items() if count)
    return f"Of {len(told)} intervals of the AUC, against chance: {words}.{few}"


def _told(record: TrackRecord) -> list[Trial]:
    """The trials with a hit and another day to rank; without one nothing is tested."""
    return [trial for trial in record.trials if trial.of_score.auc == trial.of_score.auc]


def missed_words(record: TrackRecord) -> str:
    """How many restrictions came after an eve on which the score gave no sign."""
    eves = [eve for found in record.eves.values() for eve in found]
    days = {eve.day for eve in eves}
    gone = {eve.day for eve in missed(eves)}
    if not days:
        return "No restriction on file"
    return f"{len(gone)} of {len(days)} days with new restrictions came while the score stood in the lower half of what it had been"


def trial_words(trial: Trial) -> str:
    """Brier score of the forecast shares against the base rate."""
    if trial.brier != trial.brier:
        return "too few earlier days for a forecast"
    skill = signed(trial.skill, 2) if trial.skill == trial.skill else "cannot be told"
    return (
        f"Brier {trial.brier:.3f} against {trial.brier_base:.3f} of the base rate, skill {skill}, "
        f"on {trial.forecast_days} days"
    )


def checks_finding(found: Sequence[Check]) -> str:
    """How many of the things known show in the numbers."""
    told = [check for check in found if check.holds is not None]
    held = sum(check.holds is True for check in told)
    if held == len(told):
        return f"All {len(told)} things known show in the numbers" if told else "Nothing to check yet"
    lost = len(told) - held
    return f"{count_word(lost)} of {len(told)} things known {'does' if lost == 1 else 'do'} not show in the numbers"


def contribution_finding(points: Mapping[str, float], score: float) -> str:
    """Which reading makes most of the score of a day."""
    name = max(points, key=lambda key: points[key])
    return f"{READINGS[name]} makes {points[name]:.0f} of the {score:.0f} points"


def readings_finding(found: Assessment, at: int) -> str:
    """The four readings of a day with their words."""
    told = [
        f"{READINGS[name]} {found.reading(name)[at]:.0f}, {found.word(name, at)}"
        for name in READING_KEYS
        if found.word(name, at)
    ]
    return "; ".join(told) or "No reading on this day"


def buyers_finding(scores: Mapping[str, float]) -> str:
    """The score of each class of buyers on a day, those that agree together."""
    groups: dict[str, list[str]] = {}
    for buyer, score in scores.items():
        groups.setdefault(f"{score:.0f}", []).append(buyer)
    return "; ".join(f"{' and '.join(names)} buyers {score}" for score, names in groups.items()).capitalize()


def variants_finding(rows: Sequence[Row], level: float, word: str) -> str:
    """Between which scores single judgements move the day, and whether its word holds throughout."""
    base, *others = (row.scores[0] for row in rows)
    told = [score for score in others if score == score]
    if not told or base != base:
        return "No score by any variant on this day"
    below = sum(score < level for score in told)
    held = f"{word} or worse in all" if not below else f"below “{word}” in {below}"
    return f"{base:.0f} as published, {min(told):.0f} to {max(told):.0f} with one judgement changed; {held} of {len(told)}"


def tornado_finding(swings: Sequence[Swing], names: Mapping[str, str]) -> str:
    """The judgement that moves the day most, and by how many points either way."""
    first = swings[0]
    moves = sorted((first.at_low - first.base, first.at_high - first.base))
    ends = " and ".join(signed(move) for move in moves if abs(move) >= SHOWN)
    return f"Most hangs on {names.get(first.judgement, first.judgement)}: {ends or 'nothing'} points"


def judgement_names(names: Names) -> dict[str, str]:
    """The dotted keys of judgements in words."""
    pressures = {
        f"score.weights.{key}": f"weight of {READINGS[key]}" for key in ("controls", "stress", "tension")
    }
    lives = {f"tension.half_life_days.{key}": f"half-life of {words}, days" for key, words in KINDS.items()}
    groups = {f"controls.basket.{key}": f"weight of {words}" for key, words in GROUPS.items()}
    items = {
        f"stress.breadth.{key}": f"weight of {names.get(key, GROUPS.get(key, key))} in breadth"
        for key in ("magnets", "heavy_medium", "light", "other_minerals")
    }
    return {
        **pressures, **lives, **groups, **items,
        "score.weights": "weights of the readings",
        "score.exponent": "exponent of the mean",
        "stress.weights.worst": "weight of the worst item",
        "stress.weights.breadth": "weight of breadth",
        "stress.weights.licences": "weight of own licence counts",
        "stress.weights.licences_proxy": "weight of others’ licence counts",
        "stress.price_per_doubling": "points per doubling of a price",
        "stress.price_cap": "cap on the points of a price",
        "stress.max_age_days": "age limit of observations, days",
        "tension.untagged_factor": "events without a material",
        "tension.proof.both": "relief confirmed by both",
        "tension.proof.one_side": "relief claimed by one side",
        "tension.episode_discount": "discount inside an episode",
        "tension.half_saturation": "pressure at which Tension reads 50",
        "controls.stringency.licence": "strength of a licence",
        "controls.state.announced": "what an announced rule counts",
        "controls.state.suspended": "what a suspended rule counts",
        "dependence.narrowest_stage_weight": "weight of the narrowest stage",
    }  # fmt: skip


def companion_value(one: Companion) -> str:
    """Our value as shown: HHI from 0 to 10 000, the others with two or three digits; why there is none."""
    if one.value is None:
        return one.why_not
    scale, digits = {HHI: (10_000, 0), GEOPOLRISK: (1, 3)}.get(one.measure, (1, 2))
    low, high = (number(round(end * scale, digits), digits) for end in (one.value.low, one.value.high))
    return low if low == high else f"{low}–{high}"


def published_value(one: Published | None, digits: int = 1) -> str:
    """A published value with its edition; words where none is on file."""
    return "none on file" if one is None else f"{one.value:.{digits}f} ({one.period})"


def why_apart(one: Companion, names: Names, of_all: Sequence[Companion], narrowest: str) -> str:
    """Why the measure says something else than our score; `narrowest` is the stage that Dependence takes."""
    if one.measure == HHI:
        return "It counts shares only: one supplier without any rule and one that bars exports read the same, on every day of the year."
    if one.measure == WEIGHTED:
        return (
            "It takes good government for safe supply; licences, stocks and prices do not move it. "
            f"Its governance estimates are of {one.estimated or 'no year on file'}."
        )
    if one.measure == SUPPLY_RISK:
        gap = one.gap
        fits = (
            ""
            if gap is None
            else " We reach the printed value."
            if abs(gap) < SHOWN
            else f" We are {signed(gap)} from the printed value; element shares on file are partly those of all rare earths."
        )
        period = f" and of the mean of {spoken(one.period)}" if one.period else ""
        return f"It speaks of the European Union{period}, and does not know the controls.{fits}"
    return _geopolrisk_words(one, names, of_all, narrowest)


def _geopolrisk_words(one: Companion, names: Names, of_all: Sequence[Companion], narrowest: str) -> str:
    others = [
        other for other in of_all
        if other.measure == GEOPOLRISK and other.value and one.value and other.value.low > one.value.low
    ]  # fmt: skip
    mine = one.parts.get("home_t", 0)
    if mine and others:
        rest = ", ".join(
            f"{names.country(other.of)} {other.value.low:.2f}" for other in others if other.value
        )
        return (
            f"It counts the mine, not the separation: {number(mine)}{HARD}t mined at home put it below {rest}."
            + (f" Our Dependence takes the narrowest stage: {narrowest}." if narrowest else "")
        )
    return "It counts the mine, not the separation, and the stability of the seller, not its rules."


def beside_finding(found: Sequence[Series]) -> str:
    """In how many months the score and each index moved in opposite ways."""
    told = [one for one in found if one.compared]
    if not told:
        return "No monthly index on file for these months"
    first = max(told, key=lambda one: len(one.apart) / one.compared)
    return f"{first.name.split(' (')[0]} and the score moved apart in {len(first.apart)} of {first.compared} months"


def apart_words(one: Series) -> str:
    """The months in which an index and the score moved in opposite ways."""
    if not one.compared:
        return f"{one.name}: no month in common with the score"
    return f"{one.name}: apart in {len(one.apart)} of {one.compared} months" + (
        f" ({', '.join(one.apart)})" if one.apart else ""
    )


def apart_count(one: Series) -> str:
    """In how many months an index and the score moved in opposite ways, shortly."""
    return f"apart in {len(one.apart)} of {one.compared}" if one.compared else "no month in common"


def own_finding(published: float, own: float) -> str:
    """The day's score by the published and by the reader's own judgements."""
    return f"{own:.0f} by your judgements, {published:.0f} as published ({signed(own - published)})"
