/* The probe: measures from inside one network namespace, and judges nothing.
 *
 * It promises: no libc, no heap, no files written, no process started; one thread; it connects only
 * where its input says; network failures are values in its output; it is gone as soon as its input
 * ends, its reader leaves, or its lifetime is over, also in the middle of its work.
 *
 * INPUT, lines of at most 8 KiB, words separated by blanks:
 *   life MS                       first line: exit after MS milliseconds whatever happens
 *   try ID tcp|udp HOST PORT CONNECT_MS REPLY_MS GREET_MS FIRST|- THEN|-
 *                                 one attempt at every address of HOST (at most 16), all in
 *                                 parallel. TCP: connect; wait up to GREET_MS for the server to
 *                                 speak; if it did not, send FIRST and wait up to REPLY_MS; once it
 *                                 spoke, gather for 20 ms more, send THEN, gather again.
 *                                 UDP: send FIRST (or an empty datagram), wait up to REPLY_MS.
 *                                 A name is resolved within CONNECT_MS, then each connect has
 *                                 CONNECT_MS of its own. FIRST and THEN are hex.
 *   whole ID SEGMENT HOST PORT CONNECT_MS REPLY_MS GREET_MS FIRST|- THEN|-
 *                                 the same over TCP, and gather until REPLY_MS after the first byte,
 *                                 in segments of at most SEGMENT bytes both ways (0: as usual)
 *   name ID HOST MS               resolve HOST as the container does: literal, hosts, DNS
 *   file ID WHICH                 tcp tcp6 udp udp6 route ipv6_route if_inet6 hosts resolv;
 *                                 unix: the unix sockets that listen; netns and boot: the marks of this network namespace, of the kernel
 *   relay ID ADDR PORT HOST PORT  listen on ADDR:PORT (0: any), pass streams on to HOST:PORT; to a
 *                                 loopback address from the address that was called
 *   listen ID ADDR PORT           listen on ADDR:PORT and answer nothing
 *   drop ID                       end that relay or listener
 *   go                            run the batch: everything since the last go, at most 512 lines
 *
 * OUTPUT, one JSON object per line; numbers, hex, addresses and fixed words only:
 *   {"k":"try","id":N,"addr":A,"own":A,"errno":N,"stage":S,"connect_us":N,"end":E,"end_us":N,
 *    "first_us":N,"sent":B,"data":HEX,"then":HEX}
 *        S: connect | reply, where it ended.  E: error (errno says which) | timeout (CONNECT_MS
 *        passed) | eof | reset | full (2048 bytes) | reply (it spoke and is still open) | deadline
 *        (REPLY_MS passed, still open). own: this side's address, when there is one; first_us: the
 *        first byte, when there was one. All times are counted from the attempt's begin. sent:
 *        FIRST went out. A name without addresses gets no such record, only its name record.
 *   {"k":"name","id":N,"source":S,"rcode":N,"errno":N,"server":A,"addrs":[A],"us":N}
 *        also for the HOST of a try or relay unless it is a literal. S: literal | hosts | builtin
 *        (localhost in neither) | dns | conf. rcode: of DNS, -1 when no server answered, and errno
 *        why; 0 with no address is a name without addresses. server: the last one asked. hosts or
 *        conf with rcode -1: that file (conf: resolv.conf) cannot be read to its end, which errno
 *        says, EFBIG for one that is too long (16 MiB, 64 KiB), so that nobody was asked.
 *   {"k":"file","id":N,"data":HEX}...{"k":"file","id":N,"errno":N,"end":true,"cut":B}
 *        tcp, tcp6: the heading, LISTEN and SYN_SENT rows only. cut: 4 MiB were reached.
 *   {"k":"relay"|"listen"|"drop","id":N,"errno":N,"port":N}
 *   {"k":"bad","line":N}          line N of the input (from 1) is not of this grammar
 *   {"k":"end"}                   the batch is done; the next may be sent
 */
#include "probe.h"

enum { MAX_WATCHED = 2 + MAX_REQUESTS + MAX_ATTEMPTS + 128 };
enum { LIFE_UNTIL_TOLD_MS = 60000, LIFE_MOST_MS = 3600000 };

