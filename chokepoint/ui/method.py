"""The Method page as HTML and as frames: formulas with their parts, limits, judgements, tables, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from chokepoint.charts.theme import HARD, Theme, number, signed
from chokepoint.contract import Contract, Rule
from chokepoint.evidence import dictionary
from chokepoint.evidence.dictionary import Change, Entry, Judgement, OnFile
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.evidence.names import Names
from chokepoint.risk.score import Assessment
from chokepoint.share.method import Made, Part
from chokepoint.ui.html import chip, day, esc, plural
from chokepoint.workspace import Snapshot

SECTIONS = {
    "scope": "Scope",
    **READING_NAMES,
    "range": "Range over method choices",
    "attribution": "Attribution",
}
RULES = """
.cp-formula {{ border-left: 2px solid {ink}; padding: 1px 0 1px 14px; margin: 4px 0 8px; }} .cp-formula p {{ margin: 0; font-size: 15px; line-height: 1.5; color: {ink}; }}
.cp-formula .cp-letters {{ font-family: "Source Serif", serif; font-style: italic; font-size: 16px; }} .cp-formula .cp-plugged {{ color: {ink2}; overflow-wrap: anywhere; }}
.cp-made.cp-made {{ list-style: none; margin: 0; padding: 0; }}
.cp-made.cp-made li {{ display: grid; grid-template-columns: 1fr 66px; column-gap: 14px; margin: 0; padding: 6px 0; border-bottom: 1px solid {grid}; font-size: 14.5px; line-height: 1.35; color: {ink}; }}
.cp-made li > b {{ font-weight: 600; }} .cp-made li > span:nth-child(2) {{ text-align: right; font-weight: 600; }}
.cp-made li p {{ grid-column: 1 / -1; margin: 1px 0 0; font-size: 13px; color: {ink2}; }} .cp-made .cp-bar {{ grid-column: 1 / -1; margin: 4px 0 2px; background: transparent; }}
.cp-made.cp-made .cp-under {{ padding-left: 14px; border-bottom: 0; padding-top: 3px; padding-bottom: 3px; }}
.cp-made .cp-under > b, .cp-made .cp-under > span:nth-child(2) {{ font-weight: 400; font-size: 13.5px; color: {ink2}; }}
.cp-made.cp-made .cp-sum {{ border-top: 1px solid {ink}; border-bottom: 0; }} .cp-limits {{ display: grid; grid-template-columns: 1fr 1fr; gap: 18px 44px; }}
.cp-limits h3, .cp-facts h3 {{ font-size: 15px; font-weight: 600; margin: 0 0 4px; padding: 0; color: {ink}; font-family: inherit; }}
.cp-limits p {{ margin: 0 0 7px; font-size: 14.5px; line-height: 1.45; color: {ink2}; }} .cp-limits b, .cp-facts b {{ font-weight: 600; color: {ink}; }}
.cp-judge summary {{ font-size: 15px; color: {ink}; padding: 7px 0; border-bottom: 1px solid {line}; cursor: pointer; }} .cp-judge summary b {{ font-weight: 600; }}
.cp-judge .cp-row {{ display: grid; grid-template-columns: 200px 1fr 1.5fr; column-gap: 20px; padding: 7px 0; border-bottom: 1px solid {grid}; font-size: 14px; line-height: 1.4; color: {ink2}; }}
.cp-judge .cp-row > b {{ font-weight: 600; color: {ink}; overflow-wrap: anywhere; }} .cp-judge .cp-row > span {{ color: {ink}; overflow-wrap: anywhere; }}
.cp-code {{ font-family: "Source Code Pro", monospace; font-size: 13px; }} .cp-proof {{ display: flex; height: 8px; width: 120px; margin: 6px 0 3px; }}
.cp-proof i {{ display: block; height: 8px; box-sizing: border-box; }} .cp-proof .cp-full {{ background: {third}; }}
.cp-proof .cp-tint {{ background: {third_tint}; border: 1px solid {third}; }} .cp-proof .cp-open {{ border: 1px dashed {third}; }}
.cp-marks {{ font-size: 13px; color: {ink2}; margin: 0 0 8px; }} .cp-marks .cp-proof {{ display: inline-flex; width: 18px; margin: 0 5px 0 14px; vertical-align: 0; }}
.cp-facts p {{ margin: 0 0 3px; font-size: 14px; line-height: 1.45; color: {ink2}; }}
.cp-facts ul {{ margin: 0; padding-left: 18px; font-size: 14px; line-height: 1.45; color: {ink2}; }} .cp-gap {{ height: 14px; }} .cp-code {{ overflow-wrap: anywhere; }}
.cp-made .cp-bar .cp-tint {{ background: {third_tint}; box-sizing: border-box; border: 1px solid {third}; }}
@media (max-width: 640px) {{
  .cp-limits {{ grid-template-columns: 1fr; }} .cp-proof {{ width: 84px; }} .cp-list .cp-code {{ font-size: 11.5px; }} .cp-judge .cp-row {{ grid-template-columns: 1fr; row-gap: 2px; }}
}}
"""


def style(theme: Theme) -> str:
    """The page's own rules, once at its top."""
    return f"<style>{RULES.format(**vars(theme))}</style>"


