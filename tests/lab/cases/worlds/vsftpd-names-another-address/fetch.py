"""Lists a folder over FTP, as old clients do: where the server says."""

import ftplib

client = ftplib.FTP("store", timeout=5)
client.trust_server_pasv_ipv4_address = True
client.login()
client.set_pasv(True)
client.dir()
