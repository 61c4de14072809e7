"""The command that sets a scenario beside the data as they stand."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from chokepoint.commands.desk import FINE, NO, Answer, Desk, UsageError, present
from chokepoint.evidence.names import Names
from chokepoint.risk.scenario import valued_on, what_if
from chokepoint.risk.scenario_levers import LONGEST_TEXT, LeverError, Levers, read_levers
from chokepoint.risk.scenario_presets import presets
from chokepoint.share.plain import aligned
from chokepoint.share.scenario import scenario_data, scenario_text


def scenario(desk: Desk) -> Answer:
    """Base and scenario of a day with the difference split; status 1 if there is no score to compare."""
    try:
        return _offered(desk) if desk.arguments.list else _compared(desk)
    except LeverError as error:
        raise UsageError(str(error)) from error


def _compared(desk: Desk) -> Answer:
    asked = desk.arguments
    levers, name = _levers(desk)
    more = {"act": asked.act, "stocks_gone": asked.stocks_gone}
    levers = Levers.model_validate(levers.model_dump() | {key: value for key, value in more.items() if value})
    file = str(asked.levers) if asked.levers else name
    found = what_if(
        desk.tables, desk.settings.method, desk.assessment.country, desk.assessment.buyer, levers, _on(desk),
        desk.settings.scenarios, Names(desk.tables), file,
    )  # fmt: skip
    data = {"preset": name or None} | scenario_data(found, Names(desk.tables))
    below = {
        "snapshot": desk.snapshot.id,
        "method": desk.settings.method.id,
        "pair": desk.pair,
        "buyer": desk.assessment.buyer,
    }
    text = "{pair}, {buyer} buyers, snapshot {snapshot}, method {method}".format(**below)
    return Answer(
        data | below, f"{scenario_text(data)}\n{text}", NO if found.day.explanation is None else FINE
    )


def _on(desk: Desk) -> date:
    return desk.arguments.on or desk.settings.method.scope.coverage_end


def _levers(desk: Desk) -> tuple[Levers, str]:
    """The levers of the file or of the preset, and the preset's name."""
    path: Path | None = desk.arguments.levers
    if path is not None:
        (file,) = present([path])
        # One character more than may be: a large file is refused by its length, not read whole.
        with file.open(encoding="utf-8", errors="replace") as text:
            return read_levers(text.read(LONGEST_TEXT + 1), str(path)), ""
    offered = _presets(desk)
    name: str = desk.arguments.preset
    if name not in offered:
        raise UsageError(f"no scenario is called {name!r}; there are {', '.join(offered)}")
    if offered[name].why_not:
        raise UsageError(f"scenario {name}: {offered[name].why_not}")
    return offered[name].levers, name


def _presets(desk: Desk) -> dict[str, Any]:
    on = valued_on(desk.settings.method, _on(desk))
    return dict(presets(desk.tables, desk.assessment, desk.settings.scenarios, on, date.today()))


def _offered(desk: Desk) -> Answer:
    found = _presets(desk).values()
    data = [
        {
            "name": one.name,
            "title": one.title,
            "default_effect": one.says or None,
            "why_not": one.why_not or None,
        }
        for one in found
    ]
    return Answer(data, aligned([[one.name, one.title, one.why_not] for one in found]))


def _intensity(text: str) -> float:
    """An intensity on the command line; argparse turns a ValueError into a word about how to call it."""
    value = float(text)
    if not -10 <= value < 0:
        raise argparse.ArgumentTypeError(f"{text}: an intensity from -10 to below 0")
    return value


def add_scenario(commands: Any, parents: list[argparse.ArgumentParser], day: Any) -> None:
    """Adds this command to those of the program; `day` reads a day."""
    command = commands.add_parser("scenario", parents=parents, help="what if: a scenario beside the base")
    chosen = command.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--preset", metavar="NAME", help="a scenario on offer")
    chosen.add_argument("--levers", type=Path, metavar="FILE", help="levers written as JSON")
    chosen.add_argument("--list", action="store_true", help="the scenarios on offer")
    command.add_argument(
        "--act",
        type=_intensity,
        metavar="N",
        help="count the step itself as an act of this intensity (-10 to below 0)",
    )
    command.add_argument(
        "--stocks-gone", action="store_true", help="what is held back is missing from the flow"
    )
    command.add_argument("--on", type=day, metavar="DATE", help="default: the last day covered")
    command.set_defaults(answer_with=scenario)
