"""`python -m containerloop` is the command line."""

from containerloop.cli.main import main

if __name__ == "__main__":
    main()
