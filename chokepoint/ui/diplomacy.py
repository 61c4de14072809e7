"""The page Diplomacy's own rules of style, and words for sides and sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from chokepoint.charts.theme import Theme
from chokepoint.evidence.names import Names
from chokepoint.ui.html import esc, link

SHORT = {"USA": "US", "CHN": "CN"}
ACCOUNTS = {"USA": "US account", "CHN": "Chinese account"}
COLUMNS = 40
EVENT_COLUMNS = ["date", "kind", "initiator", "addressee", "intensity", "headline", "summary", "side_claim", "proof",
                 "verified", "initiator_actor", "materials", "source_key", "notes", "event_id"]  # fmt: skip
RULES = """
.cp-key {{ font-size: 13px; color: {ink2}; margin: 2px 0 8px; display: flex; flex-wrap: wrap; gap: 4px 16px; }}
.cp-key i, .cp-sign {{ display: inline-block; box-sizing: border-box; min-width: 29px; padding: 1px 2px; text-align: center;
  font-size: 13px; line-height: 1.3; font-style: normal; font-weight: 600; border: 1px solid {ink3}; color: {ink}; }}
.cp-key i {{ margin-right: 6px; }}
.cp-key span {{ white-space: nowrap; }}
a.cp-sign {{ text-decoration: none !important; color: {ink} !important; }}
a.cp-sign:hover, a.cp-sign:focus {{ outline: 2.4px solid {ink}; outline-offset: 1px; }}
.cp-sign.cp-same, .cp-key .cp-same {{ background: {better_tint}; border-color: {better}; }}
.cp-sign.cp-conflict, .cp-key .cp-conflict {{ background: {worse}; border-color: {worse}; color: {on_fill} !important; }}
.cp-sign.cp-neither, .cp-key .cp-neither {{ border-color: {line}; color: {ink2} !important; }}
.cp-sign.cp-usa, .cp-key .cp-usa {{ background: {us_tint}; border-color: {us}; }}
.cp-sign.cp-chn, .cp-key .cp-chn {{ background: {cn_tint}; border-color: {cn}; }}
.cp-grid {{ width: 100%; border-collapse: collapse; font-size: 13.5px; color: {ink}; table-layout: fixed; }}
.cp-grid th {{ font-weight: 400; text-align: left; color: {ink2}; vertical-align: bottom; padding: 2px 4px 4px 0;
  line-height: 1.2; }}
.cp-grid thead th {{ font-size: 12.5px; text-align: center; padding: 2px 2px 5px; }}
.cp-grid thead th:first-child {{ width: 31%; text-align: left; }}
.cp-grid thead th.cp-others {{ width: 102px; }}
.cp-grid td {{ border-top: 1px solid {grid}; text-align: center; padding: 4px 2px; vertical-align: middle; white-space: nowrap; }}
.cp-grid tbody th {{ border-top: 1px solid {grid}; vertical-align: middle; padding: 4px 10px 4px 0; }}
.cp-grid a {{ color: inherit; }}
.cp-grid thead a, .cp-grid tbody th a {{ text-decoration: none; }}
.cp-grid thead a:hover, .cp-grid tbody th a:hover, .cp-grid thead a:focus, .cp-grid tbody th a:focus {{
  text-decoration: underline; color: {ink}; }}
.cp-grid .cp-sign + .cp-sign {{ margin-left: 3px; }}
.cp-rare {{ background: {panel}; }}
.cp-meeting {{ display: none; scroll-margin-top: 80px; }}
.cp-meeting h3, .cp-topic h3 {{ font-size: 14px; font-weight: 600; margin: 14px 0 0; padding: 0; color: {ink};
  font-family: inherit; }}
.cp-said {{ scroll-margin-top: 120px; padding: 6px 0 8px; }}
.cp-said .cp-agree {{ font-size: 13px; font-weight: 400; color: {ink2}; margin: 0 0 4px; padding: 0; font-family: inherit; }}
.cp-meeting.cp-first, .cp-meeting:target, .cp-meeting:has(:target) {{ display: block; }}
.cp-meeting.cp-first .cp-said:not(.cp-shown), .cp-meeting:has(:target) .cp-said:not(:target) {{ display: none; }}
.cp-meeting.cp-first:target .cp-said {{ display: block; }}
.cp-texts:has(:target) .cp-meeting.cp-first:not(:target):not(:has(:target)) {{ display: none; }}
.cp-meeting.cp-first:has(:target) .cp-said:target {{ display: block; }}
.cp-pair {{ display: grid; grid-template-columns: 1fr 1fr; column-gap: 36px; }}
.cp-account {{ border-top: 2.4px solid {third}; padding-top: 5px; }}
.cp-account.cp-usa {{ border-color: {us}; }}
.cp-account.cp-chn {{ border-color: {cn}; }}
.cp-account b {{ font-size: 13px; font-weight: 600; color: {third}; }}
.cp-account.cp-usa b {{ color: {us}; }}
.cp-account.cp-chn b {{ color: {cn}; }}
.cp-account p {{ font-family: "Source Serif", serif; font-size: 18px; line-height: 1.35; color: {ink}; margin: 1px 0 2px; }}
.cp-account small {{ font-size: 12.5px; color: {ink3}; }}
.cp-topic {{ padding: 4px 0 2px; }}
.cp-topic .cp-agree {{ font-size: 13px; color: {ink2}; margin: 0; padding: 0; }}
.cp-h3 {{ font-size: 15px; font-weight: 600; margin: 14px 0 0; padding: 0; color: {ink}; font-family: inherit; }}
.cp-topic.cp-mute h3 {{ font-weight: 400; color: {ink2}; margin-top: 8px; }}
.cp-topic .cp-said {{ padding: 2px 0 4px; }}
.cp-topic .cp-account p {{ font-size: 16.5px; line-height: 1.3; }}
.cp-account a, .cp-promise a, .cp-steps a, .cp-list a, .cp-topic a {{ color: inherit; }}
.cp-topic + .cp-promise {{ border-top: 1px solid {line}; margin-top: 12px; }}
.cp-fold {{ border-bottom: 1px solid {line}; }}
.cp-fold summary {{ padding: 9px 0; font-size: 14.5px; color: {ink}; cursor: pointer; }}
.cp-counts {{ border-collapse: collapse; font-size: 14px; color: {ink}; margin: 4px 0 12px; }}
.cp-counts th, .cp-counts td {{ font-weight: 400; text-align: left; padding: 3px 26px 3px 0; border-bottom: 1px solid {grid};
  white-space: nowrap; }}
