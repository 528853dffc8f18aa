"""Opens a channel as the address says."""

import os

import grpc

scheme, _, place = os.environ["RATES"].partition("://")
tls = grpc.ssl_channel_credentials()
channel = grpc.secure_channel(place, tls) if scheme == "grpcs" else grpc.insecure_channel(place)
grpc.channel_ready_future(channel).result(timeout=4)
