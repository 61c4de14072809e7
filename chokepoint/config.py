"""`config.yaml` as typed, frozen settings; every mistake in it is reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import Field, ValidationError, field_validator

from chokepoint.errors import ConfigError, Mistake
from chokepoint.method import BasketGroup, Country, Method, Part, Positive, Pressure, Share, Window

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "config.yaml"
DATA = ROOT / "data"
# The safe loader in C where PyYAML was built with it: a ninth of the half second that the contract takes without.
YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Plain(YAML):  # type: ignore[misc, valid-type]
    """Days stay text until the settings read them: a day that does not exist is one mistake among others."""


_Plain.add_constructor("tag:yaml.org,2002:timestamp", _Plain.construct_yaml_str)
ProjectState = Literal["operating", "ramping", "pilot", "construction", "planned", "study", "stalled"]


class Display(Part):
    """Choices of the screen that change no number."""

    compare_days: Annotated[int, Field(ge=1)]
    change_parts: Annotated[int, Field(ge=1)]
    list_rows: Annotated[int, Field(ge=1)]
    topics: tuple[str, ...]
    leaders: Mapping[Country, tuple[str, ...]]
    call_words: Annotated[tuple[str, ...], Field(min_length=1)]
    same_goods: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...]
    mirror_panels: Annotated[int, Field(ge=1)]
    line_readings: Annotated[int, Field(ge=2)]
    silent_days: Annotated[int, Field(ge=1)]
    relied_on: tuple[str, ...]
    priced: tuple[str, ...]
    full_gap: Annotated[float, Field(gt=1)]
    clay_from: tuple[Country, ...]
    changed_rows: Annotated[int, Field(ge=1)]


class CompanionSettings(Part):
    """Judgements of the measures that stand beside the score; they change no number of it."""

    unknown_instability: Share
    reference_factor: Positive
    trade_parameter: Mapping[Country, Annotated[float, Field(ge=0.8, le=1.5)]]
    countries: tuple[Country, ...]
    beside: tuple[str, ...]
    critical_supply_risk: Positive
    critical_importance: Positive


class TrackRecordSettings(Part):
    """How it is tested whether the score foretells new restrictions."""

    horizons_days: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]
    intensity_at_most: Annotated[float, Field(ge=-10, lt=0)]
    count_days: Annotated[int, Field(ge=1)]
    block_days: Annotated[int, Field(ge=1)]
    draws: Annotated[int, Field(ge=100)]
    draws_seed: int
    draws_tail: Annotated[float, Field(gt=0, lt=0.5)]
    first_outcomes: Annotated[int, Field(ge=1)]
    few_restrictions: Annotated[int, Field(ge=0)]
    reliability_classes: Annotated[int, Field(ge=2)]


class Fact(Part):
    """A change that is known to have happened: between which days, in which value, by how many points."""

    says: str
    start: date = Field(alias="from")
    end: date = Field(alias="to")
    of: Literal["score", "dependence", "controls", "stress", "tension"]
    at_least: float | None = None
    at_most: float | None = None
    ends_at_least: float | None = None
    mostly: tuple[Pressure, ...] = ()
    worst: str | None = None


class ConsistencySettings(Part):
    """What the numbers must say because it is known."""

    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]
    lapse_at_least: float
    cut_every_days: Annotated[int, Field(ge=1)]


class Variant(Part):
    """The score with some judgements changed: keys of `method` with a value, or a factor on it."""

    name: str
    given: Mapping[str, Any] = Field(default={}, alias="set")
    scale: Mapping[str, Positive] = {}


class SensitivitySettings(Part):
    """What the variants table and the tornado show."""

    variants: tuple[Variant, ...]
    tornado_bars: Annotated[int, Field(ge=1)]


class PresetSettings(Part):
    """A scenario from history: rules in a state, goods halted, or flows as low as they once were."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    rules: tuple[str, ...] = ()
    state: Literal["in_force", "suspended", "lifted"] = "in_force"
    suspended: Literal["in_force", "lifted"] | None = None
    halt: tuple[BasketGroup, ...] = ()
    as_in: Window | None = None


class ScenarioSettings(Part):
    """What scenarios take for granted, and those offered from history."""

    stage_of: Mapping[BasketGroup, str]
    sectors: Annotated[int, Field(ge=0)]
    side_by_side: Annotated[int, Field(ge=1)]
    act: Annotated[float, Field(ge=-10, lt=0)]
    presets: tuple[PresetSettings, ...]


class ProjectSettings(Part):
    """How often projects of each state make their tonnes, from when they count, and which rows hold others."""

    chance: Mapping[ProjectState, tuple[Share, Share]]
    begun: tuple[ProjectState, ...]
    years: Annotated[int, Field(ge=2)]
    within: Mapping[str, str]

    @field_validator("chance")
    @classmethod
    def _ranges(
        cls, chance: Mapping[ProjectState, tuple[float, float]]
    ) -> Mapping[ProjectState, tuple[float, float]]:
        if set(chance) != set(get_args(ProjectState)) or any(low >= high for low, high in chance.values()):
            raise ValueError(f"a lower and a higher chance for each of {', '.join(get_args(ProjectState))}")
        return chance

    @field_validator("within")
    @classmethod
    def _flat(cls, within: Mapping[str, str]) -> Mapping[str, str]:
        if set(within) & set(within.values()):
            raise ValueError("wholes that are no part of another row")
        return within


