"""One query, without TLS."""

import pymysql

till = pymysql.connect(
    host="stock", user="clerk", password="clerk", database="shop", ssl_disabled=True
)
till.query("select 1")
