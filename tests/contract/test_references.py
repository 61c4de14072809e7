"""Rows may point to rows on file and to incoming rows, and fall with those they point to."""

from __future__ import annotations

from tests.contract.tables import Desk, good, short


def test_tables_checked_together_may_point_to_each_other(desk: Desk) -> None:
    report = desk.check(
        readouts=[good("readouts", event_id="E1", source_key="new")],
        events=[good("events", source_key="new")],
        sources=[good("sources")],
    )
    assert report.findings == ()
    assert [rows.accepted for rows in report.rows.values()] == [1, 1, 1]


def test_a_row_falls_with_the_row_it_points_to(desk: Desk) -> None:
    report = desk.check(
        sources=[good("sources", url="ftp://files")],
        events=[good("events", source_key="new")],
        readouts=[good("readouts", event_id="E1")],
    )
    assert short(report.findings) == [
        ("url_is_web", "2", "url", '"ftp://files" does not begin with http:// or https://'),
        ("unknown_key", "2", "source_key", '"new" is no known source'),
        ("unknown_key", "2", "event_id", '"E1" is no known event'),
    ]
    assert [rows.refused for rows in report.rows.values()] == [1, 1, 1]


def test_rows_of_a_refused_file_are_no_rows_to_point_to(desk: Desk) -> None:
    nameless = {key: cell for key, cell in good("events").items() if key != "headline"}
    report = desk.check(events=[nameless], readouts=[good("readouts", event_id="E1")])
    assert [(f.rule, f.table) for f in report.findings] == [
        ("missing_column", "events"),
        ("unknown_key", "readouts"),
    ]


def test_a_measure_whose_only_version_is_refused_has_no_version(desk: Desk) -> None:
    version = good("measure_versions", measure_id="M1", ground="rumour")
    report = desk.check(measures=[good("measures")], measure_versions=[version])
    assert [(finding.rule, finding.table) for finding in report.findings] == [
        ("has_version", "measures"),
        ("enum", "measure_versions"),
    ]


def test_an_incoming_row_replaces_the_row_on_file_with_its_key(desk: Desk) -> None:
    promise = good("commitments", commitment_id="promise", made_on="2026-03-01", known_from="2026-03-01")
    report = desk.check(commitments=[promise], commitment_status=[good("commitment_status")])
    assert [(finding.rule, finding.table) for finding in report.findings] == [
        ("step_not_before_promise", "commitment_status")
    ]


def test_names_and_aliases_are_read_as_codes(desk: Desk) -> None:
    rows = [
        good("events", initiator="China", target="U.S.", addressee="usa"),
        good("events", event_id="E2", initiator="PRC", target="TURKIYE", addressee="World"),
    ]
    report = desk.check(events=rows)
    assert short(report.findings) == [
        ("group_country", "3", "addressee", '"World" is a group; kept as WLD, not ranked with countries')
    ]
    assert desk.column(report, "events", "initiator") == ["CHN", "CHN"]
    assert desk.column(report, "events", "target") == ["USA", "TUR"]
    assert desk.column(report, "events", "addressee") == ["USA", "WLD"]


def test_words_for_materials_are_read_as_codes(desk: Desk) -> None:
    report = desk.check(prices=[good("prices", material="Dysprosium")])
    assert report.findings == ()
    assert desk.column(report, "prices", "material") == ["Dy"]


def test_a_near_name_is_offered_for_an_unknown_country(desk: Desk) -> None:
    report = desk.check(dependency=[good("dependency", country="United Sates")])
    assert report.findings[0].fix == 'did you mean "United States" (USA)?'


def test_an_incoming_country_is_known_to_the_tables_beside_it(desk: Desk) -> None:
    report = desk.check(countries=[good("countries")], events=[good("events", initiator="Norge")])
    assert report.findings == ()
    assert desk.column(report, "events", "initiator") == ["NOR"]


def test_without_tables_on_file_only_incoming_rows_are_known(desk: Desk) -> None:
    published, desk.published = desk.published, {}
    try:
        report = desk.check(events=[good("events")])
    finally:
        desk.published = published
    assert {finding.rule for finding in report.findings} == {
        "unknown_country",
        "unknown_key",
        "list_values_known",
    }
