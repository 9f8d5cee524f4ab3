"""Contracts for exports: what a system's files looked like, and what changed since.

`write_contracts` writes one Open Data Contract Standard document per system from what was loaded;
`find_changes` compares files that are newer than the contract with it.
"""

from smarketing.export_contracts.changes import find_changes
from smarketing.export_contracts.writing import write_contracts

__all__ = ["find_changes", "write_contracts"]
