"""Where FTP's data is to be had: the address and the range of ports of the server. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.data_ports import DataPort
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Untriable


def data_to_be_had(case: Case, data: DataPort) -> Proposal:
    """The setting for what keeps clients from their data."""
    return _own_address(case) if data.published else _publish_range(case, data.named.port)


def _publish_range(case: Case, port: int) -> Proposal:
    """Both settings: neither helps without the other, and only a transfer tells."""
    server = case.destination.container
    name = case.label(server) if server else "the server"
    return Proposal(
        summary=f"give {name} a range of ports for data (vsftpd: pasv_min_port, pasv_max_port;"
        ' proftpd: PassivePorts) and publish it as it is: ports: ["FIRST-LAST:FIRST-LAST"]',
        trial=Untriable(reason=f"port {port} is open for one transfer only"),
    )


def _own_address(case: Case) -> Proposal:
    """Without the setting a server names the address at which it was called."""
    server = case.destination.container
    name = case.label(server) if server else "the server"
    return Proposal(
        summary=f"leave out the address that {name} names for data (vsftpd: pasv_address;"
        " pure-ftpd: -P; proftpd: MasqueradeAddress): it then names the one at which it is called",
        trial=Untriable(reason="it would change a setting of your server"),
    )
