"""What a table must look like: definitions read from `data/datapackage.yaml`, and the checks against them."""

from chokepoint.contract.tables import Contract, Field, ForeignKey, Rule, Table, read_contract

__all__ = ["Contract", "Field", "ForeignKey", "Rule", "Table", "read_contract"]
