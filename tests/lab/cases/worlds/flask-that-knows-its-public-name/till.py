"""A Flask that was told its public name."""

import flask

app = flask.Flask(__name__, host_matching=True, static_host="till.example.test:5055")


@app.route("/receipts", host="till.example.test:5055")
def receipts() -> str:
    """The one page."""
    return "none\n"


app.run("0.0.0.0", 5055)
