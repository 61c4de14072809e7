"""A paper on screen: its blocks inside a card, and its files below."""

from __future__ import annotations

from functools import partial

import streamlit as st

from chokepoint.share.brief import DOCX, HTML, KINDS, MARKDOWN, file_of
from chokepoint.share.matter import Matter
from chokepoint.share.paper import Paper, as_frame
from chokepoint.share.paper_html import blocks_html
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context

RULES = """
.cp-paper {{ color: {ink}; max-width: 860px; }}
.cp-paper h2 {{ font-family: inherit; font-size: 15px; font-weight: 600; margin: 14px 0 0; padding: 5px 0 0; color: {ink};
  border-top: 1px solid {line}; }}
.cp-paper p {{ margin: 4px 0; font-size: 15px; line-height: 1.45; }}
.cp-paper .lead {{ font-size: 17px; }}
.cp-paper .small, .cp-paper small {{ font-size: 13px; color: {ink2}; }}
.cp-paper dl {{ margin: 4px 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); column-gap: 14px; font-size: 15px; }}
.cp-paper dt {{ font-weight: 600; text-align: right; white-space: nowrap; padding: 2px 0; min-width: 5.4em; }}
.cp-paper dd {{ margin: 0; padding: 2px 0; }}
.cp-paper dd small {{ display: block; line-height: 1.35; }}
.cp-paper .d {{ white-space: nowrap; }}
.cp-paper .scroll {{ overflow-x: auto; }}
.cp-paper .grid {{ border-collapse: collapse; width: 100%; font-size: 14px; }}
.cp-paper .grid th, .cp-paper .grid td {{ text-align: left; vertical-align: top; padding: 5px 12px 5px 0; font-weight: 400;
  border: 0; border-bottom: 1px solid {line}; }}
.cp-paper .grid thead th {{ color: {ink3}; font-size: 13px; }}
.cp-paper .own {{ border-left: 3px solid {ink3}; padding-left: 14px; white-space: pre-line; }}
.cp-part {{ margin: 0; font-size: 15px; color: {ink}; }}
.cp-part a {{ color: {us}; }}
.cp-part b {{ font-weight: 600; margin-right: 8px; }}
[class*="st-key-part-"] > :first-child {{ margin-right: auto; max-width: 70%; }}
[class*="st-key-part-"] {{ border-bottom: 1px solid {grid}; padding-bottom: 6px; }}
@media (max-width: 640px) {{ .cp-paper dl {{ display: block; }} .cp-paper dt {{ text-align: left; padding-top: 6px; }}
  .cp-paper dl dd {{ margin: 0; }} [class*="st-key-part-"] > :first-child {{ max-width: 100%; width: 100%; }} }}
"""
WORDS = {HTML: "One HTML file, fit to print", DOCX: "Word (DOCX)", MARKDOWN: "Markdown"}


def matter_of(context: Context, link: str) -> Matter:
    """What papers are made from, for the question and version of a context."""
    return Matter(
        context.settings, context.contract, context.snapshot, context.tables, context.question, context.today, link,
        context.history, context.weak, context.assessment,
    )  # fmt: skip


def paper_card(context: Context, key: str, title: str, subtitle: str, unit: str, paper: Paper) -> Card:
    """A paper as a card: its blocks, and its lines as rows (share.paper_html.blocks_html, share.paper.as_frame)."""
    return Card(
        key=key,
        title=title,
        subtitle=subtitle,
        unit=unit,
        as_of=min(context.question.on, context.today),
        alt=f"{paper.title}. {paper.asked}",
        body=f'<div class="cp-paper">{blocks_html(paper)}</div>',
        table=as_frame(paper),
        sources=paper.sources,
        calculated="tables of this version, by the functions of the pages",
        tabs=False,
    )


def draw_files(context: Context, key: str, paper: Paper, day: object) -> None:
    """Buttons that save a paper as a file of each kind."""
    with st.container(key=f"{key}-files", horizontal=True):
        for kind, words in WORDS.items():
            st.download_button(
                words, partial(file_of, paper, kind), key=f"{key}-file{kind}", on_click="ignore",
                file_name=f"chokepoint-{key}-{day}-{context.snapshot.id}{kind}", mime=KINDS[kind],
            )  # fmt: skip
