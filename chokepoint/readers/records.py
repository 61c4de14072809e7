"""JSON records and Parquet columns as sheets of text, the names of the fields in row 1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chokepoint.config import Limits
from chokepoint.contract.files import Fault
from chokepoint.readers.pack import MEGABYTE, damaged, too_big
from chokepoint.readers.sheet import FaultError, Sheet
from chokepoint.readers.workbook import as_text

BATCH = 2048


def open_json(path: Path, limits: Limits) -> list[Sheet]:
    """The list of records in a JSON file, at its top or one step below, as one sheet.

    Features of GeoJSON give their properties; what is nested in a record stays JSON text.
    """
    try:
        tree = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise FaultError(damaged(f"JSON cannot be read: {error}")) from error
    lists = [tree] if isinstance(tree, list) else _lists(tree)
    records = max(
        ([_flat(one) for one in found if isinstance(one, dict)] for found in lists), key=len, default=[]
    )
    if not records:
        reason = "JSON holds no list of records"
        raise FaultError(Fault("unreadable_kind", reason, "save its table as CSV"))
    names = list(dict.fromkeys(name for record in records for name in record))
    rows = [names, *([_json_text(record.get(name)) for name in names] for record in records)]
    return [Sheet("records", lambda: iter(map(list, rows)), limits=limits)]


def open_parquet(path: Path, limits: Limits) -> list[Sheet]:
    """The columns of a Parquet file as one sheet; raises FaultError if it is damaged or too large."""
    try:
        file = pq.ParquetFile(path)
        meta = file.metadata
        size = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FaultError(damaged(f"Parquet file is damaged: {error}")) from error
    if size > limits.unpacked_mb * MEGABYTE:
        raise FaultError(too_big("Parquet file", limits))
    if meta.num_rows > limits.rows:
        raise FaultError(Fault("too_many_rows", f"more than {limits.rows:,} rows", "split the file"))
    return [Sheet("rows", partial(_parquet_records, path), limits=limits)]


def _parquet_records(path: Path) -> Iterator[list[str]]:
    try:
        with pq.ParquetFile(path) as file:
            yield list(file.schema_arrow.names)
            for batch in file.iter_batches(batch_size=BATCH):
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    yield [_parquet_text(cell) for cell in cells]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise FaultError(damaged(f"Parquet file is damaged: {error}")) from error


def _parquet_text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return as_text(value)


def _lists(tree: Any) -> list[list[Any]]:
    return [value for value in tree.values() if isinstance(value, list)] if isinstance(tree, dict) else []


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    properties = record.get("properties")
    return properties if record.get("type") == "Feature" and isinstance(properties, dict) else record


def _json_text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return as_text(value)
