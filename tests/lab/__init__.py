"""The machines that tests run on, what draws and measures on them, and the tests of these."""
