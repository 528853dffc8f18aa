/* One attempt: one socket to one address, from the connect to how it ended. Never more than one
 * connection per address, nothing retried, no judgement. */
#include "probe.h"

enum Phase { FREE, CONNECTING, GREETING, REPLYING, GATHERING, PARTING };
enum { GATHER_US = 20000, GATHER_MOST_US = 100000, PARTING_US = 100000 };

typedef struct {
  Request *r;
  Addr addr, own;
  int fd, err;
  uint8_t phase;
  bool sent, has_own;
  int64_t began, connected, first_byte, deadline;
  uint32_t data_len, then_len;
  uint8_t data[MAX_DATA], then[MAX_DATA];
} Attempt;

static Attempt attempts[MAX_ATTEMPTS];

static void finish(Attempt *a, const char *stage, const char *end, int err) {
  int64_t now = clock_us();
  record_open("try", a->r->id);
  record_addr("addr", &a->addr);
  if (a->has_own) record_addr("own", &a->own);
  record_number("errno", err);
  record_word("stage", stage);
  record_number("connect_us", (a->connected ? a->connected : now) - a->began);
  record_word("end", end);
  record_number("end_us", now - a->began);
  if (a->first_byte) record_number("first_us", a->first_byte - a->began);
  record_flag("sent", a->sent);
  record_hex("data", a->data, a->data_len);
  record_hex("then", a->then, a->then_len);
  record_close();
  if (a->fd >= 0) SYS(close, a->fd, 0, 0, 0, 0, 0);
  a->phase = FREE;
  a->r->attempts_running--;
}

static bool is_reset(int err) { return err == E_CONNRESET || err == E_PIPE; }

static void broken(Attempt *a, int err) {
  finish(a, "reply", is_reset(err) ? "reset" : "error", err);
}

static void say(Attempt *a, Bytes what) {
  long n = SYS(sendto, a->fd, what.at, what.len, MSG_NOSIGNAL, 0, 0);
  if (a->phase == REPLYING) a->sent = n >= 0;
  if (n < 0 && n != -E_AGAIN) broken(a, (int)-n);
}

static void speak(Attempt *a) {
  a->phase = REPLYING;
  a->deadline = now_us() + (int64_t)a->r->reply_ms * 1000;
  if (a->r->first.given || a->r->udp) say(a, a->r->first);
}

/* A connect to a port of this machine's own ephemeral range can meet itself: nobody listens then. */
static bool met_itself(Attempt *a) {
  struct sockaddr_any sa;
  uint32_t size = sizeof sa;
  uint16_t port;
  if (SYS(getsockname, a->fd, &sa, &size, 0, 0, 0) < 0) return false;
  addr_from_socket(&sa, &a->own, &port);
  a->has_own = true;
  return !a->r->udp && port == a->r->port && !memcmp(&a->own, &a->addr, sizeof a->own);
}

static void connected(Attempt *a) {
  a->connected = clock_us();
  if (met_itself(a)) {
    finish(a, "connect", "error", E_CONNREFUSED);
  } else if (a->r->greet_ms && !a->r->udp) {
    a->phase = GREETING;
    a->deadline = a->connected + (int64_t)a->r->greet_ms * 1000;
  } else {
    speak(a);
  }
}

static void got(Attempt *a, uint32_t len) {
  int64_t now = clock_us();
  if (a->phase == PARTING) {
    a->then_len += len;
    if (a->then_len == MAX_DATA) finish(a, "reply", "full", 0);
    else a->deadline = now + GATHER_US;
    return;
  }
  a->data_len += len;
  if (!a->first_byte) a->first_byte = now;
  if (a->r->udp) {
    finish(a, "reply", "reply", 0);
  } else if (a->data_len == MAX_DATA && !a->r->then.given) {
    finish(a, "reply", "full", 0);
  } else if (a->r->whole) {
    a->phase = GATHERING;
    a->deadline = a->first_byte + (int64_t)a->r->reply_ms * 1000;
  } else {
    int64_t most = a->first_byte + GATHER_MOST_US;
    a->phase = GATHERING;
    a->deadline = now + GATHER_US < most ? now + GATHER_US : most;
  }
}

