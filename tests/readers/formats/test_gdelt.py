"""GDELT: both versions, both widths, chosen columns, and days that the feed added long after."""

from __future__ import annotations

import csv
from contextlib import closing
from itertools import islice

import duckdb
import pyarrow.parquet as pq
import pytest

from benchmarks.feed import write_feed
from chokepoint.config import DATA
from chokepoint.contract.canonical import literal
from chokepoint.contract.files import FIRST_ROW
from chokepoint.readers.countries import iso3
from chokepoint.readers.formats import gdelt
from chokepoint.readers.formats.cameo import ACTIONS
from tests.readers.formats import counts
from tests.readers.formats.desk import Desk, accepted, check, needs_samples, told

URL = "https://news.example/world/china-rare-earth-exports"


def event(version: int = 2, **fields: str) -> str:
    """One row of an invented event: China threatens the United States with an embargo."""
    width = {1: 58, 2: 61, 0: 57}[version]
    row = [""] * width
    day = fields.get("sqldate", "20260601")
    row[0:4] = [fields.get("id", "1"), day, day[:6], day[:4]]
    row[7], row[17] = fields.get("actor1", "CHN"), fields.get("actor2", "USA")
    code = fields.get("code", "1312")
    row[26:31] = [code, code[:3], code[:2], "3", "-5.8"]
    row[31], row[33], row[34] = "4", "3", "-2.5"
    row[38 if version == 2 else 37] = "CH"
    row[56 if version < 2 else 59] = fields.get("added", "20260602143000" if version == 2 else "20260602")
    if version:
        row[-1] = fields.get("url", URL)
    return "\t".join(row)


def test_a_row_of_version_two(desk: Desk) -> None:
    done = desk.read(desk.text(event() + "\n"))
    assert (done.recognised.variant, done.recognised.certainty) == ("gdelt2", "certain")
    assert done.rows("coverage_events") == [
        {
            "_row": "1", "event_id": "1", "date": "2026-06-01", "initiator": "CHN", "target": "USA",
            "code": "1312", "action": "THREATEN", "intensity": "-5.8", "quad_class": "3", "domain": "supply",
            "mentions": "4", "articles": "3", "tone": "-2.5", "materials": "REE", "url": URL,
            "known_from": "2026-06-02", "notes": "", "feed": "gdelt2", "source_key": "gdelt-2.0",
        }
    ]  # fmt: skip
    assert told(check(done)) == {}


def test_both_widths_of_version_one_in_one_file(desk: Desk) -> None:
    done = desk.read(desk.text("\n".join([event(0, id="7"), event(1, id="8", url="http://a.b/c")]) + "\n"))
    assert done.recognised.variant == "gdelt1"
    assert [(r["event_id"], r["url"], r["known_from"]) for r in done.rows("coverage_events")] == [
        ("7", "", "2026-06-02"), ("8", "http://a.b/c", "2026-06-02"),
    ]  # fmt: skip
    assert told(check(done)) == {}


def test_places_and_regions_are_no_countries(desk: Desk) -> None:
    """CH is China among the places of GDELT; EUR and AFR are regions."""
    rows = [event(id="1", actor1="EUR", actor2="AFR"), event(id="2", actor1="", actor2="ROM")]
    done = desk.read(desk.text("\n".join(rows) + "\n"))
    assert [(r["initiator"], r["target"]) for r in done.rows("coverage_events")] == [("", ""), ("", "ROU")]


def test_events_dated_long_before_are_left_out_by_the_contract(desk: Desk) -> None:
    year_back = event(id="1", sqldate="20250602", added="20260602143000")
    done = desk.read(desk.text(f"{year_back}\n{event(id='2')}\n"))
    assert len(done.rows("coverage_events")) == 2
    assert told(check(done), "skip_row") == {("coverage_events", "added_long_after_date"): 1}
    assert [row["event_id"] for row in accepted(done, "coverage_events")] == ["2"]


@pytest.mark.parametrize(
    ("code", "action", "domain"),
    [
        ("010", "", "diplomacy"), ("061", "COOPERATE", "trade"), ("062", "COOPERATE", ""), ("0211", "REQUEST", "trade"),
        ("021", "REQUEST", "diplomacy"), ("1313", "THREATEN", "diplomacy"), ("132", "THREATEN", "trade"),
        ("163", "SANCTION", "trade"), ("172", "COERCE", "trade"), ("190", "ASSAULT", "security"), ("154", "MOBILIZE", ""),
    ],
)  # fmt: skip
def test_action_and_domain_follow_from_the_code(desk: Desk, code: str, action: str, domain: str) -> None:
    done = desk.read(desk.text(event(code=code, url="https://a.b/rare/earth") + "\n"))
    (row,) = done.rows("coverage_events")
    expected = domain or ("security" if code.startswith("15") else "")
    assert (row["action"], row["domain"], row["materials"]) == (action, expected, "")


