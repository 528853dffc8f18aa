"""What the configurations of proxies say they pass requests on to; one file per proxy (pure)."""
