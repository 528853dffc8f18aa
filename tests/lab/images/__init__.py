"""Small images of real servers, cut out of the distribution's packages. Nothing is pulled.

recipes   what belongs to each image
elf       which libraries a program needs
cut       a folder of unpacked packages -> a tar of one server
load      the tar, made once, into an engine
start/    what each image runs
"""
