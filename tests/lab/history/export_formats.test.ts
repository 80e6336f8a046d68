// A history as text: messages in sentences, formats to copy, and links that anybody may have written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { exportAs } from "../../../code/lab/history/export_formats.ts";
import {
  letterOf,
  messagesOf,
  shortLabel,
  tokens,
} from "../../../code/lab/history/message_marks.ts";
import { linkToCode, linkToHistory, readLink } from "../../../code/lab/protocol/deep_links.ts";
import { reads, script, trace } from "./traces.ts";

const page = "http://localhost/course/events/?q=1#top";
const exercise = "event_sourced_handler";
const origin = { exercise, file: "handler.py", page, compressed: null };
const lost = trace(
  [
    { action: "+A", sentence: "The broker delivers A to consumer 1." },
    { action: ".A", call: reads },
    { action: "~A", fault: true, sentence: "Monkey: the ack of A·1 is delayed; nothing is sent." },
    { action: "=A", end: "acked", sentence: "A·1 is acked." },
  ],
  { anomaly: "lost", message: "FirstItemAdded A was never published" },
);

test("messages and attempts are found in a sentence, and nothing else is", () => {
  const found = tokens("A·1 appends ItemAdded B to order-A: a BA, then A.", ["A", "B"]);

  assert.deepEqual(
    found.filter(({ message }) => message !== null).map(({ text }) => text),
    ["A·1", "B", "A"],
  );
  assert.equal(
    found.map(({ text }) => text).join(""),
    "A·1 appends ItemAdded B to order-A: a BA, then A.",
  );
});

test("a batch is one name in a sentence, and what follows is none", () => {
  const said = tokens("A+B·1 is acked except for B; Charge:A/charge·1 fails", ["A", "B"]);
  const marked = said.flatMap(({ text, message }) => (message === null ? [] : [[text, message]]));

  assert.deepEqual(marked, [
    ["A+B·1", "A+B"],
    ["B", "B"],
  ]);
});

test("a link carries the steps of a process by its name", () => {
  const schedule = "+A .A =A .first_relay !first_relay ?first_relay";
  const read = readLink(new URL(linkToHistory(page, exercise, { ...script, schedule })).hash);

  assert.deepEqual(read, {
    exercise,
    script: { ...script, schedule },
    scope: null,
    compressed: null,
  });
});

test("a link carries a clock that stops and runs on", () => {
  const schedule = ":stops +A .A =A :runs +B .B =B";
  const read = readLink(new URL(linkToHistory(page, exercise, { ...script, schedule })).hash);

  assert.deepEqual(read, {
    exercise,
    script: { ...script, schedule },
    scope: null,
    compressed: null,
  });
});

test("a link carries the messages of a batch together", () => {
  const schedule = "2A +A+A#2 .A+A !A+A +B+A ^B+A =B+A1 +Charge:A/charge+A";
  const read = readLink(new URL(linkToHistory(page, exercise, { ...script, schedule })).hash);

  assert.deepEqual(read, {
    exercise,
    script: { ...script, schedule },
    scope: null,
    compressed: null,
  });
  const half = "#history=%2BA%2B&of=x&messages=A&consumers=2&faults=1&leftovers=any";
  assert.equal(readLink(half), "unreadable");
  assert.notEqual(readLink(half.replace("%2BA%2B", "%2BA")), "unreadable");
});

test("the messages of a batch are in the scope of the test, and each has its look", () => {
  const broken = { anomaly: "lost" as const, message: "It was" };
  const source = exportAs("test", trace([{ action: "+B+A" }], broken), origin);

  assert.match(source, /Scope\(\("A", "B"\)\),/);
  assert.deepEqual(messagesOf("B+A"), ["B", "A"]);
  assert.deepEqual([letterOf("B+A"), letterOf("B"), messagesOf(null)], ["d", "b", []]);
  assert.equal(letterOf("Charge:A/charge"), "d", "one that follows is not taken for message C");
  assert.deepEqual(["A·1", "A+B·2", "relay·12"].map(shortLabel), ["A·1", "AB·2", "re·12"]);
});

