// Reads drawings with mermaid's own parser: a JSON string a line, the answer is a line of JSON.
//
// mermaid asks for a browser only to clean labels of HTML, which is left out here.
const fs = require("fs");
const vm = require("vm");

const browser = vm.createContext({
  setTimeout,
  clearTimeout,
  structuredClone,
  URL,
  console: { log() {}, warn() {}, error() {}, info() {}, debug() {}, trace() {} },
  document: { nodeType: 9, createElement: () => ({}) },
  Element: class {},
  addEventListener() {},
});
browser.window = browser.self = browser;
vm.runInContext(fs.readFileSync(process.argv[2], "utf8"), browser);

async function read(text) {
  try {
    await browser.mermaid.parse(text);
    const { type, db } = await browser.mermaid.mermaidAPI.getDiagramFromText(text);
    return {
      kind: type,
      nodes: [...db.getVertices().values()].map((node) => [node.id, node.text]),
      boxes: db.getSubGraphs().map((box) => [box.id, box.title, [...box.nodes].sort()]),
      arrows: db.getEdges().map((edge) => [edge.start, edge.end, edge.text, edge.stroke]),
    };
  } catch (error) {
    return { error: String(error.message || error) };
  }
}

(async () => {
  for await (const line of require("readline").createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await read(JSON.parse(line))) + "\n");
  }
})();
