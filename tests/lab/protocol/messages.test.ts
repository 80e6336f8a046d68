// A page and a worker of different builds do not understand each other, and know it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { accept, stamp } from "../../../code/lab/protocol/messages.ts";

test("a message from the same build is accepted as it was sent", () => {
  const message = accept("build 2", stamp("build 2", { kind: "ready" }));

  assert.equal(message?.kind, "ready");
});

test("a message from another build is refused", () => {
  assert.equal(accept("build 2", stamp("build 1", { kind: "ready" })), null);
});
