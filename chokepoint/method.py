"""The judgements that move a number, as typed, frozen settings: section `method` of config.yaml.

A method is identified by a hash over METHOD_VERSION and the canonical text of the section, so that
equal judgements have equal ids everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

# Raised by hand with every change of a number that the readings or the score can take.
METHOD_VERSION = "0.2"
WORLD = "WLD"

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Cap = Annotated[float, Field(gt=0, le=100)]
# Intensities run from -10 to 10; their size is never 0.
Size = Annotated[float, Field(gt=0, le=10)]
Days = Annotated[int, Field(ge=0)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Buyer = Literal["civil", "military", "listed"]
Kind = Literal["act", "threat", "statement", "relief", "talk"]
Pressure = Literal["controls", "stress", "tension"]
Step = Literal["none", "reporting", "licence", "watch", "ban"]
LegalState = Literal["in_force", "announced", "suspended", "lapsed_unconfirmed", "lifted"]
Coverage = Literal["all", "part", "none"]
Proof = Literal["text", "flow", "both", "one_side", "none"]
Observed = Literal["flow", "price", "licence", "licence_proxy"]
BasketGroup = Literal[
    "heavy_medium",
    "five_more",
    "light",
    "magnets_alloys",
    "goods_made_abroad",
    "technology_equipment",
    "other_minerals",
]

StressGroup = Literal["magnets", "heavy_medium", "light", "other_minerals"]


class Part(BaseModel):
    """A section of the settings: frozen; a key it does not know is a mistake, and so is a number without end."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth(cls, value: Any, info: ValidationInfo) -> Any:
        """`yes` and `true` are no numbers, though Python counts them as 1."""
        kind = cls.model_fields[str(info.field_name)].annotation
        if get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, (bool, BaseModel))):
            return value  # a switch, or they say it themselves, for the key concerned
        inside = value.values() if isinstance(value, Mapping) else [value]
        if any(isinstance(one, bool) for one in inside):
            raise ValueError("a number or a text, not yes or no")
        return value


class Level(Part):
    """A word and the value from which it holds."""

    word: str
    start: float = Field(alias="from", ge=0, le=100)


Levels = Annotated[tuple[Level, ...], Field(min_length=2)]


