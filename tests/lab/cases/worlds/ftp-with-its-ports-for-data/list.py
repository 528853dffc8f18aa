"""Lists a folder over FTP."""

import ftplib

client = ftplib.FTP(timeout=5)
client.connect("127.0.0.1", 21021)
client.login()
client.dir()
