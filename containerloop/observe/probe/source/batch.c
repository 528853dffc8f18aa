/* The requests of one batch: read from their lines, begun together, and over when all are done. */
#include "probe.h"

enum { MOST_MS = 600000, MOST_SEGMENT = 32767 };
static Request requests[MAX_REQUESTS];
static int count;
static bool running;
static uint8_t arena[ARENA]; /* names and payloads, until the batch ends */
static uint32_t arena_used;

bool batch_running(void) { return running; }

int batch_count(void) { return count; }

Request *batch_request(int index) { return &requests[index]; }

static bool number(Word *rest, uint32_t max, uint32_t *value) {
  Word word;
  return next_word(rest, &word) && word_number(word, max, value);
}

static bool port(Word *rest, uint16_t *value) {
  uint32_t wide;
  if (!number(rest, 65535, &wide)) return false;
  *value = (uint16_t)wide;
  return true;
}

static bool payload(Word *rest, Bytes *bytes) {
  Word word;
  if (!next_word(rest, &word)) return false;
  if (word_is(word, "-")) return true;
  bytes->given = true, bytes->at = arena + arena_used;
  if (word.len / 2 > ARENA - arena_used || !word_hex(word, arena + arena_used, &bytes->len))
    return false;
  arena_used += bytes->len;
  return true;
}

static bool host(Word *rest, Word *kept) {
  Word word;
  if (!next_word(rest, &word) || word.len > MAX_NAME + 1 || word.len > ARENA - arena_used)
    return false;
  memcpy(arena + arena_used, word.at, word.len);
  kept->at = (const char *)arena + arena_used, kept->len = word.len;
  arena_used += word.len;
  return true;
}

static bool parse_try(Request *r, Word *rest) {
  Word word;
  if (r->whole) {
    if (!number(rest, MOST_SEGMENT, &r->segment)) return false;
  } else {
    if (!next_word(rest, &word)) return false;
    r->udp = word_is(word, "udp");
    if (!r->udp && !word_is(word, "tcp")) return false;
  }
  return host(rest, &r->host) && port(rest, &r->port) &&
         number(rest, MOST_MS, &r->connect_ms) && number(rest, MOST_MS, &r->reply_ms) &&
         number(rest, MOST_MS, &r->greet_ms) && payload(rest, &r->first) && payload(rest, &r->then);
}

static bool parse_file(Request *r, Word *rest) {
  Word word;
  int which = next_word(rest, &word) ? file_number(word) : -1;
  r->which = (uint8_t)which;
  return which >= 0;
}

static bool parse_bind(Request *r, Word *rest) {
  Word word;
  return next_word(rest, &word) && addr_parse(word, &r->bind) && port(rest, &r->port);
}

static bool parse_rest(Request *r, Word verb, Word *rest) {
  r->whole = word_is(verb, "whole");
  if (r->whole || word_is(verb, "try")) r->kind = KIND_TRY;
  else if (word_is(verb, "name")) r->kind = KIND_NAME;
  else if (word_is(verb, "file")) r->kind = KIND_FILE;
  else if (word_is(verb, "relay")) r->kind = KIND_RELAY;
  else if (word_is(verb, "listen")) r->kind = KIND_LISTEN;
  else if (word_is(verb, "drop")) r->kind = KIND_DROP;
  else return false;
  switch (r->kind) {
    case KIND_TRY: return parse_try(r, rest);
    case KIND_NAME: return host(rest, &r->host) && number(rest, MOST_MS, &r->connect_ms);
    case KIND_FILE: return parse_file(r, rest);
    case KIND_LISTEN: return parse_bind(r, rest);
    case KIND_RELAY:
      r->connect_ms = 5000; /* for the name of the target */
      return parse_bind(r, rest) && host(rest, &r->host) && port(rest, &r->to_port);
    default: return true;
  }
}

bool batch_add(Word line) {
  Word verb, word, rest = line;
  uint32_t kept = arena_used;
  if (count == MAX_REQUESTS) return false;
  Request *r = &requests[count];
  memset(r, 0, sizeof *r);
  r->lookup.fd = -1;
  if (next_word(&rest, &verb) && number(&rest, UINT32_MAX, &r->id) &&
      parse_rest(r, verb, &rest) && !next_word(&rest, &word)) {
    count++;
    return true;
  }
  arena_used = kept;
  return false;
}

static void begin(Request *r) {
  if (r->kind == KIND_FILE) r->stage = STAGE_READY;
  else if (r->kind == KIND_LISTEN) listen_begin(r);
  else if (r->kind == KIND_DROP) relay_drop(r);
  else resolve_begin(r, r->connect_ms);
  if (r->kind == KIND_RELAY && r->stage == STAGE_READY) relay_begin(r);
}

void batch_go(void) {
  running = true;
  resolver_reload();
  for (int i = 0; i < count; i++) begin(&requests[i]);
}

/* One step of a request whose addresses are known; file_free says that no file is being read. */
static void step(Request *r, bool *file_free) {
  if (r->kind == KIND_TRY) {
    while (r->addr_next < r->addr_count && out_roomy() &&
           attempt_begin(r, &r->addrs[r->addr_next]))
      r->addr_next++;
    if (r->addr_next == r->addr_count && !r->attempts_running) r->stage = STAGE_DONE;
  } else if (r->kind == KIND_NAME) {
    r->stage = STAGE_DONE;
  } else if (r->kind == KIND_RELAY) {
    relay_begin(r);
  } else if (r->kind == KIND_FILE && *file_free) {
    *file_free = false;
    if (!out_roomy()) return; /* the reader wakes the loop */
    if (idle() && file_turn(r)) r->stage = STAGE_DONE; /* no attempt waits for a file */
    wake_by(0);
  }
}

void batch_turn(void) {
  bool file_free = true, all_done = true;
  if (!running) return;
  attempts_expire();
  for (int i = 0; i < count; i++) {
    Request *r = &requests[i];
    if (r->stage == STAGE_RESOLVING) resolve_turn(r, i);
    if (r->stage == STAGE_READY) step(r, &file_free);
    if (r->stage != STAGE_DONE) all_done = false;
  }
  attempts_watch();
  if (!all_done) return;
  running = false, count = 0, arena_used = 0;
  record_bare("end");
  record_close();
}
