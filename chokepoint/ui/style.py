"""The one style block: own class names only, colours from the theme."""

from __future__ import annotations

from chokepoint.charts.theme import Theme

RULES = """
.stApp {{ font-variant-numeric: tabular-nums lining-nums; }}
[data-testid="stMainBlockContainer"] {{ max-width: 1200px; padding-left: 40px; padding-right: 40px; }}
.st-key-link-keys {{ display: none; }}
[class*="st-key-link-key-"], [data-testid="stLayoutWrapper"]:has(> [class*="st-key-link-key-"]) {{ display: none; }}
[data-testid="stSidebarUserContent"] [data-testid="stVerticalBlock"] {{ gap: 9px; }}
.st-key-reset button, .st-key-page-link button {{ min-height: 28px; padding-top: 0; padding-bottom: 0; }}
[data-testid="stSidebar"] [data-testid="stButtonGroup"] button {{ padding: 0 7px; }}
[data-testid="stSidebar"] [data-testid="stButtonGroup"] button p {{ font-size: 13.5px; }}
[data-testid="stMultiSelectTagsContainer"] [data-tag] * {{ color: {on_fill}; }}
.cp-contents ul {{ list-style: none; margin: 0; padding: 0; }}
.cp-contents li {{ margin: 0; padding: 0; line-height: 1.3; }}
.cp-contents a {{ display: block; padding: 3px 0; font-size: 13.5px; color: {ink2}; text-decoration: none; }}
.cp-contents a:hover {{ color: {ink}; text-decoration: underline; }}
.cp-d {{ white-space: nowrap; }}
.cp-mark {{ font-family: "Source Serif", serif; font-weight: 600; font-size: 20px; color: {ink}; margin: 0 0 10px; }}
.cp-mark img {{ height: 16px; margin-right: 9px; vertical-align: -1px; }}
.cp-status {{ display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 13px; color: {ink2}; padding: 2px 0 8px;
  border-bottom: 1px solid {line}; }}
:where([data-testid="stHtml"]) a {{ color: {ink}; text-decoration-color: {ink3}; }}
.cp-status a {{ color: {ink2}; }}
.cp-status b {{ font-weight: 600; color: {ink}; }}
.cp-chip {{ padding: 1px 7px; font-size: 12.5px; white-space: nowrap; }}
.cp-warn {{ background: {warn_tint}; color: {ink}; }}
.cp-badge {{ border: 1px solid {line}; color: {ink2}; }}
.cp-note {{ font-size: 14px; color: {ink}; background: {warn_tint}; padding: 6px 10px; margin: 0 0 6px; }}
.cp-question {{ font-size: 14px; color: {ink3}; margin: 14px 0 2px; }}
.cp-h1 {{ font-family: "Source Serif", serif; font-weight: 600; font-size: 36px; line-height: 1.17; max-width: 29em;
  text-wrap: balance; margin: 0 0 10px; color: {ink}; }}
.cp-standfirst {{ font-size: 17.5px; line-height: 1.5; max-width: 47em; color: {ink2}; margin: 0 0 6px; }}
.cp-standfirst b {{ font-weight: 600; color: {ink}; }}
.cp-quiet {{ color: {ink3}; }}
[class*="st-key-card-"] {{ border-top: 2px solid {ink}; padding-top: 10px; margin-bottom: 18px; }}
.cp-h2 {{ scroll-margin-top: 72px; font-family: "Source Serif", serif; font-weight: 600; font-size: 21px; line-height: 1.25; margin: 0;
  color: {ink}; text-wrap: balance; }}
.cp-sub {{ font-size: 14.5px; line-height: 1.4; max-width: 62em; color: {ink2}; margin: 3px 0 0; }}
.cp-sub + [role="group"] {{ margin-top: 12px; }}
[role="group"] > .cp-small {{ margin: 10px 0 0; }}
.cp-source {{ font-size: 12.5px; line-height: 1.4; color: {ink3}; margin: 8px 0 0; padding: 6px 150px 0 0;
  border-top: 1px solid {line}; }}
[class*="st-key-card-"] {{ position: relative; }}
[class*="st-key-take-"] {{ position: absolute; right: 0; bottom: 0; width: auto; }}
[class*="st-key-take-"] button {{ border: 0; background: transparent; padding: 0 2px; min-height: 24px; color: {ink2}; }}
[class*="st-key-take-"] button p {{ font-size: 13px; }}
[class*="st-key-take-"] button:is(:hover, :focus, :active, [aria-expanded="true"]) * {{ color: {ink} !important; }}
.cp-button {{ display: block; width: 100%; border: 1px solid {line}; border-radius: 0.35rem; background: {bg}; color: {ink};
  min-height: 40px; padding: 4px 12px; margin: 0 0 8px; font: inherit; font-size: 16px; cursor: pointer; }}
.cp-button:hover {{ border-color: {us}; color: {us}; }}
.cp-remark {{ border-left: 3px solid {ink3}; padding-left: 14px; margin: 8px 0; white-space: pre-line; font-size: 14.5px; color: {ink}; }}
.cp-remark a {{ color: {us}; }}
.cp-empty {{ background: {panel}; color: {ink}; padding: 22px 20px; font-size: 15px; }}
[class*="st-key-empty-"] {{ gap: 0; }}
[class*="st-key-empty-"]:has(.cp-empty) {{ background: {panel}; padding-bottom: 18px; }}
[class*="st-key-widen-"] {{ padding-left: 20px; }}
#builder {{ border-top: 2px solid {ink}; padding-top: 10px; }}
.cp-list {{ width: 100%; border-collapse: collapse; font-size: 14.5px; color: {ink}; }}
.cp-list td, .cp-list th {{ border-bottom: 1px solid {line}; padding: 7px 10px 7px 0; text-align: left;
  vertical-align: top; font-weight: 400; }}
.cp-list th {{ font-size: 13px; color: {ink3}; padding-top: 0; }}
.cp-list .cp-num {{ text-align: right; white-space: nowrap; }}
.cp-list .cp-num + :not(.cp-num) {{ padding-left: 16px; }}
[role="group"] > .cp-list:last-child tbody tr:last-child > *, [role="group"] > :last-child > .cp-list tbody tr:last-child > *,
[role="group"] > :last-child > .cp-stack tbody tr:last-child {{ border-bottom: 0; }}
.cp-list b {{ font-weight: 600; }}
.cp-why td {{ padding: 8px 14px 8px 0; }}
.cp-why {{ min-width: 760px; }}
.cp-tight td, .cp-tight th {{ padding: 5px 12px 5px 0; }}
.cp-small {{ font-size: 13px; color: {ink2}; }}
.cp-group {{ font-size: 13px; color: {ink3}; margin: 12px 0 2px; }}
.cp-worse {{ color: {worse}; font-weight: 600; }}
.cp-better {{ color: {better}; font-weight: 600; }}
.cp-due {{ display: grid; grid-template-columns: 74px 1fr; column-gap: 16px; border-bottom: 1px solid {line};
  padding: 9px 0; }}
.cp-due .cp-days {{ text-align: right; }}
.cp-due .cp-days b {{ font-size: 24px; font-weight: 600; line-height: 1; color: {ink}; }}
.cp-due .cp-days.cp-soon b, .cp-due .cp-days.cp-late b {{ color: {worse}; }}
.cp-due .cp-days span {{ display: block; font-size: 12.5px; color: {ink3}; }}
.cp-due a {{ color: inherit; }}
.cp-due h3 {{ font-size: 16px; font-weight: 600; margin: 0; padding: 0; color: {ink}; font-family: inherit; }}
.cp-due p {{ margin: 2px 0 0; font-size: 14px; color: {ink2}; line-height: 1.4; }}
.cp-two {{ display: grid; grid-template-columns: 1fr 1fr; column-gap: 44px; }}
.cp-dues {{ columns: 2; column-gap: 44px; }}
.cp-dues .cp-due {{ break-inside: avoid; }}
.cp-dues .cp-group {{ break-after: avoid; }}
.cp-dues .cp-group:first-child {{ margin-top: 0; padding-top: 12px; }}
.cp-dues .cp-due:last-child {{ border-bottom: 0; }}
.cp-scroll {{ overflow-x: auto; }}
.cp-board {{ width: 100%; border-collapse: separate; border-spacing: 4px 3px; font-size: 14px; color: {ink}; }}
.cp-board th {{ font-weight: 400; text-align: left; color: {ink3}; font-size: 13px; padding: 2px 0; }}
.cp-board th[scope=row] {{ color: {ink}; font-size: 13.5px; padding: 0 6px 0 0; line-height: 1.05; }}
.cp-board tbody tr {{ height: 28px; }}
.cp-board th[scope=row] > span {{ color: {ink3}; display: inline-block; width: 26px; }}
.cp-board {{ table-layout: fixed; }}
.cp-board thead th:first-child {{ width: 92px; }}
.cp-board thead th {{ width: 101px; }}
.cp-board.cp-elements thead th:first-child {{ width: 118px; }}
.cp-board.cp-elements thead th {{ width: 68px; }}
.cp-board thead th.cp-wide {{ width: auto; }}
.cp-narrow {{ display: none; }}
.cp-board td {{ padding: 0 6px; border: 1px solid {line}; line-height: 1.3; font-size: 13.5px; white-space: nowrap; }}
.cp-board td i {{ font-style: normal; }}
.cp-board .cp-free {{ color: {ink2}; }}
.cp-board .cp-licence, .cp-board .cp-reporting, .cp-board .cp-watch, .cp-board .cp-barred {{ background: {cn};
  border-color: {cn}; color: {on_fill}; }}
.cp-board .cp-susp, .cp-board .cp-ahead, .cp-board .cp-lapsed {{ border-color: {cn}; font-size: 13px; }}
.cp-board .cp-susp {{ background: {cn_tint}; }}
.cp-board .cp-ahead {{ border-style: dashed; }}
.cp-foot {{ margin: 8px 0 0; }}
.cp-board .cp-nothing {{ border-color: transparent; }}
.cp-cards {{ display: grid; grid-template-columns: 1.25fr 1fr 1fr 1fr 1fr; gap: 22px; }}
.cp-card {{ border-top: 1px solid {line}; padding-top: 7px; min-width: 0; }}
.cp-card.cp-main {{ border-top: 2px solid {ink}; }}
.cp-card h3 {{ font-size: 15px; font-weight: 600; margin: 0; padding: 0; color: {ink}; font-family: inherit; }}
.cp-card p {{ margin: 0; font-size: 12.5px; color: {ink3}; line-height: 1.35; }}
.cp-card .cp-big {{ font-size: 40px; font-weight: 600; line-height: 1.1; color: {ink}; }}
.cp-card.cp-main .cp-big {{ font-size: 58px; }}
.cp-card .cp-word {{ font-size: 16px; color: {ink2}; margin-left: 8px; }}
.cp-card .cp-none {{ font-size: 17px; line-height: 1.3; color: {ink}; padding: 8px 0; }}
.cp-card img {{ width: 100%; height: 44px; display: block; margin-top: 6px; }}
.cp-fresh {{ display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px 24px; }}
.cp-fresh h3 {{ font-size: 14px; font-weight: 600; margin: 0; padding: 0; color: {ink}; font-family: inherit;
  display: flex; justify-content: space-between; gap: 8px; }}
.cp-bar {{ height: 5px; background: {third_tint}; margin: 5px 0 3px; }}
.cp-bar i {{ display: block; height: 5px; background: {third}; }}
.cp-bar.cp-stale i {{ background: {ink}; }}
.cp-fresh p {{ margin: 0; font-size: 12.5px; color: {ink3}; display: flex; justify-content: space-between; }}
@media (max-width: 640px) {{
  [data-testid="stMainBlockContainer"] {{ padding-left: 16px; padding-right: 16px; }}
  .cp-h1 {{ font-size: 27px; }}
  .cp-h2 {{ font-size: 19px; }}
  .cp-standfirst {{ font-size: 16px; }}
  .cp-cards {{ grid-template-columns: 1fr 1fr; gap: 16px; }}
  .cp-card.cp-main {{ grid-column: 1 / -1; }}
  .cp-fresh {{ grid-template-columns: 1fr; }}
  .cp-due {{ grid-template-columns: 58px 1fr; column-gap: 12px; }}
  .cp-two {{ grid-template-columns: 1fr; }}
  .cp-dues {{ columns: 1; }}
  .cp-source {{ padding: 6px 0 28px; }}
  .cp-list.cp-stack, .cp-stack tbody, .cp-stack tr, .cp-stack td {{ display: block; min-width: 0; }}
  .cp-stack thead, .cp-stack td:empty {{ display: none; }}
  .cp-list.cp-stack td, .cp-list.cp-stack .cp-num + :not(.cp-num) {{ border-bottom: 0; padding: 1px 0; }}
  .cp-list.cp-stack .cp-num {{ text-align: left; white-space: normal; }}
  .cp-stack tr {{ border-bottom: 1px solid {line}; padding: 8px 0; }}
  .cp-why.cp-stack td:first-child {{ font-weight: 600; }}
  .cp-stack td[data-name]:not([data-name=""]):not(:first-child)::before {{ content: attr(data-name) " "; color: {ink3}; font-size: 13px; }}
  [data-testid="stMain"] [data-testid="stHorizontalBlock"] {{ row-gap: 12px; }}
  [data-testid="stMain"] [data-testid="stButtonGroup"] > div {{ flex-wrap: wrap; row-gap: 6px; overflow: visible; mask-image: none; }}
  .cp-board {{ border-spacing: 2px 3px; font-size: 13px; }}
  .cp-board th[scope=row] > span {{ width: 22px; }}
  .cp-board td {{ padding: 0 4px; line-height: 1.15; white-space: normal; }}
  .cp-wide {{ display: none; }}
  .cp-narrow {{ display: block; font-size: 12px; color: {ink2}; }}
  .cp-board thead th:first-child, .cp-board.cp-elements thead th:first-child {{ width: auto; }}
  .cp-board thead th, .cp-board.cp-elements thead th {{ width: 74px; }}
}}
@media (min-width: 1280px) {{
  .cp-two:has(.cp-board) {{ grid-template-columns: 48fr 56fr; column-gap: 22px; }}
  .cp-two:has(.cp-board) > :only-child {{ grid-column: 1 / -1; }}
}}
@media (max-width: 1279px), print {{
  .cp-two:has(.cp-board) {{ grid-template-columns: 1fr; row-gap: 14px; }}
}}
@media print {{
  [data-testid="stMain"] [role="tablist"], .cp-go {{ display: none; }}
  .cp-source {{ padding-right: 0; }}
  [data-testid="stSidebar"], [data-testid="stHeader"], [class*="st-key-take-"] {{ display: none; }}
  [class*="st-key-card-"] {{ break-inside: avoid; }}
}}
"""


# In a frame of another page there is nothing to navigate.
FRAMED = """<style>[data-testid="stHeader"] { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 12px; padding-bottom: 12px; }</style>"""


def style_block(theme: Theme) -> str:
    """The `<style>` element of every page in a theme."""
    return f"<style>{RULES.format(**vars(theme))}</style>"