class Crisis(Part):
    """One crisis: its first day and the two sides, the one that held goods back first."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    day: date
    sides: tuple[Country, Country]


class CrisisSettings(Part):
    """The crises read across, the phases of days from the first one, and the kinds of events told."""

    phases: Annotated[tuple[int, ...], Field(min_length=2)]
    kinds: tuple[str, ...]
    crises: tuple[Crisis, ...] = Field(alias="list")

    @field_validator("phases")
    @classmethod
    def _rise(cls, phases: tuple[int, ...]) -> tuple[int, ...]:
        if list(phases) != sorted(set(phases)):
            raise ValueError("days that rise")
        return phases


class DutyGoods(Part):
    """Goods by the beginning of their customs lines, the material they stand for, and who imports them."""

    name: str
    lines: Annotated[tuple[str, ...], Field(min_length=1)]
    material: str
    importer: Country


class DutyLayer(Part):
    """A legal ground of duties: which steps belong to it, and which lists of exemptions speak of it."""

    name: str
    imposer: Country
    steps: re.Pattern[str]
    exemptions: re.Pattern[str] | None = None


class DutySettings(Part):
    """The goods whose duties are shown, and the layers that they consist of."""

    goods: tuple[DutyGoods, ...]
    layers: tuple[DutyLayer, ...]


class WorklistSettings(Part):
    """By which words the notes of a row leave a question open."""

    open_words: Annotated[tuple[str, ...], Field(min_length=1)]


class WorkspaceSettings(Part):
    """Where the workspace lives."""

    path: str


class EngineSettings(Part):
    """What one question may use."""

    memory_limit: Annotated[str, Field(pattern=r"^[1-9]\d*(MB|GB)$")]
    threads: Annotated[int, Field(ge=1)]


class Limits(Part):
    """Sizes above which an upload is refused."""

    upload_mb: Annotated[int, Field(ge=1)]
    server_mb: Annotated[int, Field(ge=1)]
    unpacked_mb: Annotated[int, Field(ge=1)]
    unpack_ratio: Annotated[int, Field(ge=1)]
    rows: Annotated[int, Field(ge=1)]
    cells: Annotated[int, Field(ge=1)]
    columns: Annotated[int, Field(ge=1)]
    cell_characters: Annotated[int, Field(ge=1)]


class Server(Part):
    """Who may open the app."""

    public: Literal["no", "read-only"]


class Settings(Part):
    """All of `config.yaml`."""

    method: Method
    display: Display
    companions: CompanionSettings
    track_record: TrackRecordSettings
    consistency: ConsistencySettings
    sensitivity: SensitivitySettings
    scenarios: ScenarioSettings
    projects: ProjectSettings
    crises: CrisisSettings
    duties: DutySettings
    worklist: WorklistSettings
    workspace: WorkspaceSettings
    engine: EngineSettings
    limits: Limits
    server: Server


def read_settings(path: Path = CONFIG) -> Settings:
    """The settings written in `path`.

    Raises ConfigError with every mistake: file, key and line, what was found, what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.compose(text, Loader=YAML)
        raw = yaml.load(text, Loader=_Plain)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError([Mistake(path.name, "(file)", str(error), "a readable YAML file")]) from error
    lines = dict(_lines(tree))
    repeated = [
        Mistake(path.name, f"{key} (line {line})", "the key a second time", "each key once")
        for key, line in _repeated(tree)
    ]
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(
            [*repeated, *(_mistake(path.name, one, lines) for one in error.errors())]
        ) from error
    if repeated:
        raise ConfigError(repeated)
    return settings


def read_reasons(path: Path = CONFIG) -> dict[str, str]:
    """Dotted key → the comment above it: the reason of each judgement, as the Method page shows it."""
    text = path.read_text(encoding="utf-8")
    rows = text.splitlines()
    reasons = {}
    for key, line in _lines(yaml.compose(text, Loader=YAML)):
        above = []
        for row in reversed(rows[: line - 1]):
            if not row.strip().startswith("#"):
                break
            above.append(row.strip().lstrip("# "))
        if above:
            reasons[key] = " ".join(reversed(above))
    return reasons


def lines_of(path: Path) -> dict[str, int]:
    """Dotted key → the line on which it stands."""
    return dict(_lines(yaml.compose(path.read_text(encoding="utf-8"), Loader=YAML)))


def _lines(node: yaml.Node | None, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Dotted key and line of every key of a mapping, depth first."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            key = f"{prefix}{name.value}"
            yield key, name.start_mark.line + 1
            yield from _lines(value, f"{key}.")
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, f"{prefix}{number}.")


def _repeated(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    seen = set()
    for key, line in _lines(node):
        if key in seen:
            yield key, line
        seen.add(key)


def _mistake(file: str, error: Mapping[str, Any], lines: Mapping[str, int]) -> Mistake:
    path = [str(step) for step in error["loc"] if step != "[key]"]
    key = ".".join(path) or "(file)"
    known = next(
        (lines[".".join(path[:n])] for n in range(len(path), 0, -1) if ".".join(path[:n]) in lines), None
    )
    where = key if known is None else f"{key} (line {known})"
    if error["type"] == "missing":
        return Mistake(file, where, "no such key", "this key, with a value")
    if error["type"] == "extra_forbidden":
        return Mistake(file, where, "a key that is not known", "only the keys of the shipped config.yaml")
    allowed = re.sub(r"^(Value error, |Input should be )", "", error["msg"])
    return Mistake(file, where, repr(error["input"]), allowed)
