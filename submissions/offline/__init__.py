"""The offline form: a call's form as a DOCX, filled without a network, and read back."""

from submissions.offline.reading import Read, read
from submissions.offline.writing import written

__all__ = ["Read", "read", "written"]
