"""Every diagnosis, loaded."""

from containerloop.diagnose.catalogue import entries

CATALOGUE = entries()
