"""Ordinary self-hosted stacks with their public addresses set as their makers' documents say.

Each is in order. The servers are stand-ins; the variables are the real ones. `WEB 80` stands for
a web server on that port.
"""

import re

from tests.lab.images.load import reference

_SHORT = {
    "PG": f"image: {reference('postgres')}, expose: ['5432'], healthcheck:"
    " {test: [CMD, pg_isready, -h, 127.0.0.1], interval: 1s, retries: 60}",
    "REDIS": f"image: {reference('redis')}, command: [--protected-mode, 'no'], expose: ['6379']",
    "MARIA": f"image: {reference('mariadb')}, expose: ['3306'],"
    " environment: {MARIADB_ROOT_PASSWORD: app}",
}
_WEB = (
    f"image: {reference('python')}, init: true, expose: ['\\1'],"
    " command: [python3, -m, http.server, '\\1'], healthcheck: {interval: 1s, retries: 60,"
    " test: [CMD, python3, -c, \"import socket; socket.create_connection(('127.0.0.1', \\1))\"]}"
)


def written(text: str) -> str:
    """The compose file of a stack."""
    for word, settings in _SHORT.items():
        text = re.sub(rf"\b{word}\b(?=[,}}])", settings, text)
    return "services:\n" + re.sub(r"\bWEB (\d+)", _WEB, text)


def host_ports(text: str) -> list[str]:
    """The published ports of a stack."""
    return re.findall(r"127\.0\.0\.1:(\d+):\d+", text)


