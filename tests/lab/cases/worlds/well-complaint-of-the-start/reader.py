"""A client that complains until its server is up, and then goes on."""

import sys
import time

import redis

client = redis.Redis(host="store", port=6379)
while True:
    try:
        client.ping()
    except redis.exceptions.RedisError as error:
        print(error, file=sys.stderr, flush=True)
    time.sleep(0.5)
