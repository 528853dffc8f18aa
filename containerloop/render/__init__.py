"""Showing a report: pure functions from values to strings, which decide nothing.

`text.report.render_text`, `json.render_json`, `dry_run.render_plan`, `pages.render_page` and
`pages.render_catalogue`; and `render(report, origin)` in the module or folder of each format for
others: `markdown`, `html`, `sarif`, `junit`, `github`, `gitlab`.
"""
