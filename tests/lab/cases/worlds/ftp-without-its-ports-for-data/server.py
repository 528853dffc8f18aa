"""An FTP server; its ports for data are any free ones, unless it is told a range."""

import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_anonymous("/tmp")
if sys.argv[1:]:
    FTPHandler.passive_ports = range(int(sys.argv[1]), int(sys.argv[2]) + 1)
FTPServer(("0.0.0.0", 2121), FTPHandler).serve_forever()