def _ascending(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    starts = [level.start for level in levels]
    if starts[0] != 0 or sorted(set(starts)) != starts:
        raise ValueError("levels that start at 0 and rise")
    return levels


def _sums_to_one(weights: Mapping[Any, float]) -> Mapping[Any, float]:
    if abs(sum(weights.values()) - 1) > 1e-9:
        raise ValueError(f"weights that add up to 1 (they add up to {sum(weights.values()):g})")
    return weights


def _each(words: Any) -> AfterValidator:
    """A value for every one of the words: the readings look each of them up."""

    def complete(given: Mapping[Any, Any]) -> Mapping[Any, Any]:
        if set(get_args(words)) - set(given):
            raise ValueError(f"a value for each of {', '.join(get_args(words))}")
        return given

    return AfterValidator(complete)


class Worded(Part):
    """A section with words for its values."""

    levels: Levels

    _levels_rise = field_validator("levels")(_ascending)


class Pair(Part):
    """Who is exposed to whom."""

    country: Country
    supplier: Country


class Scope(Part):
    """Of which pair, for which buyer and for which days the score speaks."""

    pair: Pair
    score_from: date
    coverage_end: date
    provisional_days: Days
    countries: Mapping[Country, tuple[Country, ...]]
    buyer: Buyer

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.coverage_end < self.score_from:
            raise ValueError("coverage_end not before score_from")
        if self.pair.country not in self.countries:
            raise ValueError("countries that hold the country of the pair")
        return self

    def addressees(self, country: str) -> tuple[str, ...]:
        """Codes a measure may be addressed to that bind the country: itself, its groups, all."""
        return (country, *self.countries.get(country, ()), WORLD)


class ScoreMethod(Worded):
    """How the readings become the score."""

    weights: Annotated[Mapping[Pressure, Weight], _each(Pressure)]
    exponent: Annotated[float, Field(ge=1)]
    word_margin: Annotated[float, Field(ge=0)]
    word_days: Days

    _weights_sum = field_validator("weights")(_sums_to_one)


class Stage(Part):
    """A stage of the chain and the material whose share stands for it."""

    stage: Literal["mining", "separation", "metal", "alloy", "magnet", "recycling"]
    materials: tuple[str, ...]
    label: str


class Good(Part):
    """A material in one chemical or trade form."""

    material: str
    form: str


class DependenceMethod(Worded):
    """How shares and reliance become Dependence."""

    narrowest_stage_weight: Share
    max_age_days: Days
    stages: tuple[Stage, ...]
    sources: tuple[str, ...]
    reliance_of_all: Good
    reliance_of_elements: tuple[str, ...]


class ControlsMethod(Worded):
    """How legal states become Controls."""

    basket: Annotated[Mapping[BasketGroup, Weight], _each(BasketGroup)]
    stringency: Annotated[Mapping[Step, Share], _each(Step)]
    state: Annotated[Mapping[LegalState, Share], _each(LegalState)]
    coverage: Annotated[Mapping[Coverage, Share], _each(Coverage)]
    class_ban_raises: tuple[Literal["reporting", "licence", "watch"], ...]

    _basket_sums = field_validator("basket")(_sums_to_one)


class StressWeights(Part):
    """Weights of the parts of Stress; those present are scaled to 1."""

    worst: Weight
    breadth: Weight
    licences: Weight
    licences_proxy: Weight

    @model_validator(mode="after")
    def _of_items(self) -> Self:
        if not self.worst + self.breadth:
            raise ValueError("worst or breadth above 0: licences alone are no Stress")
        return self


class Window(Part):
    """A span of months, both ends included."""

    start: Month = Field(alias="from")
    end: Month = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("a span whose end is not before its start")
        return self


class StressMethod(Worded):
    """How flows, prices and licences become Stress."""

    first_control: date
    weights: StressWeights
    breadth: Annotated[Mapping[StressGroup, Weight], _each(StressGroup)]
    heavy_medium: tuple[str, ...]
    magnets_product: str
    max_age_days: Annotated[Mapping[Observed, Days], _each(Observed)]
    price_per_doubling: Positive
    price_cap: Cap
    outside_markets: tuple[str, ...]
    reference_market: str
    excluded_quotes: tuple[str, ...]
    vat: Share
    cny_per_usd: Positive
    pair_days: Days
    reference_tolerance_days: Days
    base_window: Window
    base_months_min: Annotated[int, Field(ge=1)]
    licence_applicants: tuple[str, ...]
    licence_excluded_countries: tuple[Country, ...]

    _breadth_sums = field_validator("breadth")(_sums_to_one)


class TensionMethod(Worded):
    """How events become Tension."""

    half_life_days: Mapping[Kind, Positive]
    untagged_factor: Share
    proof: Annotated[Mapping[Proof, Share], _each(Proof)]
    episode_discount: Share
    half_saturation: Positive


def _ordered(interval: tuple[float, float]) -> tuple[float, float]:
    if interval[1] < interval[0]:
        raise ValueError("an interval whose end is not below its start")
    return interval


Interval = Annotated[tuple[float, float], AfterValidator(_ordered)]
Shares = Annotated[tuple[Share, Share], AfterValidator(_ordered)]
Above0 = Annotated[tuple[Positive, Positive], AfterValidator(_ordered)]
Sizes = Annotated[tuple[Size, Size], AfterValidator(_ordered)]
Caps = Annotated[tuple[Cap, Cap], AfterValidator(_ordered)]


class RangeMethod(Part):
    """How far each judgement is varied for the range over method choices."""

    variants: Annotated[int, Field(ge=100, le=100_000)]
    seed: int
    tail: Annotated[float, Field(gt=0, lt=0.5)]
    weights: Above0
    half_life_log2: Interval
    untagged_factor: Shares
    proof_both: Shares
    proof_one_side: Shares
    episode_discount: Shares
    half_saturation: Above0
    intensity_sd: Annotated[float, Field(ge=0)]
    intensity_size: Sizes
    licence: Shares
    announced: Shares
    suspended: Shares
    price_per_doubling: Above0
    price_cap: Caps
    max_age: Above0
    reliance_weight: Shares
    exponents: Mapping[Annotated[int, Field(ge=1)], Weight]

    _exponents_sum = field_validator("exponents")(_sums_to_one)


class AttributionMethod(Part):
    """How exactly the parts of a change must close."""

    tolerance: Positive


class Method(Part):
    """Every judgement that moves a number."""

    scope: Scope
    score: ScoreMethod
    dependence: DependenceMethod
    controls: ControlsMethod
    stress: StressMethod
    tension: TensionMethod
    range: RangeMethod
    attribution: AttributionMethod

    @cached_property
    def id(self) -> str:
        """Version and first eight hex digits of the SHA-256 of the canonical text."""
        text = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True, separators=(",", ":"))
        return f"{METHOD_VERSION}-{hashlib.sha256(f'{METHOD_VERSION}|{text}'.encode()).hexdigest()[:8]}"
