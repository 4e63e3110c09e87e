"""JSON kept as plain ASCII text: jsonb refuses NUL and lone surrogates, which can be typed."""

import json
from typing import Any

from django.db import models


class JSONTextField(models.JSONField):
    """A column for JSON that is read back exactly and never searched."""

    def get_internal_type(self) -> str:
        """Return the kind of column: text."""
        return "TextField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str:
        """Return the text for the column."""
        return json.dumps(value)

    def from_db_value(self, value: str | None, *_args: Any) -> Any:
        """Return what the text of the column says."""
        return None if value is None else json.loads(value)
