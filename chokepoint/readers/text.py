"""Text files: encoding and delimiter by what stands in them."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from chokepoint.config import Limits
from chokepoint.contract.files import Fault, allow_long_cells
from chokepoint.readers.sheet import ROWS, Sheet, csv_records, split_lines

CHUNK = 1 << 20
DELIMITERS = {"\t": "tabs", ",": "commas", ";": '";"', "|": '"|"'}
LINES = 50
# Part of the lines that must have the same number of fields for a delimiter to be believed.
MOST, SOME = 0.8, 0.4
# Headings of Chinese customs: only they let bytes pass as GB18030, which takes almost any bytes.
CHINESE = ("商品编码", "商品名称", "贸易伙伴", "数据年月", "进出口", "年月", "数量", "金额")
UTF8 = "utf-8-sig"
NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a text become characters, and what there is to say of it."""

    name: str
    notes: tuple[Fault, ...] = ()

    @property
    def errors(self) -> str:
        """What Python does with bytes that the encoding does not know."""
        return "strict" if self.name == UTF8 else "replace"


def open_text(path: Path, limits: Limits, name: str) -> tuple[Sheet, Encoding]:
    """The text file as one sheet, its delimiter found."""
    encoding = find_encoding(path)
    delimiter = find_delimiter(path, encoding)
    plain = path if encoding.name == UTF8 else None
    sheet = Sheet(
        name,
        lambda: csv_records(path, encoding.name, delimiter, encoding.errors),
        plain=plain,
        delimiter=delimiter,
        limits=limits,
        notes=(*encoding.notes, *_delimiter_notes(delimiter), *_nul_notes(path, encoding)),
    )
    return sheet, encoding


def find_encoding(path: Path) -> Encoding:
    """The encoding: by its mark, else UTF-8 if all bytes are, else GB18030 by known headings, else 1252."""
    with path.open("rb") as file:
        start = file.read(CHUNK)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16", _utf16_note())
    if bare := _bare_utf16(start):
        return Encoding(bare, _utf16_note())
    if _decodes(path, "utf-8"):
        return Encoding(UTF8)
    if any(word in start.decode("gb18030", errors="replace") for word in CHINESE):
        reason = "encoding is not UTF-8; read as GB18030 (its headings are Chinese)"
        return Encoding("gb18030", (Fault("encoding", reason, 'save as "CSV UTF-8"'),))
    return Encoding("cp1252", (_cp1252_note(path),))


def find_delimiter(path: Path, encoding: Encoding) -> str:
    """The delimiter that splits most of the first lines into the same number of fields, the more the better.

    Headings one field short and titles above the headings do not disturb it.
    """
    allow_long_cells()
    with path.open(encoding=encoding.name, errors="replace", newline="") as file:
        lines = list(islice((line[:CHUNK] for line in _lines(file.read(CHUNK)) if line.strip()), LINES))
    found = {}
    for delimiter in DELIMITERS:
        widths = Counter(map(len, split_lines((f"{line}\n" for line in lines), delimiter, strict=False)))
        if widths:
            width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
            if width > 1:
                found[delimiter] = (times / sum(widths.values()), width)
    for enough in (MOST, SOME):
        good = {delimiter: width for delimiter, (share, width) in found.items() if share >= enough}
        if good:
            return max(good, key=lambda delimiter: good[delimiter])
    return ","


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def _bare_utf16(start: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Western text is 0."""
    if len(start) < 4:
        return None
    even, odd = start[:4096:2], start[1:4096:2]
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                # Plain ASCII needs no decoding, unless a character was cut before it.
                if not chunk.isascii() or decoder.getstate()[0]:
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_note() -> tuple[Fault, ...]:
    return (Fault("encoding", f'read as UTF-16 (spreadsheet "Unicode text"), {ROWS} rows', ""),)


def _cp1252_note(path: Path) -> Fault:
    reason = "encoding is not UTF-8; read as Windows-1252"
    with path.open(encoding="cp1252", errors="replace") as file:
        while chunk := file.read(CHUNK):
            words = re.findall(r"\b[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*\b", chunk)
            if words:
                reason += f' (accents look right: "{words[0][:40]}")'
                break
    return Fault("encoding", reason, 'save as "CSV UTF-8"')


def _delimiter_notes(delimiter: str) -> tuple[Fault, ...]:
    if delimiter == ",":
        return ()
    if delimiter == "|":
        reason = f'Fields are separated by "|", not by ","; read as such, {ROWS} rows'
        mend = "save as CSV with comma, semicolon or tab, or confirm the separator found"
        return (Fault("delimiter", reason, mend),)
    return (Fault("delimiter", f"fields are separated by {DELIMITERS[delimiter]}; read as such", ""),)


def _nul_notes(path: Path, encoding: Encoding) -> tuple[Fault, ...]:
    if "16" in encoding.name:
        return ()
    number = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            number += chunk.count(0) if b"\0" in chunk else 0
    if not number:
        return ()
    reason = f"{number:,} NUL byte{'s' * (number > 1)} removed; the file may be damaged"
    return (Fault("nul_bytes", reason, "open and save the file again in the program that made it"),)