def test_actions_are_those_of_the_table(desk: Desk) -> None:
    with (DATA / "actions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["scheme"] == "CAMEO"]
    assert {(row["code"][:2], row["action"]) for row in rows} == {("01", ""), *ACTIONS.items()}


def test_chosen_columns_of_a_query(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            "SQLDATE,Actor1CountryCode,Actor2CountryCode,EventCode,EventRootCode,GoldsteinScale,NumArticles,DATEADDED\n"
            "20260601,USA,CHN,040,04,1.0,9,20260602000000\n20260601,USA,CHN,041,04,,,\n"
        )
    )
    assert done.recognised.variant == "columns"
    first, second = done.rows("coverage_events")
    assert (first["action"], first["feed"], first["mentions"], first["known_from"]) == (
        "CONSULT", "gdelt2", "", "2026-06-02",
    )  # fmt: skip
    assert first["event_id"] != second["event_id"]
    assert told(check(done)) == {}


def test_columns_that_do_not_tell_the_version_are_asked_about(desk: Desk) -> None:
    book = desk.text("GLOBALEVENTID,SQLDATE,Actor1Code,EventRootCode\n5,20260601,USAGOV,04\n")
    asked = desk.read(book)
    assert [(f.rule, f.severity, f.column) for f in asked.findings] == [("map_column", "ask", "feed")]
    (row,) = desk.read(book, column__feed="gdelt1").rows("coverage_events")
    assert (row["feed"], row["initiator"], row["code"], row["action"]) == ("gdelt1", "USA", "04", "CONSULT")


def test_a_copy_spoilt_by_a_spreadsheet(desk: Desk) -> None:
    """Zeros of codes are gone and the day added is a power of ten: the first is mended, the second lost."""
    done = desk.read(
        desk.text(
            "GLOBALEVENTID;SQLDATE;Actor1CountryCode;Actor2CountryCode;EventCode;EventRootCode;DATEADDED;ActionGeo_ADM2Code\n"
            "5;20260601;USA;CHN;40;4;2.02E+13;\n6;20260601;USA;CHN;211;2;2.02E+13;\n7;20260601;USA;CHN;190;19;2.02E+13;\n"
        )
    )
    assert [(r["code"], r["action"], r["known_from"]) for r in done.rows("coverage_events")] == [
        ("040", "CONSULT", ""), ("0211", "REQUEST", ""), ("190", "ASSAULT", ""),
    ]  # fmt: skip
    assert told(check(done)) == {}


def test_the_reduced_backfile_has_no_ids(desk: Desk) -> None:
    geo = "\t".join(
        f"{who}Geo{what}" for who in ("Source", "Target", "Action") for what in ("Type", "Lat", "Long")
    )
    head = f"Date\tSource\tTarget\tCAMEOCode\tNumEvents\tNumArts\tQuadClass\tGoldstein\t{geo}\n"
    places = "\t1" * 9
    rows = (
        f"20260601\tUSAGOV\tCHN\t042\t3\t7\t1\t1.9{places}\n20260601\tUSA\tCHN\t042\t1\t2\t1\t1.9{places}\n\n"
    )
    done = desk.read(desk.text(head + rows))
    assert done.recognised.variant == "reduced"
    first, second = done.rows("coverage_events")
    assert first["event_id"] != second["event_id"]
    assert (first["initiator"], first["articles"], first["notes"]) == ("USA", "7", "3 events")
    assert told(check(done)) == {}


def test_sister_files_are_refused_by_their_name(desk: Desk) -> None:
    mentions = "\t".join(["5", "20260601120000", "20260601121500", *["x"] * 13]) + "\n"
    graph = "\t".join(["20260601121500-0", *["x"] * 26]) + "\n"
    for text, name in ((mentions, "mentions"), (graph, "gkg")):
        done = desk.read(desk.text(text * 3))
        assert done.recognised.variant == name
        assert [(f.rule, f.severity) for f in done.findings] == [("unreadable_kind", "refuse_file")]
        assert name in done.findings[0].reason
        assert not done.files


def test_a_damaged_row_is_told_not_dropped(desk: Desk) -> None:
    rows = [event(id=str(n)) for n in range(20)] + [event(id="20").replace("20260601\t", "20261301\t", 1)]
    done = desk.read(desk.text("\n".join(rows) + "\n"))
    report = check(done)
    assert told(report) == {("coverage_events", "bad_date"): 1}
    assert [f.row for f in report.findings if f.rule == "bad_date"] == ["21"]
    assert done.records == 21


