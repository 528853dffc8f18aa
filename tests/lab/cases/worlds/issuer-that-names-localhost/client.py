"""What every client of an issuer does first: its document, and the keys that it names."""

import json
import os
import urllib.request

document = os.environ["OIDC_ISSUER"] + "/.well-known/openid-configuration"
with urllib.request.urlopen(document, timeout=4) as reply:
    keys = json.load(reply)["jwks_uri"]
with urllib.request.urlopen(keys, timeout=4) as reply:
    json.load(reply)
