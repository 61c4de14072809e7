"""Sentences on prices: a ratio whose tax is not said is given both ways."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chokepoint.evidence.price_gaps import Gap
from chokepoint.share.supply_prices import gap_words, gaps_finding
from tests.share.test_supply import plain
from tests.share.test_supply_depth import Called

GAP = Gap("Y", 270.0, "2025-11", 7 / 1.13, "2025-11", "wire", 0.13)
NAMES = Called(Y="yttrium")


def test_both_ratios_stand_where_the_source_does_not_say_whether_the_tax_was_in() -> None:
    assert gaps_finding({"Y": GAP}, NAMES) == (  # type: ignore[arg-type]
        "Yttrium cost 44 times as much outside China as inside in 2025-11 (39 if no VAT was in the Chinese price)"
    )
    assert plain(gap_words(GAP)).endswith(
        "44 times, or 39 if no VAT was in the Chinese price (13 % VAT taken out; the source does not say)"
    )
    assert GAP.ratio_untaxed == pytest.approx(270 / 7)


def test_a_source_that_says_it_leaves_one_ratio() -> None:
    said = replace(GAP, unsaid_vat=0.0)
    assert said.ratio_untaxed is None
    assert "VAT" not in gap_words(said) + gaps_finding({"Y": said}, NAMES)  # type: ignore[arg-type]
