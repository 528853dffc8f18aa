"""The report as Markdown for a pull request's comment. Pure."""