static void hear(Attempt *a) {
  bool parting = a->phase == PARTING;
  uint8_t *to = parting ? a->then + a->then_len : a->data + a->data_len;
  uint32_t room = MAX_DATA - (parting ? a->then_len : a->data_len);
  long n = SYS(recvfrom, a->fd, to, room, 0, 0, 0);
  if (n > 0 || (n == 0 && a->r->udp)) got(a, (uint32_t)n);
  else if (n == 0) finish(a, "reply", "eof", 0);
  else if (n != -E_AGAIN && n != -E_INTR) broken(a, (int)-n);
}

static void happened(int index, int revents) {
  Attempt *a = &attempts[index];
  (void)revents;
  if (a->phase != CONNECTING) {
    hear(a);
    return;
  }
  int err = 0;
  uint32_t size = sizeof err;
  SYS(getsockopt, a->fd, SOL_SOCKET, SO_ERROR, &err, &size, 0);
  if (is_reset(err)) { /* a refusal is ECONNREFUSED: it was accepted, and reset before we looked */
    a->connected = clock_us();
    broken(a, err);
  } else if (err) {
    finish(a, "connect", "error", err);
  } else {
    connected(a);
  }
}

static void part(Attempt *a) {
  if (!a->r->then.given) {
    finish(a, "reply", "reply", 0);
    return;
  }
  a->phase = PARTING;
  a->deadline = now_us() + PARTING_US;
  say(a, a->r->then);
}

static void out_of_time(Attempt *a) {
  if (a->phase == CONNECTING) finish(a, "connect", "timeout", 0);
  else if (a->phase == GREETING) speak(a);
  else if (a->phase == GATHERING) part(a);
  else if (a->phase == PARTING) finish(a, "reply", "reply", 0);
  else finish(a, "reply", "deadline", 0);
}

static Attempt *free_place(void) {
  for (int i = 0; i < MAX_ATTEMPTS; i++)
    if (attempts[i].phase == FREE) return &attempts[i];
  return 0;
}

bool attempt_begin(Request *r, const Addr *addr) {
  struct sockaddr_any sa;
  Attempt *a = free_place();
  if (!a) return false;
  memset(a, 0, offsetof(Attempt, data));
  a->r = r, a->addr = *addr, a->phase = CONNECTING, a->began = clock_us();
  a->deadline = a->began + (int64_t)r->connect_ms * 1000;
  r->attempts_running++;
  uint32_t size = addr_socket(addr, r->port, &sa);
  int type = (r->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  a->fd = (int)SYS(socket, sa.family, type, 0, 0, 0, 0);
  if (a->fd >= 0 && r->segment)
    SYS(setsockopt, a->fd, IPPROTO_TCP, TCP_MAXSEG, &r->segment, sizeof r->segment, 0);
  long result = a->fd < 0 ? a->fd : SYS(connect, a->fd, &sa, size, 0, 0, 0);
  if (!result) connected(a);
  else if (result != -E_INPROGRESS) finish(a, "connect", "error", (int)-result);
  return true;
}

void attempts_expire(void) {
  for (int i = 0; i < MAX_ATTEMPTS; i++)
    while (attempts[i].phase != FREE && attempts[i].deadline <= now_us()) out_of_time(&attempts[i]);
}

void attempts_watch(void) {
  for (int i = 0; i < MAX_ATTEMPTS; i++) {
    Attempt *a = &attempts[i];
    if (a->phase == FREE) continue;
    bool full = a->phase == GATHERING && a->data_len == MAX_DATA;
    watch(a->fd, full ? 0 : a->phase == CONNECTING ? POLLOUT : POLLIN, happened, i);
    wake_by(a->deadline);
  }
}
