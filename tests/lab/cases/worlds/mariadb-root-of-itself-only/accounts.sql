DELETE FROM mysql.global_priv WHERE Host='%';
FLUSH PRIVILEGES;
