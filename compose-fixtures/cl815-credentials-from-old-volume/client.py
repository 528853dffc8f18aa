"""A client that logs in again and again, as its variable says."""

import os
import time
from urllib.parse import urlsplit

import pg8000.dbapi

url = urlsplit(os.environ["DATABASE_URL"])
while True:
    try:
        pg8000.dbapi.connect(url.username, url.hostname, url.path[1:], url.port, url.password)
        print("connected", flush=True)
    except pg8000.dbapi.Error as error:
        print(error, flush=True)
    time.sleep(2)
