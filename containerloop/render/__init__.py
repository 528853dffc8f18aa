"""Showing a report: pure functions from values to strings, which decide nothing.

`text.render_text`, `json.render_json`, `page.render_page` and `page.render_catalogue`.
They are not imported here, so that `--format json` does not pay for the terminal.
"""
