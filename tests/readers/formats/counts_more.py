"""More totals of sample files, counted from their raw cells: measures, minerals, policies and criticality."""

from __future__ import annotations

import math
from collections import Counter

from tests.readers.formats.counts import number, records, sheet, total

RARE_EARTHS = ("280530", "284610", "284690", "850511")


def gta_export() -> dict[str, float]:
    """Interventions, those of China, of the whole union, amber ones and those with rare-earth codes."""
    rows = records("gta/gta_data_center_export_subsidies_cut.csv")
    acting = [row["Implementing Jurisdictions"] for row in rows]
    codes = [row["Affected Products"].split(", ") for row in rows]
    return {
        "rows": len(rows),
        "china": sum(names.split(", ")[0] == "China" for names in acting),
        "union": sum(names.count(", ") == 26 for names in acting),
        "amber": sum(row["GTA Evaluation"] == "Amber" for row in rows),
        "rare_earths": sum(any(code.zfill(6) in RARE_EARTHS for code in listed) for listed in codes),
        "before": sum("" < row["Date Implemented"] < row["Date Announced"] for row in rows),
    }


def gta_rates() -> dict[str, float]:
    """Rates of the scenario in force, without placeholder days, and the sum of them."""
    rows = [row for row in records("gta/gta_rates.csv") if row["scenario"] == "baseline"]
    now = [row for row in rows if not row["effective_date"].startswith("2099")]
    return {"rows": len(now), "rates": total(row["rate"] for row in now)}


def gta_products(name: str) -> dict[str, float]:
    """Records of a table by product, and those that end."""
    rows = records(name, delimiter=";")
    return {"rows": len(rows), "ended": sum(bool(row.get("end_date")) for row in rows)}


def iea_supply() -> dict[str, float]:
    """Magnet rare earths and graphite: kt by year of both tables, without totals and shares."""
    rows = sheet("iea/CM_Data_Explorer_May_2024_cut.xlsx", "2 Total supply for key minerals")
    found: Counter[str] = Counter()
    for label, first in ((0, 1), (6, 7)):
        block = ""
        for line in rows[4:67]:
            name, numbers = str(line[label]), line[first : first + 4]
            if name and numbers[0] == "":
                block = name
            elif name and block.startswith(("Magnet", "Graphite")) and name not in ("Total", "Top 3 share"):
                good, side = block.split()[0], "mined" if label == 0 else "refined"
                found[f"{good} {side} rows"] += 1
                found[f"{good} {side} 2023"] += numbers[0]
                found[f"{good} {side} 2040"] += numbers[3]
    return dict(found)


def iea_policies() -> dict[str, float]:
    """Policies, those without a day, and those of the union."""
    rows = records("iea/IEA_CM_Policies_cut.csv")
    days = [row["datePromulgated"] or row["year"] for row in rows]
    return {
        "rows": len(rows),
        "years_only": sum(len(day) == 4 for day in days),
        "union": sum(row["countries"].startswith('[{"iso3":"EUR"') for row in rows),
    }


def bgs() -> dict[str, float]:
    """Figures of oxides and minerals by themselves, nil ones, and those that are not available."""
    rows = records("bgs/BGS_rare_earths_production.csv")
    oxides = [row for row in rows if row["bgs_commodity_trans"] == "rare earth oxides"]
    return {
        "rows": len(rows),
        "missing": sum(row["quantity"] == "" for row in rows),
        "nil": sum(row["quantity_in_book_style"] == "-----" for row in rows),
        "oxides": total(row["quantity"] for row in oxides),
        "minerals": total(row["quantity"] for row in rows) - total(row["quantity"] for row in oxides),
        "oxides_china_2020": total(
            row["quantity"]
            for row in oxides
            if row["country_iso3_code"] == "CHN" and row["year"].startswith("2020")
        ),
        "soviet": sum(row["country_trans"] == "Soviet Union" and row["quantity"] != "" for row in rows),
    }


def eu_shares() -> dict[str, float]:
    """Shares of one element by stage, and records of the file."""
    rows = records("eu_crm/eu_crm_supply_shares_EU.csv", "cp1252")
    own = [row for row in rows if row["Material"] == "Neodymium"]
    by_stage = {s: math.fsum(number(r["Share"].strip("%")) for r in own if r["Stage"] == s) for s in "EP"}
    return {"rows": len(rows), "mined": by_stage["E"], "processed": by_stage["P"], "own": len(own)}


def eu_scores() -> dict[str, float]:
    """Scores of both kinds, and their sums."""
    rows = records("eu_crm/eu_crm_over_time.csv")
    risks = [row["SR"] for row in rows if row["SR"] != "-"]
    weights = [row["EI"] for row in rows if row["EI"] != "-"]
    return {"rows": len(rows), "scores": len(risks) + len(weights), "sr": total(risks), "ei": total(weights)}


def icews() -> dict[str, float]:
    """Rows, those of China as source, and the sum of their intensities."""
    rows = records("icews/icews_events.2018.sample.tab", delimiter="\t")
    return {
        "rows": len(rows),
        "china": sum(row["Source Country"] == "China" for row in rows),
        "russia": sum(row["Target Country"] == "Russian Federation" for row in rows),
        "intensity": total(row["Intensity"] for row in rows),
    }
