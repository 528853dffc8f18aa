"""Letting a client's address into MySQL or MariaDB. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.seen_address import SeenAddress
from containerloop.diagnose.trials import Untriable


def account_for(here: Case, seen_as: SeenAddress) -> Proposal:
    """An account that may come from the client's network."""
    host = host_pattern(seen_as.network)
    return Proposal(
        summary=f"create the client's account for that network: CREATE USER 'USER'@'{host}'"
        f" IDENTIFIED BY 'PASSWORD'; GRANT ALL ON DATABASE.* TO 'USER'@'{host}'",
        trial=Untriable(reason="it would change accounts of your server"),
    )


def unblocked(here: Case, seen_as: SeenAddress) -> Proposal:
    """The client's address, no longer blocked."""
    return Proposal(
        summary="run FLUSH HOSTS in it (MySQL 8.4: TRUNCATE performance_schema.host_cache), and"
        " find out which program closes its connections before the log-in",
        trial=Untriable(reason="it would change your server"),
    )


def host_pattern(subnet: str) -> str:
    """A subnet as MySQL writes hosts: with % for whole bytes, else with a netmask.

    >>> host_pattern("172.18.0.0/16"), host_pattern("10.1.16.0/20"), host_pattern("all")
    ('172.18.%', '10.1.16.0/255.255.240.0', '%')
    """
    address, slash, size = subnet.partition("/")
    if not slash or ":" in address:
        return "%"
    whole, rest = divmod(int(size), 8)
    if rest:
        mask = 0xFFFFFFFF << (32 - int(size)) & 0xFFFFFFFF
        return f"{address}/{'.'.join(str(mask >> shift & 255) for shift in (24, 16, 8, 0))}"
    parts = address.split(".")
    return ".".join([*parts[:whole], *(["%"] if whole < 4 else [])])