test("names that mean something to a pattern are taken as they are", () => {
  assert.deepEqual(tokens("a.b and axb", ["a.b"])[0], { text: "a.b", message: "a.b" });
  assert.deepEqual(tokens("nothing", []), [{ text: "nothing", message: null }]);
});

test("a history that breaks the code becomes a pytest function that also fails what is like it", () => {
  const source = exportAs("test", lost, origin);

  assert.equal(
    source,
    `from consistent_messaging.checker import DELAYED_ACK
from consistent_messaging.checks import Scope, assert_repaired
from scenario import scenario


def test_firstitemadded_a_was_never_published():
    """A history of event_sourced_handler."""
    assert_repaired(
        scenario,
        "+A .A =A",
        Scope(("A",), (DELAYED_ACK,), most_faults=1),
    )
`,
  );
});

test("the scope of that function says how the world differs from the usual one", () => {
  const other = { ...script, consumers: 1, leftovers: "none" as const };
  const source = exportAs(
    "test",
    trace([{ action: "+A" }, { action: "+B" }], {
      anomaly: "ghost",
      message: "It was",
      script: other,
    }),
    origin,
  );

  assert.match(source, /^from consistent_messaging\.checks /);
  assert.match(source, /Scope\(\("A", "B"\), consumers=1, leftovers="none"\),/);
});

test("a history that holds becomes a pytest function that replays it", () => {
  const source = exportAs("test", trace([{ action: "+A" }]), origin);

  assert.match(source, /assert_consistent\(scenario, scenario\.replay\("\+A \.A =A"\)\)/);
});

test("of a design, that function imports the scenario from the design's own file", () => {
  const designed = { ...lost, script: { ...lost.script, scenario: "repaired" } };
  const source = exportAs("test", designed, { ...origin, file: "my_shop.py" });

  assert.match(source, /^from my_shop import repaired$/m);
  assert.match(source, /^ {8}repaired,$/m);
  assert.match(source, /A history of my_shop\./);
});

test("a history becomes text with its risk and its end", () => {
  const text = exportAs("text", lost, origin);

  assert.match(text, /^ {2}1 {2}safe {6}The broker delivers A to consumer 1\.$/m);
  assert.match(text, /lost: FirstItemAdded A was never published\.\n\nschedule {2}\+A \.A =A\n$/);
});

test("a history becomes a sequence diagram, and no semicolon ends a line of it", () => {
  const lines = exportAs("mermaid", lost, origin).split("\n");

  assert.equal(lines[0], "sequenceDiagram");
  assert.ok(lines.includes("  queue->>consumer1: The broker delivers A to consumer 1."));
  assert.ok(lines.includes("  stores-->>consumer1: A·1 reads order-7: no events."));
  assert.ok(
    lines.includes("  monkey-xconsumer1: Monkey: the ack of A·1 is delayed, nothing is sent."),
  );
  assert.ok(lines.includes("  Note over queue,downstream: FirstItemAdded A was never published"));
});

test("in a sequence diagram no monkey does what the world does by itself", () => {
  const clock = trace([{ action: ":stops", sentence: "The clock stops: all get the same." }]);
  const receipt = trace([{ action: ">A", sentence: "Downstream gets A." }]);

  assert.match(
    exportAs("mermaid", clock, origin),
    /^ {2}queue->>queue: The clock stops: all get the same\.$/m,
  );
  assert.match(exportAs("mermaid", receipt, origin), /^ {2}downstream->>downstream: Down/m);
});

