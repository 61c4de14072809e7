"""Rules of style of the pages: a brief takes those of several pages at once, so they may not reach into each other."""

from __future__ import annotations

import re
from collections import defaultdict

from chokepoint.ui import data, diplomacy, method, papers, risk, supply, trade

PAGES = {
    "data": data.RULES,
    "diplomacy": diplomacy.RULES,
    "method": method.RULES,
    "papers": papers.RULES,
    "risk": risk.RULES,
    "supply": supply.RULES,
    "trade": trade.STYLE,
}
RULE = re.compile(r"([^{}]+)\{\{([^{}]*)\}\}")


def test_no_page_lays_out_what_another_page_calls_by_the_same_class() -> None:
    """A class that one page lays out as a grid or in a row is a class of that page alone."""
    named, laid_out = defaultdict(set), set()
    for page, rules in PAGES.items():
        wide = re.sub(r"@media[^{]*\{\{", "", rules)
        for selectors, declared in RULE.findall(wide):
            for one in selectors.split(","):
                if first := re.match(r"\s*\.(cp-[\w-]+)", one):
                    named[first[1]].add(page)
                if (alone := re.fullmatch(r"\s*\.(cp-[\w-]+)\s*", one)) and "display: " in declared:
                    laid_out.add(alone[1])
    assert {name: pages for name, pages in named.items() if name in laid_out and len(pages) > 1} == {}
