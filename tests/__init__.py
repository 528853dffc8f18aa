"""The tests, the engines they run on (`engines`) and the images they use (`images`)."""
