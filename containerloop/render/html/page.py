"""The frame of a page: its head, its style, and the policy that lets it load nothing.

No word of a report may live here.
"""

from __future__ import annotations

from containerloop.render.html.elements import Html, element, text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""No script, no image, no address beyond the file: whatever a name was made to contain."""

# contrast of text is at least 4.5 to 1 on its background, in both themes
STYLE = """
:root { color-scheme: light dark; --page: #fff; --ink: #1c2128; --dim: #59636e; --line: #d1d9e0;
  --soft: #f6f8fa; --good: #116329; --good-soft: #e6f6ea; --bad: #b3141d; --bad-soft: #ffebe9;
  --unsure: #7d4e00; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --ink: #e6edf3; --dim: #9198a1;
  --line: #3d444d; --soft: #151b23; --good: #56d364; --good-soft: #12261e; --bad: #ff8f87;
  --bad-soft: #2d1516; --unsure: #e3b341; --link: #79c0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.45rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; line-height: 1.35; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; }
ul { padding-left: 1.25rem; margin: .5rem 0; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; }
code { background: var(--soft); padding: .1rem .3rem; border-radius: .25rem; }
pre { margin: 0; padding: .75rem 0; }
pre.command { padding: .75rem 1rem; }
.scrolled { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem;
  margin: .75rem 0; max-width: 100%; }
.row { display: block; padding: 0 1rem; white-space: pre; min-width: max-content; }
.diff .good { background: var(--good-soft); } .diff .bad { background: var(--bad-soft); }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); }
.dim { color: var(--dim); }
.strong { font-weight: 600; }
section { border-top: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: left; padding: .5rem .75rem; color: var(--dim); white-space: normal;
  max-width: calc(100vw - 2.6rem); }
th, td { text-align: left; padding: .4rem .75rem; border-top: 1px solid var(--line);
  white-space: nowrap; vertical-align: top; }
thead th, thead td { border-top: 0; color: var(--dim); font-weight: 600; }
tbody th { font-weight: 400; }
summary { cursor: pointer; padding: .4rem 0; color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
footer { margin-top: 2.5rem; color: var(--dim); font-size: .9rem; }
@media print { details > *:not(summary) { display: block; } body { max-width: none; } }
"""


def page(title: str, *inside: Html, style: str = "") -> str:
    """A whole document with one `<main>`; `style` is added to the usual one."""
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        element("title", text(title)),
        element("style", STYLE + style),
    ]
    body = element("body", "\n", element("main", "\n", *(f"{each}\n" for each in inside)), "\n")
    lines = ["<!DOCTYPE html>", '<html lang="en">', element("head", "\n", "\n".join(head), "\n")]
    return "\n".join([*lines, body, "</html>"]) + "\n"
