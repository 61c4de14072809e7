"""All formats: each file belongs to one of them, and no cell whatever crashes a reader or loses a row."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chokepoint.config import DATA
from chokepoint.readers.book import Book, open_book
from chokepoint.readers.formats import FORMATS
from chokepoint.readers.formats.amounts import Amount, added, amount, scaled
from chokepoint.readers.formats.goods import material_of_code, material_of_name
from chokepoint.readers.formats.places import country_of_name
from chokepoint.readers.scribe import Scribe
from tests.readers.formats.desk import LIMITS, Desk, check
from tests.shipped import contract

MESSY = Path(__file__).parents[2] / "messy"
# Headings of every layout with headings in text, and the answers that let it be read.
HEADINGS = {
    "comtrade": "freqCode,period,reporterISO,flowCode,partnerISO,partnerDesc,classificationCode,cmdCode,netWgt,primaryValue",
    "legacy": "Classification,Year,Trade Flow Code,Reporter,Partner,Commodity Code,Netweight (kg),Trade Value (US$),Flag",
    "usgs world": "Source,Country,Type,Prod_t_2022,Prod_t_est_2023,Prod_notes,Reserves_t,Reserves_notes",
    "usgs long": "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,Other notes",
    "usgs salient": "DataSource,Commodity,Year,USprod_Mine_t,Imports_kt,Price_dkg,NIR_pct",
    "gdelt": "GLOBALEVENTID,SQLDATE,Actor1CountryCode,Actor2CountryCode,EventCode,EventRootCode,QuadClass,DATEADDED,SOURCEURL",
    "gpr": "month,GPR,GPRH,GPRC_CHN",
    "gpr daily": "DAY,GPRD,N10D,event",
    "tpu": "day,month,year,daily_tpu_index",
    "epu": "year,month,EPU",
    "wgi": "code,countryname,year,indicator,estimate,pctrank",
    "databank": "Country Name,Country Code,Series Name,Series Code,2022 [YR2022]",
    "gacc": "数据年月,贸易伙伴编码,商品编码,第一数量,第一计量单位,人民币",
    "eurostat": "DATAFLOW,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG",
    "dataweb": "Data Type,Country,Year,HTS Number,Quantity Description,Customs Value",
    "gta": "Intervention ID,State Act Title,GTA Evaluation,Implementing Jurisdictions,Affected Products,Date Announced",
    "gta rates": "rate_type,rate,scenario,description,effective_date",
    "gta exceptions": "hs_8digit,rate_type,import_origin,exception_type,effective_date,end_date,source",
    "gta events": "effective_date,event_id,event_name,rate_component,affected_countries",
    "iea policies": "title,status,year,jurisdiction,datePromulgated,dateModified,countries,policyType,description",
    "bgs": "bgs_commodity_trans,quantity,year,bgs_statistic_type_trans,units,country_iso3_code,quantity_in_book_style",
    "eu shares": "Material,Stage,Country,Share,t",
    "eu scores": "Material,Year,SR,EI",
    "eu uses": "Material,Application,Share,NACE sector",
}  # fmt: skip
ANSWERS = {
    "column:flow": "export", "column:feed": "gdelt2", "column:measure": "share_of_supply",
    "column:product": "280530", "column:partner": "WLD", "column:material": "all_goods",
    "column:effective": "2025-01-01",
}  # fmt: skip
# Words that the readers look for, among cells that mean nothing: they lead into every branch.
WORDS = st.sampled_from(
    ["", "China", "CHN", "USA", "W00", "_X ", "M", "X", "2023", "202301", "20230101", "2023-01-01", "H6", "S4",
     "280530", "TOTAL", "1", "12", "NA", "W", "E", "--", "—", ">95", "10–20", "1,201,646", "1e999999", "-5", "0", "NaN",
     "1e5", "Rare earths", "RARE EARTHS", "MCS2024", "World total", "Mine production", "Production", "Price", "Reserves",
     "Net import reliance", "World", "metric tons", "dollars per kilogram", "千克", "502", "QUANTITY_IN_100KG", "percent",
     "baseline", "ieepa_topup_156", "[{\"iso3\":\"EUR\"}]", "[", "{}", "rare earth oxides", "tonnes (metric)", "E", "P",
     "Neodymium", "Customs Value", "kilograms", "Total: ", "pv", "RL.EST", "Rule of Law: Estimate", "In force", "5%", "<0.1%"]
)  # fmt: skip
CELLS = st.one_of(
    WORDS, st.text(st.characters(exclude_categories=("Cs",), exclude_characters='\r\n\x00"'), max_size=12)
)


def test_every_format_has_a_name_of_its_own() -> None:
    assert len({form.name for form in FORMATS}) == len({form.title for form in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("folder", [DATA, MESSY], ids=["shipped", "messy"])
def test_the_projects_own_tables_are_no_foreign_format(desk: Desk, folder: Path) -> None:
    """A reader that takes what is not its own would shut the mapping of tables nobody knows."""
    taken = {
        path.name: [form.name for form in FORMATS if form.recognise(book)]
        for path in sorted(folder.iterdir())
        if path.suffix != ".yaml" and isinstance(book := open_book(path, LIMITS, desk.folder), Book)
    }
    assert len(taken) > 10
    assert {name: names for name, names in taken.items() if names} == {}


@pytest.mark.parametrize("layout", HEADINGS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_cells_crash_a_reader_or_lose_a_row(layout: str, data: st.DataObject) -> None:
    names = HEADINGS[layout].split(",")
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(names) + 1), min_size=1, max_size=4))
    text = "\n".join([HEADINGS[layout], *(",".join(f'"{cell}"' for cell in row) for row in rows)]) + "\n"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_text(text, encoding="utf-8")
        opened = open_book(path, LIMITS, Path(folder))
        if not isinstance(opened, Book):
            return
        for form in FORMATS:
            if form.recognise(opened):
                tables = Path(folder) / form.name
                tables.mkdir()
                scribe = Scribe(contract(), "file.csv", tables)
                form.read(opened, scribe, ANSWERS)
                done = scribe.close()
                told = [
                    f
                    for f in scribe.findings
                    if f.rule == "unread_row" and "no place for this record" in f.reason
                ]
                assert told == []
                assert scribe.records == len(rows) or scribe.asking or scribe.refused
                assert set(done) <= set(contract().tables)


@given(st.text(max_size=20))
def test_amounts_of_any_text(text: str) -> None:
    found = amount(text)
    assert found.read or found.value == text
    assert len(scaled(text, "1000")) <= max(60, len(text) + 60)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,201,646", Amount("1201646")),
        (">90000000", Amount("90000000", bound=">")),
        (">17,000,000", Amount("17000000", bound=">")),
        ("<0.1", Amount("0.1", bound="<")),
        ("50–300", Amount(low="50", high="300", bound="range")),
        ("10,000 - 15,000", Amount(low="10000", high="15000", bound="range")),
        ("—", Amount("0")),
        ("1,23", Amount("1,23", read=False)),
        ("W", Amount("W", read=False)),
        ("-5", Amount("-5")),
    ],
)
def test_amounts_as_they_are_printed(text: str, found: Amount) -> None:
    assert amount(text) == found


def test_units_are_exact() -> None:
    assert (scaled("0.1", "0.1"), scaled("302.5", "0.1"), scaled("1e3", "0.001"), scaled("x", "2")) == (
        "0.01",
        "30.25",
        "1",
        "x",
    )
    assert (added(["0.1", "0.2"]), added(["", ""]), added(["1,000", "1"])) == ("0.3", "", "1001")
    assert scaled("1e999999", "1000") == "1e999999"


def test_only_lines_of_one_material_have_it() -> None:
    assert [material_of_code(c) for c in ("28053011", "284610", "28469024", "8505111000", "2846")] == [
        "REE", "Ce", "REE", "magnets", "REE",
    ]  # fmt: skip
    # Heading 2805 is also sodium and mercury, 850519 magnets of other stuff.
    assert [material_of_code(c) for c in ("2805", "280511", "850519", "8505", "8542", "01")] == [""] * 6
    assert [material_of_name(n) for n in ("RARE EARTHS, compounds and metals", "Gallium ", "Iron ore")] == [
        "REE",
        "Ga",
        "",
    ]


def test_names_of_countries_without_a_table() -> None:
    names = (
        "China",
        "Republic of Korea",
        "Chinese Taipei",
        "DR Congo",
        "Lao",
        "Turkiye",
        "Türkiye",
        "Viet Nam",
        "Atlantis",
    )
    assert [country_of_name(name) for name in names] == [
        "CHN",
        "KOR",
        "TWN",
        "COD",
        "LAO",
        "TUR",
        "TUR",
        "VNM",
        "",
    ]


def test_the_check_of_a_file_with_nothing_in_it_is_quiet(desk: Desk) -> None:
    done = desk.read(desk.text("Material,Year,SR,EI\nTalc,2011,-,-\n"))
    assert not done.files
    assert check(done).findings == ()


def test_the_docs_name_every_format_and_the_tables_it_fills() -> None:
    page = (DATA.parent / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")][1:]
    assert rows == [form.title for form in FORMATS]
    named = {word for line in page.splitlines() if line.startswith("| ") for word in line.split("`")[1::2]}
    assert named <= set(contract().tables)
