"""First and last day of a period, as SQL: `2024`, `2024-07`, `2024-07-15` or `2024..2026-03`.

Dates "as exact as known" (announced, effective) are periods too.
"""

from __future__ import annotations


def first_day(text: str) -> str:
    """SQL for the first day of the period in SQL expression `text`; NULL if it is no period.

    '2024' → 2024-01-01, '2024-07' → 2024-07-01, '2024..2026-03' → 2024-01-01.
    """
    start = f"split_part({text}, '..', 1)"
    return (
        f"CASE length({start}) WHEN 4 THEN TRY_CAST({start} || '-01-01' AS DATE)"
        f" WHEN 7 THEN TRY_CAST({start} || '-01' AS DATE) WHEN 10 THEN TRY_CAST({start} AS DATE) END"
    )


def last_day(text: str) -> str:
    """SQL for the last day of the period in SQL expression `text`; NULL if it is no period.

    '2024' → 2024-12-31, '2024-02' → 2024-02-29, '2024..2026-03' → 2026-03-31.
    """
    end = f"split_part({text}, '..', -1)"
    return (
        f"CASE length({end}) WHEN 4 THEN TRY_CAST({end} || '-12-31' AS DATE)"
        f" WHEN 7 THEN last_day(TRY_CAST({end} || '-01' AS DATE)) WHEN 10 THEN TRY_CAST({end} AS DATE) END"
    )


def is_day(text: str) -> str:
    """SQL that is true if the period in SQL expression `text` is a single day."""
    return f"(length({text}) = 10 AND NOT contains({text}, '..'))"


def frequency(text: str) -> str:
    """SQL for the frequency that the shape of the period tells: A, M, D, or SPAN."""
    return (
        f"CASE WHEN contains({text}, '..') THEN 'SPAN' WHEN length({text}) = 4 THEN 'A'"
        f" WHEN length({text}) = 7 THEN 'M' WHEN length({text}) = 10 THEN 'D' END"
    )
