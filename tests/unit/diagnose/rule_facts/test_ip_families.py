"""IPv4 and IPv6: which was dialled, which are served."""

from tests.support.world import World


def test_a_second_ipv6_socket_does_not_keep_the_first_from_ipv4() -> None:
    world = World()
    world.container("web", listens=["[::]:80", "[fd00::2]:80"])
    world.container("api", refers=["http://web:80/"])
    world.attempt("service:api", "web:80", "refused", resolved="172.18.0.2")
    assert "CL504" not in world.codes("80", "service:api")


def test_the_family_shows_by_the_number_that_localhost_led_to() -> None:
    world = World()
    world.container("web", listens=["[::]:80"])
    world.container("api", refers=["http://web:80/"])
    world.attempt("service:api", "web:80", "refused", resolved="172.18.0.2")
    world.attempt("service:web", "localhost:80", "refused", resolved="127.0.0.1")
    world.attempt("service:web", "localhost:80", "answered", resolved="::1")
    assert "CL504" in world.codes("80", "service:api")
