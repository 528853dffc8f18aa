const http = require("http");
http.createServer((request, page) => {
  http.get(process.env.PUBLIC_API_URL, (answer) => {
    answer.resume();
    page.end("ok");
  }).on("error", (error) => {
    console.error("render failed:", error);
    page.statusCode = 500;
    page.end("failed\n");
  });
}).listen(3000);