STACKS = {
    "nextcloud": """
  db: {MARIA}
  cache: {REDIS}
  app: {WEB 80, ports: ['127.0.0.1:23101:80'], depends_on: [db, cache], environment: {
    MYSQL_HOST: db, REDIS_HOST: cache, OVERWRITECLIURL: 'http://localhost:23101',
    OVERWRITEHOST: 'localhost:23101', OVERWRITEPROTOCOL: http,
    NEXTCLOUD_TRUSTED_DOMAINS: localhost}}
""",
    "wordpress": """
  db: {MARIA}
  wordpress: {WEB 80, ports: ['127.0.0.1:23102:80'], environment: {
    WORDPRESS_DB_HOST: 'db:3306', WORDPRESS_SITE_URL: 'http://localhost:23102',
    WORDPRESS_CONFIG_EXTRA: "define('WP_HOME','http://localhost:23102');"}}
""",
    "ghost": """
  db: {MARIA}
  ghost: {WEB 2368, ports: ['127.0.0.1:23103:2368'], environment: {
    url: 'http://localhost:23103', admin__url: 'http://localhost:23103', database__client: mysql,
    database__connection__host: db}}
""",
    "gitea": """
  db: {PG}
  gitea: {WEB 3000, ports: ['127.0.0.1:23104:3000'], environment: {
    GITEA__server__ROOT_URL: 'http://localhost:23104/', GITEA__server__DOMAIN: localhost,
    GITEA__server__SSH_DOMAIN: localhost, GITEA__server__LOCAL_ROOT_URL: 'http://localhost:3000/',
    GITEA__database__HOST: 'db:5432'}}
""",
    "grafana": """
  prometheus: {WEB 9090, ports: ['127.0.0.1:23106:9090'], environment: {
    PROMETHEUS_EXTERNAL_URL: 'http://localhost:23106'}}
  grafana: {WEB 3000, ports: ['127.0.0.1:23105:3000'], environment: {
    GF_SERVER_ROOT_URL: 'http://localhost:23105', GF_SERVER_DOMAIN: localhost,
    GF_AUTH_SIGNOUT_REDIRECT_URL: 'http://localhost:23106/logout',
    PROMETHEUS_URL: 'http://prometheus:9090'}}
""",
    "keycloak": """
  db: {PG}
  keycloak: {WEB 8080, ports: ['127.0.0.1:23107:8080'], environment: {
    KC_DB_URL: 'jdbc:postgresql://db:5432/keycloak', KC_HOSTNAME: 'http://localhost:23107',
    KC_HOSTNAME_ADMIN: 'http://localhost:23107', KC_PROXY_HEADERS: xforwarded}}
  shop: {WEB 8000, ports: ['127.0.0.1:23108:8000'], environment: {
    OIDC_AUTH_URL_PUBLIC: 'http://localhost:23107/realms/shop', OIDC_URL: 'http://keycloak:8080',
    POST_LOGOUT_REDIRECT_URI: 'http://localhost:23108/'}}
""",
    "n8n": """
  db: {PG}
  n8n: {WEB 5678, ports: ['127.0.0.1:23109:5678'], environment: {
    N8N_HOST: localhost, N8N_PROTOCOL: http, N8N_EDITOR_BASE_URL: 'http://localhost:23109/',
    WEBHOOK_URL: 'http://localhost:23109/', DB_TYPE: postgresdb, DB_POSTGRESDB_HOST: db}}
""",
    "plausible": """
  db: {PG}
  events: {WEB 8123}
  plausible: {WEB 8000, ports: ['127.0.0.1:23110:8000'], environment: {
    BASE_URL: 'http://localhost:23110', DATABASE_URL: 'postgres://postgres:pw@db:5432/plausible',
    CLICKHOUSE_DATABASE_URL: 'http://events:8123/events', MAILER_EMAIL: a@example.com}}
""",
    "outline": """
  db: {PG}
  redis: {REDIS}
  outline: {WEB 3000, ports: ['127.0.0.1:23111:3000'], environment: {
    URL: 'http://localhost:23111', COLLABORATION_URL: 'http://localhost:23111', PORT: '3000',
    DATABASE_URL: 'postgres://user:pass@db:5432/outline', REDIS_URL: 'redis://redis:6379'}}
""",
    "mattermost": """
  postgres: {PG}
  mattermost: {WEB 8065, ports: ['127.0.0.1:23112:8065'], environment: {
    MM_SERVICESETTINGS_SITEURL: 'http://localhost:23112', MM_SQLSETTINGS_DRIVERNAME: postgres,
    MM_SQLSETTINGS_DATASOURCE: 'postgres://mm:pw@postgres:5432/mm?sslmode=disable'}}
""",
    "discourse": """
  db: {PG}
  cache: {REDIS}
  discourse: {WEB 3000, ports: ['127.0.0.1:23113:3000'], environment: {
    DISCOURSE_HOST: 'localhost:23113', DISCOURSE_HOSTNAME: 'localhost:23113',
    DISCOURSE_DATABASE_HOST: db, DISCOURSE_REDIS_HOST: cache}}
""",
    "vaultwarden": """
  vaultwarden: {WEB 80, ports: ['127.0.0.1:23114:80'], environment: {
    DOMAIN: 'http://localhost:23114', PUSH_RELAY_URI: 'https://push.bitwarden.com'}}
""",
    "immich": """
  database: {PG}
  redis: {REDIS}
  immich-machine-learning: {WEB 3003}
  immich-server: {WEB 2283, ports: ['127.0.0.1:23115:2283'], environment: {
    DB_HOSTNAME: database, REDIS_HOSTNAME: redis, IMMICH_SERVER_URL: 'http://localhost:23115',
    IMMICH_MACHINE_LEARNING_URL: 'http://immich-machine-learning:3003'}}
""",
    "paperless": """
  broker: {REDIS}
  db: {PG}
  webserver: {WEB 8000, ports: ['127.0.0.1:23116:8000'], environment: {
    PAPERLESS_URL: 'http://localhost:23116', PAPERLESS_REDIS: 'redis://broker:6379',
    PAPERLESS_DBHOST: db, PAPERLESS_CSRF_TRUSTED_ORIGINS: 'http://localhost:23116'}}
""",
    "authentik": """
  postgresql: {PG}
  redis: {REDIS}
  server: {WEB 9000, ports: ['127.0.0.1:23117:9000'], environment: {
    AUTHENTIK_POSTGRESQL__HOST: postgresql, AUTHENTIK_REDIS__HOST: redis,
    AUTHENTIK_HOST: 'http://localhost:23117'}}
  proxy: {WEB 9001, environment: {
    AUTHENTIK_HOST: 'http://server:9000', AUTHENTIK_HOST_BROWSER: 'http://localhost:23117'}}
""",
    "directus": """
  database: {PG}
  cache: {REDIS}
  directus: {WEB 8055, ports: ['127.0.0.1:23118:8055'], environment: {
    PUBLIC_URL: 'http://localhost:23118', DB_CLIENT: pg, DB_HOST: database, DB_PORT: '5432',
    REDIS: 'redis://cache:6379', CORS_ORIGIN: 'http://localhost:23118',
    PASSWORD_RESET_URL_ALLOW_LIST: 'http://localhost:23118'}}
""",
    "strapi": """
  strapiDB: {PG}
  strapi: {WEB 1337, ports: ['127.0.0.1:23119:1337'], environment: {
    PUBLIC_URL: 'http://localhost:23119', STRAPI_URL: 'http://localhost:23119',
    DATABASE_CLIENT: postgres, DATABASE_HOST: strapiDB, DATABASE_PORT: '5432'}}
""",
    "metabase": """
  postgres: {PG}
  metabase: {WEB 3000, ports: ['127.0.0.1:23120:3000'], environment: {
    MB_SITE_URL: 'http://localhost:23120', MB_DB_TYPE: postgres, MB_DB_HOST: postgres}}
""",
    "supabase": """
  db: {PG}
  kong: {WEB 8000, ports: ['127.0.0.1:23121:8000'], depends_on: [auth]}
  studio: {WEB 3000, environment: {
    SUPABASE_URL: 'http://kong:8000', SUPABASE_PUBLIC_URL: 'http://localhost:23121'}}
  auth: {WEB 9999, environment: {
    API_EXTERNAL_URL: 'http://localhost:23121', GOTRUE_SITE_URL: 'http://localhost:23121',
    GOTRUE_DB_DATABASE_URL: 'postgres://auth:pw@db:5432/postgres'}}
""",
    "minio": """
  minio: {WEB 9000, ports: ['127.0.0.1:23122:9000'], environment: {
    MINIO_SERVER_URL: 'http://localhost:23122', MINIO_BROWSER_REDIRECT_URL: 'http://localhost:23122/ui'}}
""",
    "bookstack behind a proxy": """
  db: {MARIA}
  front: {WEB 80, ports: ['127.0.0.1:23123:80'], depends_on: [bookstack]}
  bookstack: {WEB 8080, environment: {
    APP_URL: 'http://localhost:23123', DB_HOST: db, DB_PORT: '3306'}}
""",
    "hedgedoc": """
  database: {PG}
  hedgedoc: {WEB 3000, ports: ['127.0.0.1:23124:3000'], environment: {
    CMD_DOMAIN: localhost, CMD_URL_ADDPORT: 'true', CMD_SERVER_URL: 'http://localhost:23124',
    CMD_DB_URL: 'postgres://hedgedoc:pw@database:5432/hedgedoc'}}
""",
    "home assistant": """
  homeassistant: {WEB 8123, ports: ['127.0.0.1:23125:8123'], environment: {
    HASS_EXTERNAL_URL: 'http://localhost:23125', HASS_INTERNAL_URL: 'http://localhost:23125'},
    labels: {homepage.href: 'http://localhost:23125', homepage.siteMonitor: 'http://homeassistant:8123'}}
  zigbee2mqtt: {WEB 8080, ports: ['127.0.0.1:23126:8080'], environment: {
    ZIGBEE2MQTT_CONFIG_FRONTEND_URL: 'http://localhost:23126'}}
""",
    "a shop in development": """
  frontend: {WEB 5173, ports: ['127.0.0.1:23127:5173'], environment: {
    VITE_API_URL: 'http://localhost:23128', VITE_PUBLIC_URL: 'http://localhost:23127'}}
  backend: {WEB 8000, ports: ['127.0.0.1:23128:8000'], environment: {
    BACKEND_URL: 'http://localhost:23128', CLIENT_URL: 'http://localhost:23127',
    STRIPE_SUCCESS_URL: 'http://localhost:23127/thanks', EMAIL_LINK_BASE: 'http://localhost:23127'}}
""",
}
