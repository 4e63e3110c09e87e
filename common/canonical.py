"""Canonical JSON, and the digest by which its bytes are known again."""

import hashlib
import json
from typing import Any


def canonical_json(content: Any) -> str:
    """Return JSON that is the same for the same content: sorted keys, no blanks, no escapes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
