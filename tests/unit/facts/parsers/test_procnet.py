"""The kernel's tables of sockets, as Linux 6 writes them."""

from containerloop.facts import Transport
from containerloop.facts.parsers import procnet

HEAD = "  sl  local_address rem_address   st tx_queue:rx_queue"
LISTENS = "   0: 00000000:1F40 00000000:0000 0A 00000000:{:08X} 00:00000000 00000000 0 0 4711"
CALL = "   1: 020012AC:1F40 010012AC:{} {} 00000000:00000000 00:00000000 00000000 0 0 {}"
CLOSE_WAIT, ESTABLISHED = "08", "01"


def left(*calls: str, queue: int = 1) -> list[tuple[int, int]]:
    table = "\n".join((HEAD, LISTENS.format(queue), *calls))
    return [(x.queue, x.left) for x in procnet.listeners(table, Transport.TCP)]


def test_what_a_process_holds_and_its_caller_has_ended() -> None:
    assert left(CALL.format("C3D2", CLOSE_WAIT, 4712)) == [(1, 1)]
    assert left(CALL.format("C3D2", ESTABLISHED, 4712)) == [(1, 0)]


def test_what_nobody_has_accepted_has_no_inode() -> None:
    assert left(CALL.format("C3D2", CLOSE_WAIT, 0), queue=2) == [(2, 0)]


def test_calls_of_another_port_are_its_own_matter() -> None:
    other = CALL.replace(":1F40", ":1F41").format("C3D2", CLOSE_WAIT, 4712)
    assert left(other) == [(1, 0)]
