"""Text that does no harm where it is printed."""

import unicodedata


def is_clean(text: str, limit: int) -> bool:
    bad = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    seen = all(char.isprintable() and unicodedata.category(char) not in bad for char in text)
    return seen and len(text) <= limit and "  " not in text and text == text.strip()
