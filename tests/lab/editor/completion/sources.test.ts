// What is completed where: after a dot by the class of what is before it, on import lines, in calls, and
// names that are still to be imported. The API is the real one, as the build derived it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { python, pythonLanguage } from "@codemirror/lang-python";
import { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import { addImport } from "../../../../code/lab/editor/completion/imports.ts";
import { type Modules, modulesBeside } from "../../../../code/lab/editor/completion/learner_api.ts";
import { annotatedParameters } from "../../../../code/lab/editor/completion/scope.ts";
import { courseSource, namesOfText } from "../../../../code/lab/editor/completion/sources.ts";

const api = JSON.parse(readFileSync("build/learner_api.json", "utf8")) as Modules;
const modules = modulesBeside(api, ["orders"]);
const starter = readFileSync("code/exercises/claims_runner/starter.py", "utf8");

function annotatedIn(code: string): Map<string, string> {
  const text = (node: SyntaxNode): string => code.slice(node.from, node.to);
  return annotatedParameters(pythonLanguage.parser.parse(code).topNode, text);
}

/** What is offered at the `|` of this code, without the parts that need a page. */
function offered(code: string, explicit = false): string[] {
  const pos = code.indexOf("|");
  const doc = code.replace("|", "");
  const state = EditorState.create({ doc, extensions: python() });
  const context = new CompletionContext(state, pos, explicit);
  const sources = [courseSource(modules, annotatedIn(starter)), namesOfText(modules)];
  return sources.flatMap((source) => (source(context)?.options ?? []).map(({ label }) => label));
}

const withStores = `
class StateMachineRunner:
    def __init__(self, blobs, claims, dispatcher):
        self.documents = blobs
        self.claims: ClaimInbox = claims
        self.dispatcher = dispatcher

    def process(self, message: AddItem, context: MessageContext):
        LINE

    def load(self, key):
        return self.documents.get(key)
`;
const within = (line: string): string => withStores.replace("LINE", line);

for (const [line, labels] of [
  ["self.documents.|", ["get", "put", "delete"]],
  ["self.claims.try|", ["try_claim", "claimed_by"]],
  ["self.dispatcher.|", ["dispatch"]],
  ["message.|", ["order_id", "item"]],
  [
    "context.|",
    ["message_id", "headers", "publish", "nack", "new_id", "now", "delivery_count", "outgoing"],
  ],
  ["blob = self.documents.get(1); blob.|", ["document", "etag"]],
  ["self.documents.get(message.order_id).|", ["document", "etag"]],
  ["[each.bo| for each in EventStore().read(1).events]", ["body", "caused_by"]],
  ["self.|", ["documents", "claims", "dispatcher", "process", "load"]],
  ["unheard_of.|", []],
  ["'self.documents.|'", []],
  ["# self.documents.|", []],
] as const) {
  test(`behind the dot of ${line}`, () => {
    assert.deepEqual(offered(within(line)), labels);
  });
}

test("what a loop goes through has the class of its elements", () => {
  const code = within("for event in EventStore().read(1).events:\n            event.|");

  assert.deepEqual(offered(code), ["body", "caused_by"]);
});

test("an import line offers the names of its module", () => {
  assert.deepEqual(
    offered("from orders import Add|"),
    api.orders?.map(({ name }) => name),
  );
  assert.ok(offered("from consistent_messaging import (\n    Blo|\n)\n").includes("BlobStore"));
});

test("a call offers the parameters that were not given yet", () => {
  const names = offered(within("self.documents.put(1, {}, |)"), true);

  assert.deepEqual(names.slice(0, 2), ["if_match=", "if_none_match="]);
  assert.ok(!names.includes("key="));
});

test("nothing opens by itself before two letters, and names of the file are among it", () => {
  assert.deepEqual(offered(within("S|")), []);
  assert.ok(offered(within("St|")).includes("StateMachineRunner"));
  assert.ok(offered(within("Co|")).includes("ConcurrencyError"));
});

for (const [before, after] of [
  ["from consistent_messaging import Inbox\n", "from consistent_messaging import Inbox, Blob\n"],
  [
    "from consistent_messaging import (\n    Inbox,\n)\n",
    "from consistent_messaging import (\n    Inbox,\n    Blob,\n)\n",
  ],
  [
    "from orders import A\nx = 1\n",
    "from orders import A\nfrom consistent_messaging import Blob\nx = 1\n",
  ],
  ["x = 1\n", "from consistent_messaging import Blob\nx = 1\n"],
  ["from consistent_messaging import Blob\n", "from consistent_messaging import Blob\n"],
] as const) {
  test(`a name is imported into ${JSON.stringify(before)}`, () => {
    const state = EditorState.create({ doc: before });
    const text = (node: SyntaxNode): string => before.slice(node.from, node.to);
    const top = pythonLanguage.parser.parse(before).topNode;

    const change = addImport(top, text, "consistent_messaging", "Blob");

    assert.equal(state.update({ changes: change ?? [] }).state.doc.toString(), after);
  });
}
