/* /etc/resolv.conf as glibc reads it, anew for each batch. */
#include "probe.h"

static char conf_text[CONF_ROOM], node_names[6 * 65];
ResolvConf resolv_conf;

/* The text of resolv.conf; 0, or the errno for which it is not all of it. None is an empty one. */
static int slurp(Word *text) {
  long n = 1, fd = SYS(openat, AT_FDCWD, ETC "/resolv.conf", O_CLOEXEC, 0, 0, 0);
  text->at = conf_text, text->len = 0;
  if (fd < 0) return fd == -E_NOENT ? 0 : (int)-fd;
  while (n > 0 && text->len < CONF_ROOM) {
    n = SYS(read, fd, conf_text + text->len, CONF_ROOM - text->len, 0, 0, 0);
    if (n > 0) text->len += (uint32_t)n;
  }
  SYS(close, fd, 0, 0, 0, 0, 0);
  return n < 0 ? (int)-n : text->len == CONF_ROOM ? E_FBIG : 0;
}

static void read_option(Word word, const char *key, uint32_t max, uint32_t *value) {
  uint32_t at = 0, number;
  while (key[at] && at < word.len && word.at[at] == key[at]) at++;
  Word digits = {word.at + at, word.len - at};
  if (!key[at] && word_number(digits, UINT32_MAX, &number)) *value = number < max ? number : max;
}

static void read_domains(Word rest) {
  Word domain;
  resolv_conf.domain_count = 0; /* the last such line counts */
  while (resolv_conf.domain_count < 6 && next_word(&rest, &domain)) {
    if (domain.at[domain.len - 1] == '.') domain.len--;
    resolv_conf.domains[resolv_conf.domain_count++] = domain;
  }
}

static void read_conf_line(Word line) {
  Word word;
  ResolvConf *c = &resolv_conf;
  if (!next_word(&line, &word)) return;
  if (word_is(word, "nameserver") && next_word(&line, &word) && c->server_count < 3) {
    if (addr_parse(word, &c->servers[c->server_count])) c->server_count++;
  } else if (word_is(word, "search") || word_is(word, "domain")) {
    read_domains(line);
  } else if (word_is(word, "options")) {
    while (next_word(&line, &word)) {
      read_option(word, "ndots:", 15, &c->ndots);
      read_option(word, "timeout:", 30, &c->timeout_s);
      read_option(word, "attempts:", 5, &c->attempts);
    }
  }
}

/* With no search line the domain of the machine's own name is searched. */
static void domain_of_node(void) {
  if (SYS(uname, node_names, 0, 0, 0, 0, 0) < 0) return;
  Word name = {node_names + 65, 0};
  while (name.len < 65 && name.at[name.len]) name.len++;
  for (uint32_t i = 0; i < name.len; i++)
    if (name.at[i] == '.') {
      Word domain = {name.at + i + 1, name.len - i - 1};
      if (domain.len) read_domains(domain);
      return;
    }
}

int resolv_conf_read(void) {
  memset(&resolv_conf, 0, sizeof resolv_conf);
  resolv_conf.ndots = 1, resolv_conf.timeout_s = 5, resolv_conf.attempts = 2;
  domain_of_node();
  Word text;
  int err = slurp(&text);
  while (text.len) read_conf_line(next_line(&text));
  if (!resolv_conf.timeout_s) resolv_conf.timeout_s = 1;
  if (!resolv_conf.attempts) resolv_conf.attempts = 1;
  if (!resolv_conf.server_count) { /* as glibc: a name server on this very machine */
    Addr own = {false, {127, 0, 0, 1}};
    resolv_conf.servers[resolv_conf.server_count++] = own;
  }
  return err;
}
