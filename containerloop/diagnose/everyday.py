"""The errors that everybody meets, what each may be, and what one would look at by hand. Pure data.

Which of them it is, a run tells; this is for those who begin with the error.
"""

from __future__ import annotations

from containerloop.facts import Value


class Row(Value, frozen=True):
    """What somebody sees or asks, and what it may be: each with the codes that tell more."""

    seen: str
    may_be: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code of the row."""
        return tuple(code for _, codes in self.may_be for code in codes)


ERRORS = (
    Row(
        '"connection refused", "this site can\'t be reached"',
        (
            ("the container stopped, or it ends after each start", ("CL201", "CL202")),
            ("nothing listens on that port", ("CL212", "CL507")),
            ("the server listens on another port", ("CL502",)),
            ("the server listens on its own loopback only", ("CL501",)),
            ("the port is not published", ("CL601",)),
        ),
    ),
    Row(
        '"address already in use", "port is already allocated"',
        (("a process, a container or another project has the port", ("CL203",)),),
    ),
    Row(
        "localhost goes to the wrong place",
        (
            ("a line in a hosts file", ("CL406",)),
            ("localhost is ::1 first", ("CL410",)),
            ("another server on this machine answers", ("CL606",)),
        ),
    ),
    Row(
        "127.0.0.1 does not work in a container",
        (
            ("it is the container itself", ("CL401",)),
            ("the host has another name there", ("CL404",)),
            ("the host's server listens on its loopback only", ("CL503",)),
            ("the host's firewall stops it", ("CL701",)),
        ),
    ),
    Row(
        "it works here, and not from the phone or another machine",
        (
            ("the port is published for this machine only", ("CL603",)),
            ("the server listens on loopback", ("CL501",)),
            ("something beyond this machine stops it", ("CL710",)),
        ),
    ),
    Row(
        "a proxy, a VPN or a security tool is in between",
        (
            ("a proxy variable sends the call away", ("CL807",)),
            ("a VPN and a container network have the same addresses", ("CL306",)),
            ("the host's firewall stops it", ("CL701",)),
        ),
    ),
)
"""The six everyday errors."""

STEPS = (
    Row("1. Is it running?", (("", ("CL201", "CL202", "CL205")),)),
    Row("2. Is it that port, or one digit off?", (("", ("CL212", "CL502", "CL605")),)),
    Row("3. Does its address work where its name does not?", (("", ("CL402", "CL403")),)),
    Row("4. Is it IPv6?", (("", ("CL410", "CL504")),)),
    Row("5. Is it a firewall or a proxy?", (("", ("CL701", "CL807")),)),
    Row("6. Does it listen on 127.0.0.1 or on 0.0.0.0?", (("", ("CL501", "CL503", "CL603")),)),
    Row("7. Is it this machine, a container or a virtual machine?", (("", ("CL401", "CL304")),)),
)
"""What a person would go through by hand, and a run has done."""
