"""The real client library: it must reach the node that the metadata names."""

import sys

from kafka import KafkaClient

client = KafkaClient(bootstrap_servers="bus:9094", request_timeout_ms=3000)
client.poll(timeout_ms=2000, future=client.cluster.request_update())
nodes = [broker.nodeId for broker in client.cluster.brokers()]
client.maybe_connect(nodes[0])
for _ in range(10):
    client.poll(timeout_ms=300)
sys.exit(not (nodes and client.connected(nodes[0])))
