"""A server of gRPC without any method."""

from concurrent.futures import ThreadPoolExecutor

import grpc

server = grpc.server(ThreadPoolExecutor(2))
server.add_insecure_port("0.0.0.0:50051")
server.start()
server.wait_for_termination()
