"""The probe on a kernel of the fuzzer's own, with sanitizers: `make fuzz`."""
