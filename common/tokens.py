"""Private addresses: keyed signatures over a public id and a version, never stored."""

import secrets

from django.core.signing import BadSignature, Signer

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def new_public_id() -> str:
    """Return 16 random characters (80 bits) that name a row in its private addresses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def make_token(purpose: str, public_id: str, version: int) -> str:
    """Return the token of a row for one purpose; raising the row's version revokes it."""
    signature = Signer(salt=purpose).signature(f"{public_id}:{version}")
    return f"{public_id}-{signature}"


def public_id_of(token: str) -> str:
    """Return the public id that a token claims to be for, "" for none; nothing is checked yet."""
    claimed = token.partition("-")[0]
    return claimed if set(claimed) <= set(ALPHABET) else ""


def is_token_valid(token: str, purpose: str, public_id: str, version: int) -> bool:
    """Tell whether the token was made by us for this row, purpose and version."""
    claimed, _, signature = token.partition("-")
    try:
        Signer(salt=purpose).unsign(f"{public_id}:{version}:{signature}")
    except BadSignature:
        return False
    return claimed == public_id
