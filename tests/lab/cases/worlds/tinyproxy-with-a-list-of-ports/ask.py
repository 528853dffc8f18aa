"""Asks for a page over TLS, as the environment says."""

import ssl
import urllib.request

context = ssl._create_unverified_context()
urllib.request.urlopen("https://ledger:8743/", timeout=6, context=context)
