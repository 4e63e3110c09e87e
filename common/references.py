"""References that people read aloud: Crockford's base 32 with a check character."""

import re
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
FORM = re.compile(rf"IDM[0-9]{{2}}-[{CROCKFORD}]{{{LENGTH}}}(-[1-9][0-9]*)?")
# Odd weights: every wrong character changes the sum modulo 32.
WEIGHTS = (1, 3, 5, 7, 9)
LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def check_character(body: str) -> str:
    """Return the check character of five base-32 characters: their weighted sum modulo 32."""
    total = sum(weight * CROCKFORD.index(char) for weight, char in zip(WEIGHTS, body, strict=True))
    return CROCKFORD[total % 32]


def new_reference(year: int) -> str:
    """Return a random reference of a dialogue's year, such as IDM17-7K3QXM."""
    body = "".join(secrets.choice(CROCKFORD) for _ in WEIGHTS)
    return f"IDM{year % 100:02d}-{body}{check_character(body)}"


def normalise_reference(text: str) -> str:
    """Return a reference as we write it from what a person typed; "" if it cannot be one.

    Small letters, spaces and the look-alikes O, I and L are forgiven; a wrong check character
    is not.
    """
    prefix, _, rest = text.strip().upper().replace(" ", "").partition("-")
    reference = f"{prefix}-{rest.translate(LOOK_ALIKE)}"
    if not FORM.fullmatch(reference):
        return ""
    body = reference.split("-")[1]
    return reference if check_character(body[:-1]) == body[-1] else ""
