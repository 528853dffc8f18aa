"""The catalogue: every diagnosis this version makes, in the order of repair."""

from containerloop.catalogue import Diagnosis
from containerloop.diagnoses.cl201_container_not_running import container_not_running
from containerloop.diagnoses.cl202_restart_loop import restart_loop
from containerloop.diagnoses.cl212_nobody_serves_this_port import nobody_serves_this_port
from containerloop.diagnoses.cl401_localhost_is_this_container import localhost_is_this_container
from containerloop.diagnoses.cl404_host_docker_internal_missing import host_docker_internal_missing
from containerloop.diagnoses.cl501_loopback_listener import loopback_listener
from containerloop.diagnoses.cl503_host_service_on_loopback import host_service_on_loopback
from containerloop.diagnoses.cl601_port_not_published import port_not_published

CATALOGUE: tuple[Diagnosis, ...] = (
    container_not_running,
    restart_loop,
    nobody_serves_this_port,
    localhost_is_this_container,
    host_docker_internal_missing,
    loopback_listener,
    host_service_on_loopback,
    port_not_published,
)
