"""What a right reader must reach: totals of the sample files, counted from their raw cells.

Nothing of the project is imported: plain csv and calamine, every file opened as its own format description
says. Amounts are in the units of the contract (tonnes, US dollars); words and codes are those of the file.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "formats" / "samples"
Count = Callable[[], dict[str, float]]
NIL, NO_NUMBER = ("—", "--", "-----"), ("", "NA", "W", "E")
csv.field_size_limit(10**8)


def lines(name: str, encoding: str = "utf-8-sig", delimiter: str = ",") -> Iterator[list[str]]:
    """The records of a text sample."""
    with (SAMPLES / name).open(encoding=encoding, newline="") as file:
        yield from csv.reader(file, delimiter=delimiter)


def records(name: str, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[dict[str, str]]:
    """The records below the first line, cell by heading; a cell too many at the end is left."""
    first, *rest = lines(name, encoding, delimiter)
    return [dict(zip(first, line, strict=False)) for line in rest]


def sheet(name: str, which: str | int = 0) -> list[list[Any]]:
    """The cells of one sheet of a workbook, empty area included."""
    book = CalamineWorkbook.from_path(SAMPLES / name)
    found = book.get_sheet_by_index(which) if isinstance(which, int) else book.get_sheet_by_name(which)
    return found.to_python(skip_empty_area=False)


def number(text: str) -> float:
    """The number of a cell; none for an empty one and for a word, a dash is nil."""
    if text in NIL:
        return 0.0
    return float(text.replace(",", "")) if text not in NO_NUMBER else math.nan


def total(values: Iterable[str]) -> float:
    """The sum of the numbers there are."""
    return math.fsum(value for value in map(number, values) if not math.isnan(value))


def comtrade_2024() -> dict[str, float]:
    """Rows of partners and of the world, dollars and tonnes of each, and partners without a country."""
    rows = records("comtrade/plus_2024layout_TradeData.csv", "cp1252")
    return _comtrade(rows, "partnerISO", "primaryValue", "netWgt")


def comtrade_2023() -> dict[str, float]:
    """As in 2024; a weight of 0 beside a value is none."""
    rows = records("comtrade/plus_2023layout_TradeData.csv")
    for row in rows:
        row["NetWgt"] = "" if row["NetWgt"] == "0" else row["NetWgt"]
    return _comtrade(rows, "PartnerISO", "PrimaryValue", "NetWgt")


def comtrade_shifted() -> dict[str, float]:
    """Every value stands one heading too far left; a net weight of 0 gives way to a quantity in kg."""
    first, *rest = lines("comtrade/plus_shifted_by_pandas_REE.csv")
    names = ("primaryValue", "netWgt", "cmdCode", "qty", "qtyUnitAbbr", "partnerISO", "flowCode")
    value, weight, product, amount, unit, partner, flow = (first.index(name) - 1 for name in names)
    world = [line for line in rest if line[partner] == "W00"]
    imports = [line for line in world if line[flow] == "M"]
    weighed = [number(line[weight] or "0") for line in world]
    counted = [number(line[amount] or "0") * (line[unit] == "kg") for line in world]
    kilograms = [net or other for net, other in zip(weighed, counted, strict=True)]
    return {
        "rows": len(rest),
        "world": len(world),
        "usd": total(line[value] for line in world),
        "usd_imports_284610": total(line[value] for line in imports if line[product] == "284610"),
        "tonnes": math.fsum(kilograms) / 1000,
        "weighed": sum(one > 0 for one in kilograms),
    }


def comtrade_custom() -> dict[str, float]:
    """A chosen subset without weights; chapters with one digit have lost their zero."""
    first, *rest = sheet("comtrade/plus_custom_columns.xlsx")
    value, code = first.index("Fobvalue"), first.index("CmdCode")
    lost = sum(len(str(int(line[code]))) % 2 for line in rest)
    return {"rows": len(rest), "usd": math.fsum(line[value] for line in rest), "short_codes": lost}


def comtrade_legacy() -> dict[str, float]:
    """The reduced legacy file."""
    rows = records("comtrade/legacy_12cols_H5.csv")
    return {
        "rows": len(rows),
        "usd": total(row["Trade Value (US$)"] for row in rows),
        "short_codes": sum(len(row["Commodity Code"]) % 2 for row in rows),
    }


def comtrade_sitc() -> dict[str, float]:
    """The legacy file of another classification: nothing of it is HS."""
    rows = records("comtrade/legacy_35cols_S4.csv")
    return {"rows": len(rows), "sitc": sum(row["Classification"].startswith("S") for row in rows)}


def usgs_2024() -> dict[str, float]:
    """World file of rare earths: figures by column, and the world row by itself."""
    rows = [row for row in records("usgs/mcs2024-raree_world.csv") if row["Country"].strip()]
    world = [row for row in rows if row["Country"].startswith("World")]
    countries = [row for row in rows if row not in world]
    figures = ("Prod_t_est_2022", "Prod_t_est_2023", "Reserves_t")
    cells = [row[name].strip() for row in rows for name in figures]
    return {
        "rows": len(rows),
        "figures": sum(cell not in ("", "NA") for cell in cells),
        "not_available": cells.count("NA"),
        "tonnes_2022": total(row[figures[0]] for row in countries),
        "tonnes_2023": total(row[figures[1]] for row in countries),
        "world_2023": total(row[figures[1]] for row in world),
    }


def usgs_2025(commodity: str = "Rare earths") -> dict[str, float]:
    """One commodity of the combined world file."""
    rows = records("usgs/MCS2025_World_Data.csv")
    own = [row for row in rows if row["COMMODITY"].strip() == commodity]
    world = [row for row in own if row["COUNTRY"].startswith("World")]
    countries = [row for row in own if row not in world]
    return {
        "file": len(rows),
        "rows": len(own),
        "units_2023": total(row["PROD_2023"] for row in countries),
        "units_2024": total(row["PROD_EST_ 2024"] for row in countries),
        "reserves": total(
            r["RESERVES_2024"].strip() for r in countries if r["RESERVES_2024"].strip() != "NA"
        ),
        "world_2024": total(row["PROD_EST_ 2024"] for row in world),
    }


def usgs_2026() -> dict[str, float]:
    """The long table: rare-earth production and reserves, import shares, reliance and prices."""
    rows = records("usgs/MCS2026_Commodities_Data_cut.csv", "cp1252")
    own = [row for row in rows if row["MCS chapter"] == "RARE EARTHS"]
    world = [row for row in own if row["Section"].startswith("World")]
    parts = [row for row in world if row["Country"] != "World total"]
    made = [row for row in parts if row["Statistics"] == "Production"]
    shares = [row for row in rows if row["Statistics"].startswith("Import sources")]
    return {
        "file": len(rows),
        "world": len(world),
        "tonnes_2024": total(row["Value"] for row in made if row["Year"] == "2024"),
        "tonnes_2025": total(row["Value"] for row in made if row["Year"] == "2025"),
        "shares": len(shares),
        "rare_earth_shares_pct": total(row["Value"] for row in shares if row in own),
        "reliance": sum(row["Statistics"] == "Net import reliance" for row in own),
        "net_exporter": sum(r["Statistics"] == "Net import reliance" and r["Value"] == "E" for r in own),
    }


def usgs_figure() -> dict[str, float]:
    """Net import reliance of figure 2: censored values are information."""
    rows = records("usgs/MCS2025_Fig2_Net_Import_Reliance.csv")
    values = [row["Net_Import_Reliance_pct_2024"] for row in rows]
    return {
        "rows": len(rows),
        "above": sum(v[0] == ">" for v in values),
        "below": sum(v[0] == "<" for v in values),
    }


def gdelt1() -> dict[str, float]:
    """Rows of both widths, and of the pair USA and China in either order."""
    rows = list(_tabs("gdelt/gdelt1_events_57_and_58_cols.tsv"))
    return {"narrow": sum(len(row) == 57 for row in rows), **_gdelt(rows, added=56)}


def gdelt2() -> dict[str, float]:
    """Rows of the 15 minutes, and those dated long before."""
    return _gdelt(list(_tabs("gdelt/gdelt2_20191024143000.export.CSV")), added=59)


def gpr_monthly() -> dict[str, float]:
    """Figures of the monthly workbook: between the month and the code book, without two counts of articles."""
    first, *rest = sheet("indices/data_gpr_export_cut.xls")
    series = [
        place
        for place, name in enumerate(first)
        if name not in ("month", "N10", "N3H", "var_name", "var_label")
    ]
    figures = [line[place] for line in rest for place in series if line[place] != ""]
    china = first.index("GPRC_CHN")
    return {
        "months": len(rest),
        "gpr": math.fsum(line[first.index("GPR")] for line in rest if line[first.index("GPR")] != ""),
        "gprc_chn": math.fsum(line[china] for line in rest if line[china] != ""),
        "figures": len(figures),
    }


def gpr_daily(name: str) -> dict[str, float]:
    """Days and the sum of the daily index, in the workbook or its copy as text."""
    first, *rest = sheet(name) if name.endswith("xls") else list(lines(name))
    column = first.index("GPRD")
    return {"days": len(rest), "gprd": math.fsum(float(line[column]) for line in rest)}


def tpu_daily() -> dict[str, float]:
    """Days, their sum, and the zeros, which are real."""
    values = [float(row["daily_tpu_index"]) for row in records("indices/All_Daily_TPU_Data.csv")]
    return {"days": len(values), "sum": math.fsum(values), "zeros": values.count(0)}


def epu_mainland() -> dict[str, float]:
    """Months and sums of the four sheets, which are four series."""
    found: dict[str, float] = {}
    for name in CalamineWorkbook.from_path(SAMPLES / "indices/China_Mainland_Paper_EPU.xlsx").sheet_names:
        months = [
            line[2] for line in sheet("indices/China_Mainland_Paper_EPU.xlsx", name)[1:] if line[2] != ""
        ]
        found |= {f"{name}: months": len(months), f"{name}: sum": math.fsum(months)}
    return found


def epu_scmp() -> dict[str, float]:
    """Months above the line that names the source."""
    rows = [row for row in records("indices/SCMP_China_Policy_Uncertainty_Data.csv") if row["month"]]
    return {"months": len(rows), "sum": total(row["China News-Based EPU"] for row in rows)}


def _comtrade(rows: list[dict[str, str]], iso: str, value: str, weight: str) -> dict[str, float]:
    world = [row for row in rows if row[iso].strip() == "W00"]
    partners = [row for row in rows if row not in world]
    return {
        "rows": len(rows),
        "world": len(world),
        "usd_world": total(row[value] for row in world),
        "usd_partners": total(row[value] for row in partners),
        "tonnes_partners": total(row[weight] for row in partners) / 1000,
        "nowhere": sum(not (row[iso].strip().isalpha() and len(row[iso].strip()) == 3) for row in partners),
    }


def _tabs(name: str) -> Iterator[list[str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="\n") as file:
        yield from (line.rstrip("\n").split("\t") for line in file)


def _gdelt(rows: list[list[str]], added: int) -> dict[str, float]:
    pairs = Counter(tuple(sorted((row[7], row[17]))) for row in rows)
    return {
        "rows": len(rows),
        "pair": pairs["CHN", "USA"],
        "articles": sum(int(row[33]) for row in rows),
        "goldstein": math.fsum(float(row[30]) for row in rows if row[30]),
        "late": sum((_day(row[added][:8]) - _day(row[1])).days > 30 for row in rows),
    }


def _day(digits: str) -> date:
    return datetime.strptime(digits, "%Y%m%d").date()


def wgi_long() -> dict[str, float]:
    """Rows of the long release, numbers among its estimates and ranks, and one country of old code."""
    first, *rest = sheet("wgi/wgidataset_2024_long_cut.xlsx")
    estimate, rank, code = (first.index(name) for name in ("estimate", "pctrank", "code"))
    ranks = [line[rank] for line in rest if isinstance(line[rank], float)]
    return {
        "rows": len(rest),
        "figures": sum(isinstance(line[estimate], float) for line in rest) + len(ranks),
        "ranks": math.fsum(ranks),
        "andorra": math.fsum(line[estimate] for line in rest if line[code] == "ADO"),
    }


def wgi_stata() -> dict[str, float]:
    """Numbers among estimates and ranks of the wide file, and the sum of one column."""
    rows = records("wgi/wgi_legacy_wide_from_stata.csv")
    columns = [indicator + kind for indicator in ("va", "pv", "ge", "rq", "rl", "cc") for kind in "er"]
    return {
        "rows": len(rows),
        "figures": sum(row[column] != "" for row in rows for column in columns),
        "rule_of_law": total(row["rle"] for row in rows if row["code"] != "ANT"),
    }


def wgi_databank() -> dict[str, float]:
    """Numbers written with a decimal comma."""
    values = [row["2023"].replace(",", ".") for row in records("wgi/databank_decimal_comma.csv")]
    numbers = [float(value) for value in values if value not in ("", "#N/A", "..")]
    return {"rows": len(values), "figures": len(numbers), "sum": math.fsum(numbers)}


def gacc(name: str) -> dict[str, float]:
    """Records, kilograms and yuan of a customs query, and the months of one partner."""
    rows = records(name, "gb18030")
    own = [row for row in rows if row["贸易伙伴编码"] == "502"]
    return {
        "rows": len(rows),
        "tonnes": total(row["第一数量"] for row in rows) / 1000,
        "yuan": total(row["人民币"] for row in rows),
        "yuan_usa": total(row["人民币"] for row in own),
        "tonnes_brazil": total(row["第一数量"] for row in rows if row["贸易伙伴编码"] == "410") / 1000,
    }


def eurostat() -> dict[str, float]:
    """Months of weight in 100 kg and of euro: cells by place, as the headings are one short."""
    first, *rest = lines("eurostat/estat_ds-045409_labels.csv")
    what, amount, month = (first.index(name) for name in ("indicators", "OBS_VALUE", "TIME_PERIOD"))
    weights = [line for line in rest if line[what] == "QUANTITY_IN_100KG"]
    return {
        "rows": len(rest),
        "months": len({(line[month], line[first.index("flow")]) for line in rest}),
        "tonnes": total(line[amount] for line in weights) / 10,
        "euro": total(line[amount] for line in rest if line[what] == "VALUE_IN_EUROS"),
    }


def dataweb_months() -> dict[str, float]:
    """Records of countries and years, months with a number, their sum and that of one country."""
    rows = [line for line in lines("usitc/DataWeb-Query-Export.csv") if line[0] == "General Customs Value"]
    return {
        "rows": len(rows),
        "months": sum(cell != "" for row in rows for cell in row[3:15]),
        "usd": total(cell for row in rows for cell in row[3:15]),
        "usd_australia": total(cell for row in rows if row[1] == "Australia" for cell in row[3:15]),
    }