def made_frame(made: Made) -> pd.DataFrame:
    """One row per part of a number, with its unit in the column name."""
    rows = [(part.id, part.group, part.label, part.working, part.value, part.remark) for part in made.parts]
    heads = ["id", "group", "part", "worked out as", f"value ({made.unit})", "rests on"]
    return pd.DataFrame(rows, columns=heads)


def rows_behind(found: Assessment, name: str, at: int, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows that a number of a day of the axis rests on (column source_key); none for the score."""
    if name == "controls":
        adds = found.controls.contributions[:, at] != 0
        used = {one for one, counts in zip(found.controls.measure_ids, adds, strict=True) if counts}
        return tables["control_coverage"][tables["control_coverage"]["measure_id"].isin(used)]
    if name == "stress":
        rows = found.stress.row[:, at]
        return found.stress.observations.iloc[rows[rows >= 0]]
    if name == "dependence":
        rows = np.array([rows[at] for rows in found.dependence.row.values()], int)
        return found.dependence.figures.iloc[rows[rows >= 0]]
    adds = found.tension.effects[:, at] != 0
    ids = np.array(found.tension.event_ids)[adds] if name == "tension" else []
    return tables["events"][tables["events"]["event_id"].isin(ids)]


def formula(made: Made, most: int) -> str:
    """The formula in letters and in numbers, then the parts with bars and their sum, as HTML."""
    lines = [f'<p class="cp-letters">{esc(line)}</p>' for line in made.letters]
    lines += [f'<p class="cp-plugged">{esc(line)}</p>' for line in made.numbers]
    items = _grouped(made) if made.parts and made.parts[0].group else _plain(made, most)
    sums = "Sum of all effects, P" if made.name == "tension" else "Sum, exactly the value above"
    total = f'<li class="cp-sum"><b>{esc(sums)}</b><span>{number(made.total, 2)}</span></li>'
    return f'<div class="cp-formula">{"".join(lines)}</div><ul class="cp-made">{"".join(items)}{total}</ul>'


def items_list(items: Sequence[OnFile], names: Names) -> str:
    """What is on file for each item of Stress, as an HTML table."""
    rows = "".join(
        f"<tr><td><b>{esc(names.get(one.item, one.item.replace('_', ' ')))}</b></td><td class='cp-d'>{esc(one.state)}</td>"
        f"<td>{esc(_newest(one))}</td></tr>"
        for one in items
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Item", "State", "Newest on file"))
    return f'<table class="cp-list"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def limits_list(groups: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Limits in words under their titles, two columns."""
    blocks = []
    for title, items in groups.items():
        lines = "".join(f"<p><b>{esc(head)}.</b> {esc(text)}</p>" for head, text in items)
        blocks.append(f"<div><h3>{esc(title)}</h3>{lines}</div>")
    return f'<div class="cp-limits">{"".join(blocks)}</div>'


def judgement_list(found: Sequence[Judgement], unfold: bool) -> str:
    """Judgements by section of config.yaml, each with value and reason; sections fold."""
    blocks = []
    for number_, (section, group) in enumerate(groupby(found, key=lambda one: one.section)):
        items = list(group)
        experts = sum(one.expert for one in items)
        count = plural(len(items), "parameter") + (f", {plural(experts, 'expert choice')}" if experts else "")
        rows = "".join(_judgement(one) for one in items)
        state = " open" if unfold or number_ == 0 else ""
        head = f'<b>{esc(SECTIONS.get(section, section))}</b> <span class="cp-quiet">{esc(count)}</span>'
        blocks.append(f"<details{state}><summary>{head}</summary>{rows}</details>")
    return f'<div class="cp-judge">{"".join(blocks)}</div>'


def entry_list(entries: Sequence[Entry]) -> str:
    """All tables with rows, evidence and clocks, as an HTML table with its key."""
    kinds = (("full", "verified"), ("tint", "worked out"), ("open", "neither"))
    full = '<span class="cp-proof"><i class="cp-{}" style="width:100%"></i></span>{}'
    key = "".join(full.format(kind, word) for kind, word in kinds)
    heads = ("Table", "Rows", "Verified, worked out, neither", "Covers to", "Published", "Retrieved", "Sources")  # fmt: skip
    head = "".join(f'<th scope="col"{_wide(place)}>{word}</th>' for place, word in enumerate(heads))
    key += '<span class="cp-quiet"> · a blank: the table has no such day, or names no sources</span>'
    return (
        f'<p class="cp-marks">{key}</p><table class="cp-list"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(map(_entry, entries))}</tbody></table>"
    )


def table_sheet(entry: Entry, contract: Contract) -> str:
    """Everything the contract says of one table, and what is on file, as HTML."""
    fields = "".join(
        f'<tr><td><b class="cp-code">{esc(row[0])}</b></td><td>{esc(", ".join(filter(None, row[1:3])))}</td>'
        f'<td>{esc(row[3])}</td><td class="cp-small">{esc("; ".join(filter(None, (row[4], row[5] and "must be filled"))))}</td></tr>'
        for row in dictionary.fields_frame(entry.table).itertuples(index=False)
    )
    heads = ("Column", "Type, unit", "Meaning", "Allowed values")
    head = "".join(f'<th scope="col">{word}</th>' for word in heads)
    common = _rules(dictionary.rules_for_all(contract), contract)
    return (
        f'<div class="cp-limits cp-facts"><div><h3>On file</h3>{_facts(_on_file(entry))}</div>'
        f"<div><h3>In the contract</h3>{_facts(_in_contract(entry, contract))}</div></div><div class='cp-gap'></div>"
        f'<table class="cp-list cp-stack"><thead><tr>{head}</tr></thead><tbody>{fields}</tbody></table>'
        f'<div class="cp-facts"><div class="cp-gap"></div><h3>Rules of this table</h3>{_rules(dictionary.rules_of(entry.table, contract), contract)}'
        f'<details><summary class="cp-small">Rules that hold for every table</summary>{common}</details></div>'
    )


def version_list(history: Sequence[Snapshot], shown: Snapshot, changes: Sequence[Change]) -> str:
    """Snapshots of the data, newest first, and what each release changed in the method, as HTML."""
    rows = "".join(
        f'<tr><td class="cp-small">{esc(f"{row.at:%Y-%m-%d %H:%M}")}</td><td><b>{esc(row.id)}</b>'
        f"{' ' + chip('shown', 'badge') if row.seq == shown.seq else ''}<br>"
        f'<span class="cp-small">{esc(row.note)} ({esc(row.author)}; {esc(row.line)}, {esc(row.action)})</span></td>'
        f'<td class="cp-num">{plural(sum(one.rows for one in row.tables.values()), "row")}</td></tr>'
        for row in history
    )
    lines = "".join(
        f"<h3>{esc(one.release)}</h3><ul>{''.join(f'<li>{esc(line)}</li>' for line in one.lines)}</ul>" for one in changes
    )  # fmt: skip
    return (
        f'<p class="cp-group">Versions of the data (UTC)</p><table class="cp-list"><tbody>{rows}</tbody></table>'
        f'<p class="cp-group">Changes of the method</p><div class="cp-facts">{lines}</div>'
    )


def correction_list(frame: pd.DataFrame, shown: int) -> str:
    """Corrected rows as HTML, by table; the rest behind a fold."""
    lines = [
        f'<tr><td class="cp-small">{esc(row.table)}</td><td class="cp-small"><span class="cp-code">{esc(row.key)}</span><br>'
        f"{esc(row.note)}</td></tr>"
        for row in frame.itertuples(index=False)
    ]
    table = '<table class="cp-list"><tbody>{}</tbody></table>'
    rest = lines[shown:]
    text = table.format("".join(lines[:shown]))
    if rest:
        fold = table.format("".join(rest))
        text += f"<details><summary class='cp-small'>{len(rest)} more</summary>{fold}</details>"
    return text


def _plain(made: Made, most: int) -> list[str]:
    mixed = any(part.value < 0 for part in made.parts)
    parts, rest = list(made.parts[:most]), made.parts[most:]
    if rest:  # together they may be more than the largest
        words = plural(len(rest), "smaller part")
        parts.append(Part("", words, "", sum(part.value for part in rest)))
    largest = _largest(part.value for part in parts)
    return [_part(part, largest, mixed) for part in parts]


def _grouped(made: Made) -> list[str]:
    groups = {group: list(members) for group, members in groupby(made.parts, key=lambda one: one.group)}
    totals = {group: sum(part.value for part in parts) for group, parts in groups.items()}
    largest = _largest(totals.values())
    items = []
    for group, parts in groups.items():
        total = totals[group]
        alone = f"<p>{esc(parts[0].label)}: {esc(_words(parts[0]))}</p>" if len(parts) == 1 else ""
        items.append(_line("", group, number(total, 2), _bar(total, largest) + alone))
        items += [] if alone else [_line("cp-under", one.label, number(one.value, 2), f"<p>{esc(_words(one))}</p>") for one in parts]  # fmt: skip
    return items


def _part(part: Part, largest: float, mixed: bool) -> str:
    value = signed(part.value, 2) if mixed else number(part.value, 2)
    words = _words(part)
    return _line("", part.label, value, _bar(part.value, largest) + (f"<p>{esc(words)}</p>" if words else ""))


def _line(kind: str, label: str, value: str, more: str) -> str:
    return f'<li class="{kind}"><b>{esc(label)}</b><span>{value}</span>{more}</li>'


def _largest(values: Iterable[float]) -> float:
    """What the longest bar stands for, also where all are 0."""
    return max(map(abs, values), default=0) or 1


def _bar(value: float, largest: float) -> str:
    kind = ' class="cp-tint"' if value < 0 else ""
    return (
        f'<div class="cp-bar"><i{kind} style="width:{100 * abs(value) / largest:.1f}%"></i></div>'
        if value
        else ""
    )


def _words(part: Part) -> str:
    return "; ".join(text for text in (part.working, part.remark) if text)


def _newest(one: OnFile) -> str:
    if one.period is None:
        return ""
    return f"{one.measure} of {one.period}, {plural(one.age_days or 0, 'day')} old; limit {one.limit_days}"


def _judgement(one: Judgement) -> str:
    mark = " " + chip("expert choice", "badge") if one.expert else ""
    return f'<div class="cp-row"><b class="cp-code">{esc(one.key)}</b><span>{esc(one.value)}</span><div>{esc(one.reason)}{mark}</div></div>'


def _wide(place: int) -> str:
    kinds = ("cp-wide" if place in (4, 5, 6) else "", "cp-num" if place in (1, 6) else "")
    return f' class="{" ".join(filter(None, kinds))}"' if any(kinds) else ""


def _entry(entry: Entry) -> str:
    name = f'<b>{esc(entry.table.title)}</b><br><span class="cp-code cp-quiet">{esc(entry.table.name)}</span>'
    if entry.problem:
        return f"<tr><td>{name}</td><td colspan='6'>{chip('! cannot be read')} {esc(entry.problem)}</td></tr>"
    stale = " " + chip("! stale") if entry.stale else ""
    cells = [
        name,
        number(entry.rows),
        _proof(entry),
        (day(entry.covers_to) if entry.covers_to else "") + stale,
        *(day(one) if one else "" for one in (entry.published, entry.retrieved)),
        str(entry.sources or ""),
    ]
    return f"<tr>{''.join(f'<td{_wide(place)}>{cell}</td>' for place, cell in enumerate(cells))}</tr>"


def _proof(entry: Entry) -> str:
    if entry.verified is None or not entry.rows:
        return f'<span class="cp-quiet">{"not told by row" if entry.rows else "no row"}</span>'
    counts = (entry.verified, entry.worked_out or 0, entry.neither or 0)
    kinds = ("full", "tint", "open")
    bars = "".join(
        f'<i class="cp-{kind}" style="width:{100 * count / entry.rows:.1f}%"></i>'
        for kind, count in zip(kinds, counts, strict=True) if count
    )  # fmt: skip
    return f'<div class="cp-proof">{bars}</div><span class="cp-small">{", ".join(map(number, counts))}</span>'


def _on_file(entry: Entry) -> list[tuple[str, str]]:
    if entry.problem:
        return [("Cannot be read", entry.problem)]
    proof = "not told by row"
    if entry.verified is not None:
        proof = f"{number(entry.verified)} verified, {number(entry.worked_out or 0)} worked out, {number(entry.neither or 0)} neither"
    clocks = {
        "Covers to": entry.covers_to,
        "Newest source published": entry.published,
        "Retrieved": entry.retrieved,
    }
    counted = {"Sources": entry.kinds, "Licences": entry.licences, "May be passed on": entry.redistributable}
    facts = {"Rows": number(entry.rows), "Evidence": proof}
    facts |= {head: str(value) if value else "no day on file" for head, value in clocks.items()}
    for head, counts in counted.items():
        if counts:
            facts[head] = ", ".join(f"{word} {count}" for word, count in counts.items())
    return list(facts.items())


def _in_contract(entry: Entry, contract: Contract) -> list[tuple[str, str]]:
    table = entry.table
    keys = "; ".join(f"{', '.join(key.columns)} → {key.table}" for key in table.foreign_keys)
    age = f"{table.max_age_days}{HARD}days" if table.max_age_days else "never: it has no day of its own"
    facts = {
        "Key": ", ".join(table.primary_key),
        "Points to": keys,
        "known_from, where a row lacks it": dictionary.known_from_words(table, contract),
        "Stale after": age,
        "An upload must bring": ", ".join(table.required_on_upload) or "nothing in particular",
    }
    return [(head, text) for head, text in facts.items() if text]


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<p><b>{esc(head)}:</b> {esc(text)}</p>" for head, text in facts)


def _rules(rules: Sequence[Rule], contract: Contract) -> str:
    items = "".join(
        f'<li>{esc(rule.says)} <span class="cp-quiet">({esc(contract.severities[rule.severity])})</span></li>'
        for rule in rules
    )
    return f"<ul>{items}</ul>"
