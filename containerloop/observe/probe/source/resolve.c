/* A host becomes addresses as it does in the container: literal, /etc/hosts, then DNS with the
 * search list, name servers, timeouts and stopping rules of glibc. Differences, on purpose: A and
 * AAAA wait for each other at one server; a server's wait is cut so that each gets its turn before
 * the request's own deadline; a truncated answer is not asked for again over TCP (errno EMSGSIZE). */
#include "probe.h"

enum { NXDOMAIN = 3, SERVFAIL = 2, NOT_ANSWERED = -1 };
static int conf_err, hosts_err;

void resolver_reload(void) {
  conf_err = resolv_conf_read();
  hosts_err = hosts_read();
}

void add_addr(Request *r, const Addr *addr) {
  for (int i = 0; i < r->addr_count; i++)
    if (!memcmp(&r->addrs[i], addr, sizeof *addr)) return;
  if (r->addr_count < MAX_ADDRESSES) r->addrs[r->addr_count++] = *addr;
}

void resolve_report(const Request *r) {
  record_open("name", r->id);
  record_word("source", r->source);
  record_number("rcode", r->rcode);
  record_number("errno", r->err);
  if (r->has_server) record_addr("server", &r->server_addr);
  record_addrs("addrs", r->addrs, r->addr_count);
  record_number("us", clock_us() - r->began);
  record_close();
}

static void resolved(Request *r, const char *source, int rcode, int err) {
  if (r->lookup.fd >= 0) SYS(close, r->lookup.fd, 0, 0, 0, 0, 0);
  r->lookup.fd = -1;
  r->source = source, r->rcode = (int16_t)rcode, r->err = (int16_t)err;
  r->stage = STAGE_READY;
  if (!r->quiet_name) resolve_report(r);
}

static uint32_t dots(Word name) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < name.len; i++) count += name.at[i] == '.';
  return count;
}

static bool rooted(const Request *r) { return r->host.at[r->host.len - 1] == '.'; }

static bool as_is_first(const Request *r) {
  return rooted(r) || dots(r->host) >= resolv_conf.ndots;
}

static bool is_as_is(const Request *r) {
  return r->lookup.candidate == (as_is_first(r) ? 0 : resolv_conf.domain_count);
}

static int last_candidate(const Request *r) { return rooted(r) ? 0 : resolv_conf.domain_count; }

static Word candidate_domain(const Request *r) {
  Word none = {"", 0};
  if (is_as_is(r)) return none;
  return resolv_conf.domains[r->lookup.candidate - (as_is_first(r) ? 1 : 0)];
}

static void ask(Request *r);

/* No candidate had addresses: what glibc would report of all that was heard. */
static void give_up(Request *r, int last_rcode) {
  Lookup *l = &r->lookup;
  int rcode = last_rcode;
  if (l->rcode_as_is != NOT_ANSWERED) rcode = l->rcode_as_is;
  else if (l->nodata) rcode = 0;
  else if (l->servfail) rcode = SERVFAIL;
  resolved(r, "dns", rcode, l->err);
}

static void candidate_done(Request *r, int rcode) {
  Lookup *l = &r->lookup;
  if (r->addr_count) {
    l->err = 0;
    resolved(r, "dns", 0, 0);
    return;
  }
  if (is_as_is(r) && as_is_first(r)) l->rcode_as_is = (int16_t)rcode;
  if (!rcode) l->nodata = true;
  if (rcode == SERVFAIL) l->servfail = true;
  bool go_on = rcode == 0 || rcode == NXDOMAIN || rcode == SERVFAIL;
  if (!go_on || l->candidate >= last_candidate(r)) {
    give_up(r, rcode);
    return;
  }
  l->candidate++, l->server = l->round = 0, l->bad_rcode = NOT_ANSWERED;
  ask(r);
}

/* This server is of no use (silent, refusing or failing): the next one, or the next round. */
static void next_server(Request *r, int err) {
  Lookup *l = &r->lookup;
  if (l->bad_rcode == NOT_ANSWERED) l->err = (int16_t)err;
  if (++l->server == resolv_conf.server_count) {
    if (l->bad_rcode != NOT_ANSWERED) {
      l->err = 0;
      candidate_done(r, l->bad_rcode);
      return;
    }
    l->server = 0;
    if (++l->round >= resolv_conf.attempts || now_us() >= l->until) {
      resolved(r, "dns", NOT_ANSWERED, l->err);
      return;
    }
  }
  ask(r);
}

static bool failed(int rcode) { return rcode > 0 && rcode != NXDOMAIN; }

static void server_done(Request *r) {
  Lookup *l = &r->lookup;
  int bad = failed(l->rcode[0]) ? l->rcode[0] : failed(l->rcode[1]) ? l->rcode[1] : 0;
  if (bad && !r->addr_count) {
    l->bad_rcode = (int16_t)bad;
    next_server(r, 0);
  } else {
    bool nowhere = l->rcode[0] == NXDOMAIN && l->rcode[1] == NXDOMAIN;
    l->err = l->err == E_MSGSIZE ? l->err : 0;
    candidate_done(r, nowhere ? NXDOMAIN : 0);
  }
}

