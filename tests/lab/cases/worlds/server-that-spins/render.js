require("http").createServer((q, r) => r.end("ok")).listen(5100, () => { for (;;) {} });
