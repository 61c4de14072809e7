"""What a CAMEO code means in the contract, as SQL: the PLOVER root it belongs to, and the domain."""

from __future__ import annotations

from collections.abc import Mapping

from chokepoint.contract.canonical import literal

# The PLOVER root of each CAMEO root; statements (01) have none. A test compares it with table actions.
ACTIONS = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID",
    "08": "YIELD", "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN",
    "14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION", "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT",
    "20": "ASSAULT",
}  # fmt: skip
# CAMEO codes about economic cooperation, aid, sanctions and embargoes, with all codes that begin so.
TRADE = (
    "0211", "0231", "0254", "0311", "0331", "0354", "061", "071", "081", "085", "1011", "1031", "1054",
    "1211", "1221", "1241", "1244", "1312", "132", "1621", "163", "172",
)  # fmt: skip
DIPLOMACY = ("01", "02", "03", "04", "05", "10", "11", "12", "13")
SECURITY = ("14", "15", "17", "18", "19", "20")


def action(code: str) -> str:
    """SQL for the PLOVER root of a code; NULL for statements."""
    return f"CASE ({code})[:2] {cases(ACTIONS)} END"


def domain(code: str) -> str:
    """SQL for trade, diplomacy or security by the code; NULL for codes that can be anything.

    Patterns, no lists: DuckDB makes a join of a long IN, and rows leave a join in any order.
    """
    lists = (("trade", TRADE), ("diplomacy", DIPLOMACY), ("security", SECURITY))
    branches = " ".join(
        f"WHEN regexp_matches({code}, '^({'|'.join(starts)})') THEN {literal(name)}" for name, starts in lists
    )
    return f"CASE {branches} END"


def cases(words: Mapping[str, str]) -> str:
    """SQL for the branches of a CASE that turns words into others."""
    return " ".join(f"WHEN {literal(word)} THEN {literal(code)}" for word, code in words.items())
