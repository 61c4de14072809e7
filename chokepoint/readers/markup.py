"""Tables of an HTML page, which portals save under names of workbooks: as sheets of text."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from chokepoint.config import Limits
from chokepoint.readers.sheet import Sheet
from chokepoint.readers.text import find_encoding

SILENT = ("script", "style", "template")


class _Tables(HTMLParser):
    """Collects the rows of every table; scripts stay unread."""

    def __init__(self, most_columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.open: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.span = 1
        self.silent = 0
        self.most_columns = most_columns

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag == "table":
            self._end_cell()
            self.tables.append([])
            self.open.append(self.tables[-1])
        elif tag == "tr" and self.open:
            self._end_cell()
            self.open[-1].append([])
        elif tag in ("td", "th") and self.open:
            self._end_cell()
            if not self.open[-1]:
                self.open[-1].append([])
            self.cell = []
            span = dict(attrs).get("colspan") or "1"
            self.span = min(int(span), self.most_columns) if span.isdecimal() else 1
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()
            if tag == "table" and self.open:
                self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is not None and self.open and self.open[-1]:
            self.open[-1][-1] += [" ".join("".join(self.cell).split()), *[""] * (self.span - 1)]
        self.cell = None


def open_html(path: Path, limits: Limits) -> list[Sheet]:
    """The tables of the page, each as a sheet; a wide cell stands in its first column."""
    parser = _Tables(limits.columns)
    encoding = find_encoding(path)
    parser.feed(path.read_text(encoding=encoding.name, errors="replace"))
    parser.close()
    parser._end_cell()
    tables = [table for table in parser.tables if table]
    return [
        Sheet(f"table {number}", lambda rows=table: iter(map(list, rows)), limits=limits)  # type: ignore[misc]
        for number, table in enumerate(tables, start=1)
    ]