test("what waits for an endpoint goes into the queue of the sequence diagram, and so does a replay", () => {
  const sent = { content: "Charge", kind: "Charge", left: true, inside: true };
  const told = trace([
    { action: ".A", sent, sentence: "A·1 sends Charge." },
    { action: "*A", consumer: null, attempt: null, sentence: "The operator replays A." },
  ]);
  const lines = exportAs("mermaid", told, origin).split("\n");

  assert.ok(lines.includes("  consumer1->>queue: A·1 sends Charge."));
  assert.ok(lines.includes("  queue->>queue: The operator replays A."));
});

test("a link leads to the page, and brings the history back as it was", () => {
  const link = exportAs("link", lost, origin);

  assert.ok(link.startsWith("http://localhost/course/events/?q=1#history="));
  assert.deepEqual(readLink(new URL(link).hash), {
    exercise,
    script,
    scope: null,
    compressed: null,
  });
});

test("a link to a history can carry the code that it was played on", () => {
  const link = exportAs("link", lost, { ...origin, compressed: "eJwrKMrM_-A" });

  const read = readLink(new URL(link).hash);

  assert.deepEqual(read, { exercise, script, scope: null, compressed: "eJwrKMrM_-A" });
});

test("a link can carry code alone", () => {
  const read = readLink(new URL(linkToCode(page, exercise, "eJwrKMrM_-A")).hash);

  assert.deepEqual(read, { exercise, script: null, scope: null, compressed: "eJwrKMrM_-A" });
  assert.equal(readLink("#code=eJwrKMrM&of=%3Cscript%3E"), "unreadable");
});

test("every kind of action survives a link", () => {
  const schedule =
    "+A .A2 =A ~A !A ?A ^A %A &A <A <A@4 2A xinbox:A >A/ItemAdded *A +A#2 " +
    "+Charge:A/charge +Charge:A/charge#2 .Charge:A/charge·2 <Charge:A/charge@4";
  const link = linkToHistory(page, exercise, { ...script, schedule });

  const read = readLink(new URL(link).hash);

  assert.equal(typeof read === "object" && read.script?.schedule, schedule);
});

test("a fragment of somebody else's is left alone", () => {
  assert.equal(readLink("#hints-and-solution"), "none");
  assert.equal(readLink(""), "none");
});

const good = new URL(linkToHistory(page, exercise, script)).hash;
for (const [what, bad] of [
  ["markup in an action", good.replace("%2BA", "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")],
  ["markup in the name", good.replace(exercise, "%3Cscript%3E")],
  ["a message that is none", good.replace("messages=A+B", "messages=A%22B")],
  ["too many consumers", good.replace("consumers=2", "consumers=99")],
  ["a policy that there is not", good.replace("leftovers=any", "leftovers=all")],
  ["a mark that there is not", good.replace("marks=", "marks=z")],
  ["a history without an end", `#history=${"+A%20".repeat(500)}&${good.slice(1)}`],
  ["nothing", "#history="],
] as const) {
  test(`a link with ${what} is not read`, () => {
    assert.notEqual(bad, good);
    assert.equal(readLink(bad), "unreadable");
  });
}

for (const [what, mangle] of [
  ["a full stop behind it", (link: string) => `${link}.`],
  ["a bracket behind it", (link: string) => `${link})`],
  ["the escapes of HTML", (link: string) => link.replaceAll("&", "&amp;")],
  ["a line break in it", (link: string) => `${link.slice(0, 40)}\r\n${link.slice(40)}`],
  ["an encoded line break in it", (link: string) => `${link.slice(0, 40)}%0A${link.slice(40)}`],
  ["all of it encoded", (link: string) => `#${encodeURIComponent(link.slice(1))}`],
] as const) {
  test(`a link with ${what} is read as it was`, () => {
    const ofHistory = new URL(linkToHistory(page, exercise, script, "eJwrKMrM_-A")).hash;
    const ofCode = new URL(linkToCode(page, exercise, "eJwrKMrM_-A")).hash;
    for (const link of [good, ofHistory, ofCode])
      assert.deepEqual(readLink(mangle(link)), readLink(link));
  });
}
