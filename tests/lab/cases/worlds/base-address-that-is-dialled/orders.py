"""Asks for the stock once a second, at what looks like an address for people."""

import os
import sys
import time
import urllib.request

while True:
    try:
        urllib.request.urlopen(os.environ["STOCK_BASE_URL"] + "/", timeout=2)
    except OSError as error:
        print("stock:", error, file=sys.stderr, flush=True)
    time.sleep(1)
