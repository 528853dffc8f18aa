"""Where a probe stands."""

from containerloop.observe.probe.placement import on_networks


def test_a_probe_on_the_default_bridge_and_another_network_is_on_both() -> None:
    assert on_networks(("bridge",)).networks == ()
    both = on_networks(("bridge", "shop_back"))
    assert (both.network_mode, [j.network for j in both.networks]) == (
        "bridge", ["bridge", "shop_back"],
    )  # fmt: skip
