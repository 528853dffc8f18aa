"""Tests of Docker engines without root, which `make test-engines` makes."""
