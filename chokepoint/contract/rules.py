"""Every rule of the contract by name, and where it is kept.

Rules of files and cells hold for all tables; the others for the tables that name them. Rules that only tell
charts how to show rows give no findings: a note on each of the shipped rows would say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from chokepoint.contract import figure_rules, group_rules, references, row_rules
from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach
from chokepoint.contract.tables import Table

Rule = Callable[[Bench, Table], Iterable[Breach]]


# Rules over the columns of one row, or of the row and the one it points to.
ROW_RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        row_rules.sign_fits_action,
        row_rules.intensity_present,
        row_rules.proof_for_relief,
        row_rules.event_not_in_future,
        row_rules.known_from_not_before_date,
        row_rules.end_not_before_start,
        row_rules.added_long_after_date,
        row_rules.due_not_before_made,
        row_rules.step_not_before_promise,
        row_rules.filter_reads,
        row_rules.suspension_after_announcement,
        row_rules.none_means_none,
        row_rules.overdue_still_open,
        row_rules.url_is_web,
        figure_rules.not_negative,
        figure_rules.plausible_size,
        figure_rules.percent_within_100,
        figure_rules.period_not_in_future,
        figure_rules.known_from_after_period,
        figure_rules.some_figure,
        figure_rules.currency_named,
        figure_rules.unit_fits_measure,
        figure_rules.projection_has_scenario,
        figure_rules.value_or_bound,
        figure_rules.value_or_words,
        figure_rules.value_has_unit,
        figure_rules.range_in_order,
    )
}
# Rules on values that point to other rows: asked again until no more rows are refused.
REFERENCE_RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (references.list_values_known, references.members_known, references.has_version)
}
# Rules over several rows, asked of the rows that all other rules let through, in this order.
GROUP_RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        group_rules.same_value_same_vintage,
        group_rules.share_sum,
        group_rules.agreement_same_for_sides,
        group_rules.months_add_up,
        group_rules.has_status,
        group_rules.suspension_over_unknown,
    )
}
FOR_CHARTS = frozenset(
    {"world_not_summed", "newest_edition_shown", "one_family_per_line", "aggregate_country"}
)
# Rules that hold for all tables, kept by the modules files, headings, cell_rules, references and twins.
FOR_ALL_TABLES = frozenset(
    [
        "empty_file",
        "no_rows",
        "damaged_file",
        "too_many_columns",
        "too_many_rows",
        "cell_too_long",
        "missing_column",
        "extra_column",
        "headings_found",
        "missing_word",
        "bad_date",
        "zero_date",
        "bad_number",
        "type",
        "required",
        "enum",
        "pattern",
        "out_of_range",
        "unknown_key",
        "unknown_country",
        "group_country",
        "aggregate_row",
        "formula_text",
        "markup_text",
        "censored_value",
        "duplicate_row",
        "key_unique",
        "share_sum_note",
    ]
)
# Rules kept by the room that reads foreign files, before a table comes here.
FOR_READERS = frozenset(
    [
        "password",
        "file_too_large",
        "unreadable_kind",
        "active_content",
        "other_sheet",
        "hidden_sheet",
        "error_cell",
        "file_note",
        "not_ours",
        "cell_note",
        "unread_row",
        "repaired",
        "unpack_limit",
        "xml_entities",
        "unknown_table",
        "map_column",
        "wrong_extension",
        "delimiter",
        "encoding",
        "decimal_comma",
        "nul_bytes",
        "brackets",
        "date_order",
        "excel_serial",
        "ambiguous_date",
        "number_style",
        "magnitude",
        "garbled_text",
        "blank_row",
        "same_table_newer",
    ]
)


def breaches(rules: Mapping[str, Rule], bench: Bench, table: Table) -> list[Breach]:
    """All breaches that the rules of one kind can find in the table, if the table names them."""
    return [breach for name, rule in rules.items() if name in table.rules for breach in rule(bench, table)]
