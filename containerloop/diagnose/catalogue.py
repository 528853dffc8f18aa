"""The catalogue: every diagnosis this version makes, in the order of repair."""

from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.diagnose.rules.cl201_container_not_running import container_not_running
from containerloop.diagnose.rules.cl202_restart_loop import restart_loop
from containerloop.diagnose.rules.cl203_host_port_taken import host_port_taken
from containerloop.diagnose.rules.cl204_still_starting import still_starting
from containerloop.diagnose.rules.cl205_service_not_created import service_not_created
from containerloop.diagnose.rules.cl206_stale_container import stale_container
from containerloop.diagnose.rules.cl208_one_off_without_ports import one_off_without_ports
from containerloop.diagnose.rules.cl212_nobody_serves_this_port import nobody_serves_this_port
from containerloop.diagnose.rules.cl301_no_shared_network import no_shared_network
from containerloop.diagnose.rules.cl302_internal_network import internal_network
from containerloop.diagnose.rules.cl304_host_network_mode import host_network_mode
from containerloop.diagnose.rules.cl401_localhost_is_this_container import (
    localhost_is_this_container,
)
from containerloop.diagnose.rules.cl402_unknown_name import unknown_name
from containerloop.diagnose.rules.cl403_default_bridge_has_no_names import (
    default_bridge_has_no_names,
)
from containerloop.diagnose.rules.cl404_host_docker_internal_missing import (
    host_docker_internal_missing,
)
from containerloop.diagnose.rules.cl405_alias_collision import alias_collision
from containerloop.diagnose.rules.cl407_stale_address import stale_address
from containerloop.diagnose.rules.cl408_browser_given_service_name import (
    browser_given_service_name,
)
from containerloop.diagnose.rules.cl410_localhost_is_ipv6_first import localhost_is_ipv6_first
from containerloop.diagnose.rules.cl501_loopback_listener import loopback_listener
from containerloop.diagnose.rules.cl502_listens_on_another_port import listens_on_another_port
from containerloop.diagnose.rules.cl503_host_service_on_loopback import host_service_on_loopback
from containerloop.diagnose.rules.cl504_address_family_mismatch import address_family_mismatch
from containerloop.diagnose.rules.cl507_nothing_listens import nothing_listens
from containerloop.diagnose.rules.cl601_port_not_published import port_not_published
from containerloop.diagnose.rules.cl602_published_to_wrong_container_port import (
    published_to_wrong_container_port,
)
from containerloop.diagnose.rules.cl603_published_on_loopback import published_on_loopback
from containerloop.diagnose.rules.cl604_host_port_used_inside import host_port_used_inside
from containerloop.diagnose.rules.cl605_container_port_used_outside import (
    container_port_used_outside,
)
from containerloop.diagnose.rules.cl606_shadowed_by_host_process import shadowed_by_host_process
from containerloop.diagnose.rules.cl611_exposed_beyond_this_machine import (
    exposed_beyond_this_machine,
)
from containerloop.diagnose.rules.cl701_host_firewall_drops_containers import (
    host_firewall_drops_containers,
)
from containerloop.diagnose.rules.cl801_tls_mismatch import tls_mismatch
from containerloop.diagnose.rules.cl804_redis_protected_mode import redis_protected_mode
from containerloop.diagnose.rules.cl809_another_server_answers import another_server_answers

CATALOGUE: tuple[Diagnosis, ...] = (
    container_not_running,
    restart_loop,
    host_port_taken,
    still_starting,
    service_not_created,
    stale_container,
    one_off_without_ports,
    nobody_serves_this_port,
    no_shared_network,
    internal_network,
    host_network_mode,
    localhost_is_this_container,
    unknown_name,
    default_bridge_has_no_names,
    host_docker_internal_missing,
    alias_collision,
    stale_address,
    browser_given_service_name,
    localhost_is_ipv6_first,
    loopback_listener,
    listens_on_another_port,
    host_service_on_loopback,
    address_family_mismatch,
    nothing_listens,
    port_not_published,
    published_to_wrong_container_port,
    published_on_loopback,
    host_port_used_inside,
    container_port_used_outside,
    shadowed_by_host_process,
    exposed_beyond_this_machine,
    host_firewall_drops_containers,
    tls_mismatch,
    redis_protected_mode,
    another_server_answers,
)
