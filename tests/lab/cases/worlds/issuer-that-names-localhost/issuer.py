"""An issuer as Keycloak is one: its discovery document names the public address it was given."""

import http.server
import json
import sys

PUBLIC = sys.argv[1]
REALM = "/realms/shop"
PAGES = {
    REALM: {"realm": "shop", "token-service": f"{PUBLIC}{REALM}/protocol/openid-connect"},
    f"{REALM}/.well-known/openid-configuration": {
        "issuer": f"{PUBLIC}{REALM}",
        "token_endpoint": f"{PUBLIC}{REALM}/protocol/openid-connect/token",
        "jwks_uri": f"{PUBLIC}{REALM}/protocol/openid-connect/certs",
    },
    f"{REALM}/protocol/openid-connect/certs": {"keys": []},
}


class Issuer(http.server.BaseHTTPRequestHandler):
    """One realm."""

    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(page).encode())


http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Issuer).serve_forever()