class TestTimelines:
    """DOC timelines are series, never counts of the topic, and errors are said in their own words."""

    def test_series_by_day(self, desk: Desk) -> None:
        done = desk.read(
            desk.text(
                "\ufeffDate,Series,Value\n2026-06-01,Article Count,12\n2026-06-01,Total Monitored Articles,4000\n"
                "2026-06-02 00:00:00,Average Tone,-1.5\n"
            )
        )
        rows = [(r["series"], r["period"], r["value"], r["unit"]) for r in done.rows("indices")]
        assert rows == [
            ("gdelt:Article_Count", "2026-06-01", "12", "index"),
            ("gdelt:Total_Monitored_Articles", "2026-06-01", "4000", "index"),
            ("gdelt:Average_Tone", "2026-06-02", "-1.5", "score"),
        ]
        assert "not those on the topic" in done.rows("indices")[1]["notes"]
        assert told(check(done)) == {}

    def test_the_same_as_json(self, desk: Desk) -> None:
        text = (
            '{"timeline":[{"series":"Volume Intensity","data":[{"date":"20260601T000000Z","value":0.25}]}]}'
        )
        (row,) = desk.read(desk.text(text)).rows("indices")
        assert (row["series"], row["period"], row["value"], row["unit"]) == (
            "gdelt:Volume_Intensity", "2026-06-01", "0.25", "%",
        )  # fmt: skip

    def test_two_searches_are_two_sources(self, desk: Desk) -> None:
        keys = [
            desk.read(desk.text(f"Date,Series,Value\n2026-06-01,Average Tone,{tone}\n")).rows("sources")[0][
                "source_key"
            ]
            for tone in (1, 2)
        ]
        assert keys[0] != keys[1]

    def test_an_error_under_200_is_the_reason(self, desk: Desk) -> None:
        sentence = "Your query was too short or too long."
        done = desk.read(desk.text(sentence + "\n"))
        (finding,) = done.findings
        assert finding.severity == "refuse_file"
        assert sentence in finding.reason


@needs_samples
class TestSamples:
    """The files analysts have, against totals counted from their cells."""

    @pytest.mark.parametrize(
        ("name", "right"),
        [
            ("gdelt/gdelt1_events_57_and_58_cols.tsv", counts.gdelt1),
            ("gdelt/gdelt2_20191024143000.export.CSV", counts.gdelt2),
        ],
    )
    def test_events(self, desk: Desk, name: str, right: counts.Count) -> None:
        wanted = right()
        done = desk.read(desk.sample(name))
        rows = done.rows("coverage_events")
        pair = [row for row in rows if {row["initiator"], row["target"]} == {"USA", "CHN"}]
        assert (len(rows), len(pair), done.records) == (wanted["rows"], wanted["pair"], wanted["rows"])
        assert done.total("coverage_events", "articles") == wanted["articles"]
        assert done.total("coverage_events", "intensity") == pytest.approx(wanted["goldstein"])
        report = check(done)
        assert told(report) == {}
        assert report.counts["coverage_events"].get("added_long_after_date", 0) == wanted["late"]


def test_rows_of_a_large_file_keep_their_order_and_numbers(desk: Desk) -> None:
    """Several row groups and threads; a join in the query would put them in another order."""
    feed = write_feed(desk.folder / "feed", 200_000)
    done = desk.read(desk.open(feed))
    path = done.files["coverage_events"]
    with closing(duckdb.connect()) as con:
        rows = f"read_parquet({literal(str(path))}, file_row_number = true)"
        inside = "count(*), bool_and(CAST(event_id AS BIGINT) = 1200000000 + file_row_number)"
        assert con.execute(f"SELECT {inside} FROM {rows}").fetchall() == [(200_000, True)]
    assert pq.read_metadata(path).metadata[FIRST_ROW.encode()] == b"1"
    report = check(done)
    late = [finding for finding in report.findings if finding.rule == "added_long_after_date" and finding.row]
    first = min(int(finding.row) for finding in late)
    with feed.open(encoding="utf-8") as lines:
        days = [(line.split("\t")[1], line.split("\t")[59][:8]) for line in islice(lines, first)]
    assert [number for number, (day, added) in enumerate(days, 1) if day[:4] < added[:4]] == [first]


def test_the_query_over_a_feed_has_no_join(desk: Desk) -> None:
    book = desk.text("\n".join(event(id=str(n)) for n in range(20)) + "\n")
    events = gdelt._events(book)
    assert events is not None
    with closing(duckdb.connect()) as con:
        con.execute(f"CREATE TYPE country AS ENUM ({', '.join(map(literal, iso3()))})")
        scan = events.sheet.scan()
        assert scan is not None
        plan = con.execute(f"EXPLAIN {gdelt._texts(events, scan)}").fetchall()[0][1]
    assert "read_csv" in plan.lower()
    assert "join" not in plan.lower()


def test_a_row_without_id_and_day_is_listed_and_the_others_keep_their_numbers(desk: Desk) -> None:
    empty = "\t".join([""] * 61)
    done = desk.read(desk.text("\n".join([event(id="1"), empty, event(id="3")]) + "\n"))
    assert [(row["_row"], row["event_id"]) for row in done.rows("coverage_events")] == [
        ("1", "1"),
        ("3", "3"),
    ]
    assert [finding.row for finding in done.said("blank_row")] == ["2"]
    assert (done.records, done.listed) == (3, 1)
