"""Read mails as their reader does."""

import re

from django.core.mail import EmailMessage


def link_in(message: EmailMessage, words: str) -> str:
    """Return the first address in the text of a mail whose address holds the words."""
    links: list[str] = re.findall(r"https?://[^\s<>\"]+", str(message.body))
    return next(link for link in links if words in link)
