/* What the parts of the probe share. Each part says in its own file what it promises. */
#ifndef PROBE_H
#define PROBE_H

#include "limits.h"
#include "sys.h"

/* Where the name service is; the tests build a probe that has its own. */
#ifndef ETC
#define ETC "/etc"
#define DNS_PORT 53
#endif

enum {
  MAX_ADDRESSES = 16,  /* of one name */
  MAX_NAME = 253
};

typedef struct { bool v6; uint8_t b[16]; } Addr;
typedef struct { const uint8_t *at; uint32_t len; bool given; } Bytes;
typedef struct { const char *at; uint32_t len; } Word;

/* One name being resolved over DNS. */
typedef struct {
  int fd;
  uint8_t candidate, server, round;
  bool nodata, servfail;       /* seen for an earlier candidate */
  int16_t bad_rcode;           /* of an earlier server for this candidate, or -1 */
  int16_t rcode_as_is;         /* of an as-is query that came first, or -1 */
  int16_t rcode[2];            /* A and AAAA, -1 while unanswered */
  uint16_t query_id[2];
  int16_t err;
  int64_t server_until, until;
} Lookup;

enum Kind { KIND_TRY, KIND_NAME, KIND_FILE, KIND_RELAY, KIND_LISTEN, KIND_DROP };
enum Stage { STAGE_WAITING, STAGE_RESOLVING, STAGE_READY, STAGE_DONE };

typedef struct {
  uint8_t kind, stage;
  bool udp, quiet_name;        /* quiet_name: a literal, which needs no name record */
  bool whole;                  /* KIND_TRY: wait for the whole reply, in segments of at most segment */
  uint8_t which;               /* KIND_FILE: index of the file */
  uint32_t id;
  uint16_t port, to_port;
  uint32_t connect_ms, reply_ms, greet_ms, segment;
  Addr bind;                   /* KIND_RELAY, KIND_LISTEN */
  Word host;
  Bytes first, then;
  const char *source;          /* of the addresses */
  int16_t rcode, err;
  Addr addrs[MAX_ADDRESSES], server_addr;
  bool has_server;
  uint8_t addr_count, addr_next, attempts_running;
  int64_t began;
  Lookup lookup;
} Request;

/* start.c */
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
void *memmove(void *to, const void *from, size_t n);
int memcmp(const void *a, const void *b, size_t n);
_Noreturn void leave(int status);
int64_t clock_us(void);
void probe_main(void);

/* text.c: words and numbers of a line; records out */
bool next_word(Word *rest, Word *word);
bool word_is(Word word, const char *text);
bool word_number(Word word, uint32_t max, uint32_t *value);
bool word_hex(Word word, uint8_t *to, uint32_t *len);
bool same_name(Word a, Word b);
Word next_line(Word *rest);

/* out.c */
void record_open(const char *kind, uint32_t id);
void record_bare(const char *kind);
void record_number(const char *key, int64_t value);
void record_word(const char *key, const char *word);
void record_flag(const char *key, bool value);
void record_hex(const char *key, const uint8_t *bytes, uint32_t len);
void record_addr(const char *key, const Addr *addr);
void record_addrs(const char *key, const Addr *addrs, int count);
void record_close(void);
bool out_roomy(void); /* false: let the reader catch up before more work is begun */
void out_watch(void);

/* addr.c */
bool addr_parse(Word word, Addr *addr);
uint32_t addr_text(const Addr *addr, char *to); /* at most 46 bytes, none of them a zero */
uint32_t addr_socket(const Addr *addr, uint16_t port, struct sockaddr_any *sa);
void addr_from_socket(const struct sockaddr_any *sa, Addr *addr, uint16_t *port);

/* loop.c */
typedef void (*Happening)(int index, int revents);
void watch(int fd, int events, Happening happening, int index);
void wake_by(int64_t when_us);
int64_t now_us(void); /* of this turn of the loop */
bool idle(void);       /* nothing happened since the last turn */

/* dns.c: the packets */
uint32_t dns_query(uint8_t *to, uint32_t room, uint16_t id, Word name, Word domain, bool v6);
/* adds the addresses to the request; the rcode, or -1 when the packet answers something else */
int dns_answer(const uint8_t *packet, uint32_t len, uint16_t id, bool v6, Request *r);

/* resolve.c: a host as the container resolves it */
void resolver_reload(void);
void resolve_begin(Request *r, uint32_t timeout_ms);
void resolve_turn(Request *r, int index); /* its deadlines, and what to watch for it */
void resolve_report(const Request *r);
void add_addr(Request *r, const Addr *addr);

/* resolvconf.c */
typedef struct {
  Addr servers[3];
  uint8_t server_count, domain_count;
  uint32_t ndots, timeout_s, attempts;
  Word domains[6];
} ResolvConf;
extern ResolvConf resolv_conf;
int resolv_conf_read(void); /* 0, or the errno for which it is not known in full */

/* hosts.c */
int hosts_read(void); /* gives every request its addresses; 0, or an errno as above */

/* attempt.c */
bool attempt_begin(Request *r, const Addr *addr); /* false: no place free now */
void attempts_expire(void);
void attempts_watch(void);

/* relay.c */
void relay_begin(Request *r);
void listen_begin(Request *r);
void relay_drop(Request *r);
void relays_turn(void);

/* file.c */
int file_number(Word word); /* -1: not a file that the probe reads */
bool file_turn(Request *r); /* writes one chunk; true when that was the last */

/* batch.c */
bool batch_add(Word line); /* false: malformed */
void batch_go(void);
bool batch_running(void);
int batch_count(void);
Request *batch_request(int index);
void batch_turn(void);

#endif
