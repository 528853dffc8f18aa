"""What each command does, imported when it is run. One file per command of `commands`."""
