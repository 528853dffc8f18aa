"""Showing a report: pure functions from values to strings, which decide nothing.

`text.report.render_text`, `json.render_json`, `dry_run.render_plan`, `pages.render_page` and
`pages.render_catalogue`.
"""
