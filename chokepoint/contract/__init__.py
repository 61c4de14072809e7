"""What a table must look like: definitions read from `data/datapackage.yaml`, and the checks against them."""

from chokepoint.contract.bench import Limits
from chokepoint.contract.check import check_tables
from chokepoint.contract.findings import Finding, as_dicts, as_frame, by_severity, publishable
from chokepoint.contract.report import Report, Rows
from chokepoint.contract.tables import Contract, Field, ForeignKey, Rule, Table, read_contract

__all__ = [
    "Contract",
    "Field",
    "Finding",
    "ForeignKey",
    "Limits",
    "Report",
    "Rows",
    "Rule",
    "Table",
    "as_dicts",
    "as_frame",
    "by_severity",
    "check_tables",
    "publishable",
    "read_contract",
]
