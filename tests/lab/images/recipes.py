"""What belongs to each image: the packages, and which of their files.

Paths are patterns below the root of the unpacked packages. Libraries need not be named: what a
program asks for comes along.
"""

from dataclasses import dataclass

# what the packages want beside them and a server that is cut out does not read
UNUSED = ("libllvm", "libz3", "perl", "libperl", "locales", "libdb5", "libgdbm", "dpkg", "openssl")


@dataclass(frozen=True, slots=True)
class Image:
    """`start` is the script below start/ that the image runs; without it, it runs a shell.

    `commands` are programs to be found in the PATH though they live elsewhere. A `rare` image
    is made when somebody asks for it: `make cases` needs it, and no test does.
    """

    packages: tuple[str, ...]
    files: tuple[str, ...]
    leave: tuple[str, ...] = ()
    start: str | None = None
    commands: tuple[str, ...] = ()
    rare: bool = False


IMAGES: dict[str, Image] = {
    "base": Image(packages=(), files=()),
    "python": Image(
        packages=("python3", "python3-pg8000"),
        files=("usr/bin/python3*", "usr/lib/python3*"),
        leave=("__pycache__", "/test/", "/idlelib/", "/lib2to3/", "/tkinter/", "/_dbm.", "/_gdbm."),
    ),
    "postgres": Image(
        packages=("postgresql",),
        files=(
            "usr/lib/postgresql/*/bin/*",
            "usr/lib/postgresql/*/lib/*.so",
            "usr/share/postgresql/*",
            "usr/share/zoneinfo/UTC",
            "usr/share/zoneinfo/Etc",
        ),
        leave=("llvmjit", "/bitcode/", "/man/"),
        start="postgres",
        commands=("usr/lib/postgresql/*/bin/*",),
    ),
    "redis": Image(packages=("redis-server",), files=("usr/bin/redis-*",), start="redis"),
    "nginx": Image(
        packages=("nginx",),
        files=("usr/sbin/nginx", "etc/nginx/mime.types"),
        start="nginx",
    ),
    "mariadb": Image(
        packages=("mariadb-server-core", "mariadb-client-core"),
        files=(
            "usr/sbin/mariadbd",
            "usr/bin/mariadb",
            "usr/bin/mariadb-admin",
            "usr/share/m[ay]*/*.sql",
            "usr/share/m[ay]*/english",
            "usr/share/m[ay]*/charsets",
        ),
        start="mariadb",
    ),
    "haproxy": Image(packages=("haproxy",), files=("usr/sbin/haproxy",), rare=True),
    "squid": Image(
        packages=("squid",),
        files=("usr/sbin/squid-gnutls", "usr/lib/squid", "usr/share/squid", "etc/squid"),
        rare=True,
        commands=("usr/sbin/squid-gnutls",),
    ),
    "mosquitto": Image(
        packages=("mosquitto", "mosquitto-clients"),
        files=("usr/sbin/mosquitto", "usr/bin/mosquitto_*"),
        rare=True,
    ),
    "vsftpd": Image(packages=("vsftpd",), files=("usr/sbin/vsftpd", "etc/pam.d"), rare=True),
    "xdebug": Image(
        packages=("php-cli", "php-xdebug"),
        files=("usr/bin/php*", "usr/lib/php", "usr/share/php"),
        commands=("usr/bin/php*",),
    ),
    "php": Image(
        packages=("php-fpm",),
        files=("usr/sbin/php-fpm*", "usr/lib/php", "usr/share/php"),
        rare=True,
        commands=("usr/sbin/php-fpm*",),
    ),
    "node": Image(
        packages=("nodejs", "node-ws"),
        files=("usr/bin/node", "usr/share/nodejs", "usr/lib/*/nodejs"),
        rare=True,
    ),
    "frameworks": Image(
        packages=(
            "python3",
            "python3-django",
            "python3-kafka",
            "python3-pymongo",
            "python3-redis",
            "python3-pg8000",
            "python3-pymysql",
            "python3-aiohttp",
            "python3-elasticsearch",
            "python3-flask",
            "python3-grpcio",
            "python3-pyftpdlib",
            "python3-requests",
            "tzdata",
        ),
        files=("usr/bin/python3*", "usr/lib/python3*", "usr/share/zoneinfo/*UTC"),
        leave=(
            "__pycache__",
            "/test/",
            "/tests/",
            "/idlelib/",
            "/lib2to3/",
            "/tkinter/",
            "/_dbm.",
            "/_gdbm.",
            "LC_MESSAGES",
        ),
        rare=True,
    ),
    "sundry": Image(
        packages=(
            "apache2-bin",
            "caddy",
            "dnsmasq-base",
            "memcached",
            "pgbouncer",
            "tinyproxy-bin",
        ),
        files=(
            "usr/lib/*/libgcc_s.so.1",
            "usr/sbin/apache2",
            "usr/lib/apache2/modules",
            "usr/bin/caddy",
            "usr/sbin/dnsmasq",
            "usr/bin/memcached",
            "usr/sbin/pgbouncer",
            "usr/bin/tinyproxy",
            "usr/share/tinyproxy",
        ),
        rare=True,
    ),
}

ACCOUNTS = {  # name: (id, home); ids of our own, the same in every image
    "root": (0, "/root"),
    "postgres": (70, "/var/lib/postgresql"),
    "mysql": (71, "/var/lib/mysql"),
    "redis": (72, "/var/lib/redis"),
    "www-data": (33, "/www"),
    "nobody": (65534, "/nonexistent"),
}

TEXTS = {  # files of every image
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "etc/passwd": "".join(
        f"{name}:x:{number}:{number}::{home}:/bin/sh\n" for name, (number, home) in ACCOUNTS.items()
    ),
    "etc/group": "tty:x:5:\nnogroup:x:65534:\n"
    + "".join(f"{name}:x:{number}:\n" for name, (number, _) in ACCOUNTS.items()),
    "www/index.html": "containerloop fixture\n",
}
