// Notes are gathered in the order of the agenda, and nothing that was written in them becomes markup or
// an address that leads elsewhere than to a page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { htmlOfNotes } from "../../../../code/lab/features/notes/markdown.ts";
import { asMarkdown } from "../../../../code/lab/features/notes/notes_summary.ts";
import { gatherNotes, savePlace, workOfNote } from "../../../../code/lab/storage/notes.ts";
import { FakeStorage } from "../../fakes.ts";

function written(storage: FakeStorage, name: string, path: string, index = 0): void {
  workOfNote(storage, name).save({ text: `text of ${name}`, at: 5 });
  savePlace(storage, name, { path, title: `Title of ${path}`, heading: "", index });
}

test("notes come in the order of the agenda, then of their page", () => {
  const storage = new FakeStorage();
  written(storage, "second_below", "b/", 1);
  written(storage, "gone", "moved/");
  written(storage, "second", "b/", 0);
  written(storage, "first", "z/");

  const names = gatherNotes(storage, ["z/", "b/"]).map((note) => note.name);

  assert.deepEqual(names, ["first", "second", "second_below", "gone"]);
});

test("a note that was emptied is not gathered", () => {
  const storage = new FakeStorage();
  written(storage, "note", "a/");

  workOfNote(storage, "note").save({ text: "", at: 6 });

  assert.deepEqual(gatherNotes(storage, ["a/"]), []);
});

test("a note whose place cannot be read is gathered all the same", () => {
  const storage = new FakeStorage();
  written(storage, "note", "a/");
  storage.setItem("consistent-messaging/note-place/note", "{");

  const [note] = gatherNotes(storage, ["a/"]);

  assert.equal(note?.text, "text of note");
});

test("the exported Markdown has each page once, with its address, and the headings on it", () => {
  const storage = new FakeStorage();
  written(storage, "one", "a/");
  written(storage, "two", "a/", 1);
  savePlace(storage, "two", { path: "a/", title: "Title of a/", heading: "Explain it", index: 1 });

  const text = asMarkdown(gatherNotes(storage, ["a/"]));

  assert.match(
    text,
    /^# My notes\n\n## \[Title of a\/\]\(\S+\/a\/\)\n\ntext of one\n\n### Explain it\n\ntext of two\n$/,
  );
});

test("markup in notes is shown and not made", () => {
  const html = htmlOfNotes("<script>alert(1)</script> <img src=x onerror=alert(1)>");

  assert.doesNotMatch(html, /<(script|img)/);
});

for (const address of [
  "javascript:alert(1)",
  "data:text/html,x",
  "//elsewhere.example",
  "file:///x",
])
  test(`${address} does not become a link`, () => {
    assert.doesNotMatch(htmlOfNotes(`[press](${address})`), /<a /);
  });

test("a picture is not fetched", () => {
  assert.doesNotMatch(htmlOfNotes("![a](https://elsewhere.example/a.png)"), /<img/);
});

test("headings in notes stand below those of the page", () => {
  assert.match(htmlOfNotes("# Mine\n\n#### Deep"), /<h4>Mine<\/h4>\s*<h6>Deep<\/h6>/);
});
