/* The kernel as the probe sees it: numbers, shapes and calls for x86_64 and aarch64. No logic here. */
#ifndef SYS_H
#define SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
enum {
  NR_read = 0, NR_write = 1, NR_close = 3, NR_socket = 41, NR_connect = 42, NR_sendto = 44,
  NR_recvfrom = 45, NR_shutdown = 48, NR_bind = 49, NR_listen = 50, NR_getsockname = 51,
  NR_setsockopt = 54, NR_getsockopt = 55, NR_uname = 63, NR_clock_gettime = 228,
  NR_exit_group = 231, NR_openat = 257, NR_readlinkat = 267, NR_ppoll = 271, NR_accept4 = 288,
  NR_prlimit64 = 302, NR_getrandom = 318
};
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
enum {
  NR_openat = 56, NR_close = 57, NR_read = 63, NR_write = 64, NR_ppoll = 73, NR_readlinkat = 78,
  NR_exit_group = 94, NR_clock_gettime = 113, NR_uname = 160, NR_socket = 198, NR_bind = 200,
  NR_listen = 201, NR_connect = 203, NR_getsockname = 204, NR_sendto = 206, NR_recvfrom = 207,
  NR_setsockopt = 208, NR_getsockopt = 209, NR_shutdown = 210, NR_accept4 = 242,
  NR_prlimit64 = 261, NR_getrandom = 278
};
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = n;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc 0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
}
#else
#error "the probe knows x86_64 and aarch64"
#endif

/* Calls return what the kernel returns: a value, or -errno. */
#define SYS(name, a, b, c, d, e, f) \
  sys6(NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

enum {
  E_NOENT = 2, E_INTR = 4, E_AGAIN = 11, E_FBIG = 27, E_NOSPC = 28, E_PIPE = 32, E_CONNRESET = 104,
  E_MSGSIZE = 90, E_TIMEDOUT = 110, E_CONNREFUSED = 111, E_INPROGRESS = 115
};
enum { AF_INET = 2, AF_INET6 = 10, SOCK_STREAM = 1, SOCK_DGRAM = 2 };
enum { SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000, O_CLOEXEC = 02000000, AT_FDCWD = -100 };
enum { SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_ERROR = 4, IPPROTO_IPV6 = 41, IPV6_V6ONLY = 26 };
enum { IPPROTO_TCP = 6, TCP_MAXSEG = 2 };
enum { MSG_NOSIGNAL = 0x4000, SHUT_WR = 1 };
enum { POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 16, POLLNVAL = 32 };
enum { CLOCK_MONOTONIC = 1, RLIMIT_NOFILE = 7 };

struct timespec { int64_t sec, nsec; };
struct pollfd { int fd; int16_t events, revents; };
struct sockaddr_any { /* sockaddr_in and sockaddr_in6 in one; which is said by family */
  uint16_t family, port_be;
  uint8_t v4_or_flow[4];
  uint8_t v6[16];
  uint32_t scope;
};

#endif