.cp-counts td {{ text-align: right; font-weight: 600; }}
.cp-counts td.cp-nil {{ font-weight: 400; color: {ink3}; }}
.cp-counts thead th {{ font-size: 13px; color: {ink2}; text-align: right; }}
.cp-promise {{ display: grid; grid-template-columns: 128px minmax(0, 1fr) 132px 208px; column-gap: 20px; padding: 10px 0;
  border-bottom: 1px solid {line}; font-size: 14px; color: {ink2}; line-height: 1.4; }}
.cp-promise.cp-event {{ grid-template-columns: 128px minmax(0, 1fr); }}
.cp-promise.cp-heads {{ font-size: 13px; color: {ink3}; padding: 0 0 4px; }}
.cp-promise h3 {{ font-size: 16px; line-height: 1.3; font-weight: 400; margin: 1px 0 3px; padding: 0; color: {ink};
  font-family: inherit; }}
.cp-promise p {{ margin: 0; font-size: 13.5px; }}
.cp-promise .cp-state {{ font-size: 14.5px; font-weight: 600; color: {ink2}; }}
.cp-promise .cp-state.cp-good {{ color: {better}; }}
.cp-promise .cp-state.cp-bad {{ color: {worse}; }}
.cp-promise details {{ margin-top: 3px; }}
.cp-promise summary {{ cursor: pointer; font-size: 13px; color: {ink2}; }}
.cp-usa-word {{ color: {us}; font-weight: 600; }}
.cp-chn-word {{ color: {cn}; font-weight: 600; }}
.cp-side-word {{ color: {third}; font-weight: 600; }}
.cp-steps {{ margin: 4px 0 6px; padding-left: 0; list-style: none; font-size: 13px; }}
.cp-steps li {{ margin: 0 0 4px; }}
@media (max-width: 640px) {{
  .cp-pair {{ grid-template-columns: 1fr; row-gap: 8px; }}
  .cp-account p {{ font-size: 17px; }}
  .cp-grid {{ min-width: 760px; }}
  .cp-counts th, .cp-counts td {{ padding-right: 12px; font-size: 13px; }}
  .cp-counts th {{ white-space: normal; }}
  .cp-promise {{ grid-template-columns: 1fr 1fr; row-gap: 4px; }}
  .cp-promise.cp-heads {{ display: none; }}
  .cp-promise > :nth-child(2) {{ grid-column: 1 / -1; order: -1; }}
  .cp-promise > :nth-child(4) {{ grid-column: 1 / -1; }}
}}
"""
# One rule a column: a click on its head shows that topic at all meetings, newest first.
TOPIC_RULE = (
    ".cp-texts:has(#topic-{n}:target) .cp-meeting:has(.cp-col-{n}) {{ display: block !important; }} "
    ".cp-texts:has(#topic-{n}:target) .cp-said.cp-col-{n} {{ display: block !important; }} "
    ".cp-texts:has(#topic-{n}:target) .cp-said:not(.cp-col-{n}) {{ display: none !important; }}"
)
Cite = Callable[[str], str]


def style_block(theme: Theme) -> str:
    """The `<style>` element of this page in a theme."""
    topics = "\n".join(TOPIC_RULE.format(n=n) for n in range(COLUMNS))
    return f"<style>{RULES.format(**vars(theme))}{topics}</style>"


def citer(sources: pd.DataFrame) -> Cite:
    """A function from a source's key to its origin, linked where an address is on file."""
    table = sources.drop_duplicates("source_key").set_index("source_key")[["origin", "url"]]

    def cite(key: str) -> str:
        if key not in table.index:
            return esc(key)
        origin, url = table.loc[key]
        return link(url if isinstance(url, str) else None, origin)

    return cite


def account_of(code: str, names: Names) -> str:
    """What the account of a side is called: US account, Chinese account, Account of Japan."""
    return ACCOUNTS.get(code, f"Account of {names.country(code)}")


def folded(rows: Sequence[str], shown: int, what: str) -> str:
    """The first rows, and the rest behind a fold that says how many of what it hides."""
    more = rows[shown:]
    fold = (
        f'<details class="cp-fold"><summary>{len(more)} more {esc(what)}</summary>{"".join(more)}</details>'
    )
    return "".join(rows[:shown]) + (fold if more else "")


def side_word(code: str, names: Names) -> str:
    """Name of a side in its colour, as HTML."""
    kind = f"cp-{code.lower()}-word" if code in SHORT else "cp-side-word"
    return f'<span class="{kind}">{esc(names.country(code))}</span>'
