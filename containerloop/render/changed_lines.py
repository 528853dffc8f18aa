"""What differs between two texts, as the changed lines alone. Pure."""

from __future__ import annotations

import difflib

from containerloop.render.text.styled_lines import code


def changed_lines(before: str, after: str) -> str:
    """Each changed place as a diff, with its line numbers, without what stands around it.

    A text that differs in its line ends alone is said to.
    """
    old, new = before.splitlines(), after.splitlines()
    rows = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
    if not rows:
        return "only the ends of its lines differ\n"
    return "".join(f"{code(row)[0]}\n" for row in rows)
