until [ -s /tmp/cert.pem ] && [ -s /tmp/key.pem ]; do sleep 0.2; done
chown postgres /tmp/key.pem
chmod 600 /tmp/key.pem
(
  until pg_isready -q -h localhost; do sleep 0.2; done
  sed -i 's/^host /hostssl /' /var/lib/postgresql/data/pg_hba.conf
  kill -HUP "$(head -n 1 /var/lib/postgresql/data/postmaster.pid)"
) &
exec /start -c ssl=on -c ssl_cert_file=/tmp/cert.pem -c ssl_key_file=/tmp/key.pem
