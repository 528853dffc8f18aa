const { WebSocketServer } = require("ws");
new WebSocketServer({ port: 8090, path: "/room" });
