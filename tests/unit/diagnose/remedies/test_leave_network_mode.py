"""A setting of a service taken away: as a line of the file, and as an override."""

from msgspec.structs import replace

from containerloop.diagnose.remedies.compose_yaml import override_yaml
from containerloop.diagnose.remedies.patches import without_key
from containerloop.facts import ServiceConfig

JOB = ServiceConfig(
    name="job",
    file="compose.yaml",
    line=2,
    indent=4,
    lines={"network_mode": 5},
    network_mode="none",
)


def test_a_line_is_taken_away_where_it_stands() -> None:
    patch, override = without_key(JOB, "network_mode", "none")
    assert patch is not None
    assert (patch.file, patch.line, patch.diff) == ("compose.yaml", 5, "-    network_mode: none")
    assert override_yaml(override) == "services:\n  job:\n    network_mode: !reset null\n"


def test_where_no_file_holds_the_line_only_the_override_does_it() -> None:
    for config in (replace(JOB, file=None), replace(JOB, lines={})):
        patch, override = without_key(config, "network_mode", "none")
        assert patch is None
        assert override["services"]["job"] == {"network_mode": {"!reset": None}}
