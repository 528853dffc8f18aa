/* Relays and throw-away listeners: each on exactly one address and port, until it is dropped or the
 * session ends. A relay passes bytes both ways and closes each way as it was closed; a listener
 * never takes its connections from the kernel, so they stay open and unanswered.
 *
 * A relay to a loopback address calls from the address that it was called at: a server that admits
 * its own loopback alone would else take everybody's call for one of its own. */
#include "probe.h"

enum { BACKLOG = 16 };

typedef struct { bool used, passes; uint32_t id; int fd, pipes; Addr to; uint16_t to_port; } Listener;
typedef struct { uint8_t bytes[PIPE_ROOM]; uint32_t from, to; bool ended, shut; } Flow;
typedef struct { bool used, connecting; Listener *of; int fd[2]; Flow flow[2]; } Pipe;

static Listener listeners[MAX_LISTENERS];
static Pipe pipes[MAX_PIPES];

static void close_fd(int fd) { SYS(close, fd, 0, 0, 0, 0, 0); }

static void pipe_close(Pipe *p) {
  close_fd(p->fd[0]), close_fd(p->fd[1]);
  p->used = false;
  p->of->pipes--;
}

static void report(const Request *r, const char *kind, int err, uint16_t port) {
  record_open(kind, r->id);
  record_number("errno", err);
  record_number("port", port);
  record_close();
}

static int open_listener(const Request *r, uint16_t *port) {
  struct sockaddr_any sa;
  uint32_t size = addr_socket(&r->bind, r->port, &sa), one = 1;
  long fd = SYS(socket, sa.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0, 0, 0);
  if (fd < 0) return (int)fd;
  SYS(setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one, 0);
  if (r->bind.v6) SYS(setsockopt, fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one, 0);
  long result = SYS(bind, fd, &sa, size, 0, 0, 0);
  if (!result) result = SYS(listen, fd, BACKLOG, 0, 0, 0, 0);
  if (!result) result = SYS(getsockname, fd, &sa, &size, 0, 0, 0);
  if (result < 0) {
    close_fd((int)fd);
    return (int)result;
  }
  Addr bound;
  addr_from_socket(&sa, &bound, port);
  return (int)fd;
}

static void begin(Request *r, const char *kind, const Addr *to) {
  Listener *l = listeners;
  uint16_t port = 0;
  while (l < listeners + MAX_LISTENERS && l->used) l++;
  int fd = l == listeners + MAX_LISTENERS ? -E_NOSPC : open_listener(r, &port);
  report(r, kind, fd < 0 ? -fd : 0, port);
  r->stage = STAGE_DONE;
  if (fd < 0) return;
  memset(l, 0, sizeof *l);
  l->used = true, l->id = r->id, l->fd = fd, l->passes = to != 0, l->to_port = r->to_port;
  if (to) l->to = *to;
}

void listen_begin(Request *r) { begin(r, "listen", 0); }

void relay_begin(Request *r) {
  if (r->addr_count) {
    begin(r, "relay", &r->addrs[0]);
    return;
  }
  report(r, "relay", E_NOENT, 0); /* the target has no address */
  r->stage = STAGE_DONE;
}

void relay_drop(Request *r) {
  int err = E_NOENT;
  for (Listener *l = listeners; l < listeners + MAX_LISTENERS; l++) {
    if (!l->used || l->id != r->id) continue;
    for (Pipe *p = pipes; p < pipes + MAX_PIPES; p++)
      if (p->used && p->of == l) pipe_close(p);
    close_fd(l->fd);
    l->used = false, err = 0;
  }
  report(r, "drop", err, 0);
  r->stage = STAGE_DONE;
}

