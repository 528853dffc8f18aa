"""A site that redirects to https whoever did not come by it, as its proxy would say."""

from flask import Flask, redirect, request

app = Flask(__name__)


@app.before_request
def only_tls():
    if request.headers.get("X-Forwarded-Proto") != "https":
        return redirect(request.url.replace("http://", "https://", 1), 301)
    return None


@app.route("/")
def page() -> str:
    return "page"


app.run("0.0.0.0", 8000)