static long send_queries(Request *r) {
  Lookup *l = &r->lookup;
  uint8_t packet[512];
  SYS(getrandom, l->query_id, sizeof l->query_id, 0, 0, 0, 0);
  l->query_id[1] ^= l->query_id[0] == l->query_id[1];
  for (int v6 = 0; v6 < 2; v6++) {
    uint32_t len = dns_query(packet, sizeof packet, l->query_id[v6], r->host, candidate_domain(r), v6);
    if (!len) return 1;
    long n = SYS(sendto, l->fd, packet, len, MSG_NOSIGNAL, 0, 0);
    if (n < 0) return n;
  }
  return 0;
}

static long open_server(Request *r) {
  Lookup *l = &r->lookup;
  struct sockaddr_any sa;
  r->server_addr = resolv_conf.servers[l->server], r->has_server = true;
  uint32_t size = addr_socket(&r->server_addr, DNS_PORT, &sa);
  if (l->fd >= 0) SYS(close, l->fd, 0, 0, 0, 0, 0);
  l->fd = (int)SYS(socket, sa.family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0, 0, 0);
  return l->fd < 0 ? l->fd : SYS(connect, l->fd, &sa, size, 0, 0, 0);
}

static void ask(Request *r) {
  Lookup *l = &r->lookup;
  int64_t wait = (int64_t)resolv_conf.timeout_s * 1000000;
  int64_t share = (l->until - now_us()) / (resolv_conf.server_count - l->server);
  l->rcode[0] = l->rcode[1] = NOT_ANSWERED;
  l->server_until = now_us() + (wait < share ? wait : share);
  long result = open_server(r);
  if (!result) result = send_queries(r);
  if (result == 1) candidate_done(r, NXDOMAIN); /* too long for DNS: nobody can have it */
  else if (result < 0) next_server(r, (int)-result);
}

static void answered(int index, int revents) {
  Request *r = batch_request(index);
  Lookup *l = &r->lookup;
  static uint8_t packet[4096];
  (void)revents;
  while (r->stage == STAGE_RESOLVING) {
    long n = SYS(recvfrom, l->fd, packet, sizeof packet, 0, 0, 0);
    if (n == -E_AGAIN || n == -E_INTR) return;
    if (n < 0) {
      next_server(r, (int)-n);
      return;
    }
    for (int v6 = 0; v6 < 2; v6++)
      if (l->rcode[v6] == NOT_ANSWERED)
        l->rcode[v6] = (int16_t)dns_answer(packet, (uint32_t)n, l->query_id[v6], v6, r);
    if (l->rcode[0] != NOT_ANSWERED && l->rcode[1] != NOT_ANSWERED) {
      server_done(r);
      return;
    }
  }
}

static bool local_name(const Request *r) {
  Word name = {"localhost", 9};
  return same_name(r->host, name);
}

void resolve_begin(Request *r, uint32_t timeout_ms) {
  Addr addr, loopback4 = {false, {127, 0, 0, 1}}, loopback6 = {true, {[15] = 1}};
  r->began = clock_us();
  memset(&r->lookup, 0, sizeof r->lookup);
  r->lookup.fd = -1, r->lookup.bad_rcode = r->lookup.rcode_as_is = NOT_ANSWERED;
  if (addr_parse(r->host, &addr)) {
    r->quiet_name = r->kind != KIND_NAME;
    r->addr_count = 0; /* a hosts file may have it for a name */
    add_addr(r, &addr);
    resolved(r, "literal", 0, 0);
    return;
  }
  if (r->addr_count) {
    resolved(r, "hosts", 0, 0);
  } else if (hosts_err) {
    resolved(r, "hosts", NOT_ANSWERED, hosts_err); /* it may be there all the same */
  } else if (local_name(r)) {
    add_addr(r, &loopback4), add_addr(r, &loopback6);
    resolved(r, "builtin", 0, 0);
  } else if (conf_err) {
    resolved(r, "conf", NOT_ANSWERED, conf_err);
  } else {
    r->stage = STAGE_RESOLVING;
    r->lookup.until = r->began + (int64_t)timeout_ms * 1000;
    ask(r);
  }
}

static void out_of_time(Request *r) {
  Lookup *l = &r->lookup;
  if (r->addr_count) candidate_done(r, 0); /* one family answered, the other never did */
  else if (now_us() >= l->until)
    resolved(r, "dns", l->bad_rcode, l->bad_rcode == NOT_ANSWERED ? E_TIMEDOUT : 0);
  else next_server(r, E_TIMEDOUT);
}

void resolve_turn(Request *r, int index) {
  while (r->stage == STAGE_RESOLVING && r->lookup.server_until <= now_us()) out_of_time(r);
  if (r->stage != STAGE_RESOLVING) return;
  watch(r->lookup.fd, POLLIN, answered, index);
  wake_by(r->lookup.server_until);
}