/* Moves what can be moved from fd[way] to fd[1 - way]; false when the connection is over. */
static bool flow(Pipe *p, int way) {
  Flow *f = &p->flow[way];
  if (!f->ended && f->to < PIPE_ROOM) {
    long n = SYS(recvfrom, p->fd[way], f->bytes + f->to, PIPE_ROOM - f->to, 0, 0, 0);
    if (n > 0) f->to += (uint32_t)n;
    else if (n == 0) f->ended = true;
    else if (n != -E_AGAIN && n != -E_INTR) return false;
  }
  if (f->from < f->to) {
    long n = SYS(sendto, p->fd[1 - way], f->bytes + f->from, f->to - f->from, MSG_NOSIGNAL, 0, 0);
    if (n > 0) f->from += (uint32_t)n;
    else if (n != -E_AGAIN && n != -E_INTR) return false;
  }
  if (f->from == f->to) f->from = f->to = 0;
  if (f->ended && !f->to && !f->shut) {
    SYS(shutdown, p->fd[1 - way], SHUT_WR, 0, 0, 0, 0);
    f->shut = true;
  }
  return !(p->flow[0].shut && p->flow[1].shut);
}

static void moved(int index, int revents) {
  Pipe *p = &pipes[index / 2];
  if (!p->used) return;
  if (p->connecting) {
    int err = 0;
    uint32_t size = sizeof err;
    if (index % 2 == 0 || !revents) return;
    SYS(getsockopt, p->fd[1], SOL_SOCKET, SO_ERROR, &err, &size, 0);
    if (err) {
      pipe_close(p);
      return;
    }
    p->connecting = false;
  }
  if (!flow(p, 0) || !flow(p, 1)) pipe_close(p);
}

static Pipe *free_pipe(void) {
  for (Pipe *p = pipes; p < pipes + MAX_PIPES; p++)
    if (!p->used) return p;
  return 0;
}

static bool is_loopback(const Addr *addr) {
  static const Addr one = {true, {[15] = 1}};
  return addr->v6 ? !memcmp(addr->b, one.b, sizeof one.b) : addr->b[0] == 127;
}

/* Lets `out` call from where `in` was called, if the target is loopback and of the same family. */
static void call_as_called(const Listener *l, long in, long out) {
  struct sockaddr_any sa;
  uint32_t size = sizeof sa;
  uint16_t port;
  Addr own;
  if (!is_loopback(&l->to) || SYS(getsockname, in, &sa, &size, 0, 0, 0)) return;
  addr_from_socket(&sa, &own, &port);
  if (own.v6 != l->to.v6) return;
  size = addr_socket(&own, 0, &sa);
  SYS(bind, out, &sa, size, 0, 0, 0);
}

static void called(int index, int revents) {
  struct sockaddr_any sa;
  Listener *l = &listeners[index];
  Pipe *p = free_pipe();
  if (!l->used || !p || !(revents & POLLIN)) return;
  long fd = SYS(accept4, l->fd, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0);
  if (fd < 0) return;
  uint32_t size = addr_socket(&l->to, l->to_port, &sa);
  long out = SYS(socket, sa.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0, 0, 0);
  if (out >= 0) call_as_called(l, fd, out);
  long result = out < 0 ? out : SYS(connect, out, &sa, size, 0, 0, 0);
  if (result && result != -E_INPROGRESS) {
    close_fd((int)fd);
    if (out >= 0) close_fd((int)out);
    return;
  }
  memset(p->flow, 0, sizeof p->flow);
  p->used = true, p->connecting = result != 0, p->of = l;
  p->fd[0] = (int)fd, p->fd[1] = (int)out;
  l->pipes++;
}

static int wanted(const Pipe *p, int side) {
  const Flow *in = &p->flow[side], *out = &p->flow[1 - side];
  if (p->connecting) return side ? POLLOUT : 0;
  return (!in->ended && in->to < PIPE_ROOM ? POLLIN : 0) | (out->from < out->to ? POLLOUT : 0);
}

void relays_turn(void) {
  bool room = free_pipe() != 0;
  for (int i = 0; i < MAX_LISTENERS; i++)
    if (listeners[i].used && listeners[i].passes && room && listeners[i].pipes < PIPES_EACH)
      watch(listeners[i].fd, POLLIN, called, i);
  for (int i = 0; i < MAX_PIPES; i++)
    for (int side = 0; side < 2; side++)
      if (pipes[i].used && wanted(&pipes[i], side))
        watch(pipes[i].fd[side], wanted(&pipes[i], side), moved, 2 * i + side);
}