static struct pollfd watched[MAX_WATCHED];
static struct { Happening happening; int index; } happenings[MAX_WATCHED];
static int watched_count;
static int64_t now, wake_at, life_until;
static char input[INPUT_ROOM];
static uint32_t input_len, line_number;
static bool line_too_long, nothing_happened;

int64_t now_us(void) { return now; }

bool idle(void) { return nothing_happened; }

void wake_by(int64_t when_us) {
  if (when_us < wake_at) wake_at = when_us;
}

void watch(int fd, int events, Happening happening, int index) {
  if (watched_count == MAX_WATCHED) return;
  struct pollfd p = {fd, (int16_t)events, 0};
  watched[watched_count] = p;
  happenings[watched_count].happening = happening;
  happenings[watched_count++].index = index;
}

static void bad_line(void) {
  record_bare("bad");
  record_number("line", line_number);
  record_close();
}

static bool read_life(Word line) {
  Word verb, word;
  uint32_t ms;
  if (!next_word(&line, &verb) || !word_is(verb, "life") || !next_word(&line, &word)) return false;
  if (!word_number(word, LIFE_MOST_MS, &ms) || next_word(&line, &word)) return false;
  life_until = now + (int64_t)ms * 1000;
  return true;
}

static void read_line(Word line) {
  Word verb, rest = line;
  line_number++;
  if (line_number == 1 && read_life(line)) return;
  if (line.len > MAX_LINE) bad_line();
  else if (next_word(&rest, &verb) && word_is(verb, "go") && !next_word(&rest, &verb)) batch_go();
  else if (!batch_add(line)) bad_line();
}

/* Takes the whole lines out of the input, until one of them starts a batch. */
static void read_lines(void) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < input_len && !batch_running() && out_roomy(); i++) {
    if (input[i] != '\n') continue;
    Word line = {input + used, i - used};
    used = i + 1;
    if (line_too_long) line_number++, bad_line();
    else read_line(line);
    line_too_long = false;
  }
  memmove(input, input + used, input_len - used);
  input_len -= used;
  if (input_len == INPUT_ROOM && !batch_running() && out_roomy()) input_len = 0, line_too_long = true;
}

static void readable(int index, int revents) {
  (void)index;
  if (input_len == INPUT_ROOM) {
    if (revents & (POLLHUP | POLLERR | POLLNVAL)) leave(0);
    return;
  }
  if (!revents) return;
  long n = SYS(read, 0, input + input_len, INPUT_ROOM - input_len, 0, 0, 0);
  if (n == -E_AGAIN || n == -E_INTR) return;
  if (n <= 0) leave(0);
  input_len += (uint32_t)n;
}

static void one_turn(void) {
  now = clock_us();
  if (now >= life_until) leave(0);
  read_lines();
  watched_count = 0, wake_at = life_until;
  watch(0, input_len < INPUT_ROOM ? POLLIN : 0, readable, 0);
  batch_turn();
  relays_turn();
  out_watch();
  int64_t wait = wake_at > now ? wake_at - now : 0;
  struct timespec timeout = {wait / 1000000, wait % 1000000 * 1000};
  if (!batch_running() && input_len && out_roomy()) {
    for (uint32_t i = 0; i < input_len; i++)
      if (input[i] == '\n') timeout.sec = timeout.nsec = 0; /* the next batch is here already */
  }
  long n = SYS(ppoll, watched, watched_count, &timeout, 0, 8, 0);
  nothing_happened = n == 0;
  now = clock_us();
  for (int i = 0; n > 0 && i < watched_count; i++)
    if (watched[i].revents) happenings[i].happening(happenings[i].index, watched[i].revents);
}

void probe_main(void) {
  uint64_t limit[2];
  if (!SYS(prlimit64, 0, RLIMIT_NOFILE, 0, limit, 0, 0)) {
    limit[0] = limit[1];
    SYS(prlimit64, 0, RLIMIT_NOFILE, limit, 0, 0, 0);
  }
  life_until = clock_us() + (int64_t)LIFE_UNTIL_TOLD_MS * 1000;
  for (;;) one_turn();
}
