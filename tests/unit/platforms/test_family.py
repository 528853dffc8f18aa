"""Which family an engine is of, by what its `/info` and `/version` say (as those are on record)."""

import pytest

from containerloop.platforms.family import Signs, family_of, is_a_containers


@pytest.mark.parametrize(
    ("signs", "family"),
    [
        (Signs(system="Debian GNU/Linux 13 (trixie)", name="laptop"), "docker"),
        (Signs(system="Docker Desktop", name="docker-desktop"), "docker-desktop"),
        (Signs(product="Docker Desktop 4.33.0 (160616)"), "docker-desktop"),
        (Signs(system="fedora", components=("Podman Engine", "Conmon")), "podman"),
        (Signs(system="OrbStack", name="orbstack"), "orbstack"),
        (Signs(kernel="6.17.8-orbstack-00308-g8f9c941121b1"), "orbstack"),
        (Signs(system="Alpine Linux v3.24", name="lima-rancher-desktop"), "rancher-desktop"),
        (Signs(system="Rancher Desktop WSL Distribution"), "rancher-desktop"),
        (Signs(system="Ubuntu 24.04.4 LTS", name="colima"), "colima"),
        (Signs(system="Ubuntu 24.04.4 LTS", name="colima-work"), "colima"),
        (Signs(system="Ubuntu 24.04.4 LTS", name="lima-docker"), "lima"),
        (Signs(system="Ubuntu 24.04.4 LTS", name="my-colima-notes"), "docker"),
        (Signs(system="Ubuntu 24.04.4 LTS", name="limabean"), "docker"),
    ],
)
def test_the_family(signs: Signs, family: str) -> None:
    assert family_of(signs) == family


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("0f3a5c7e9b1d", True),
        ("0f3a5c7e9b1", False),
        ("0f3a5c7e9b1dd", False),
        ("0F3A5C7E9B1D", False),
        ("build-server", False),
        ("", False),
    ],
)
def test_the_name_of_a_container(name: str, told: bool) -> None:
    assert is_a_containers(name) is told
