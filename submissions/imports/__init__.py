"""Import recommendations from a table: one row is one answer with one recommendation.

mapping.py says where each field comes from, table.py reads the file, values.py knows what a cell
may say, rows.py turns a row into an answer, ledger.py compares with what stands and enters what
is new.
"""

from submissions.imports.ledger import Difference, Report, check, enter_new
from submissions.imports.mapping import FIELDS, Mapping, MappingError
from submissions.imports.rows import Defaults, Entry, Problem, RowReader
from submissions.imports.table import Table, TableError, open_table

__all__ = [
    "FIELDS",
    "Defaults",
    "Difference",
    "Entry",
    "Mapping",
    "MappingError",
    "Problem",
    "Report",
    "RowReader",
    "Table",
    "TableError",
    "check",
    "enter_new",
    "open_table",
]
