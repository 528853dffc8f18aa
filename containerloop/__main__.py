"""`python -m containerloop` is the command line."""

from containerloop.cli import main

if __name__ == "__main__":
    main()
