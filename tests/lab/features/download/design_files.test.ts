// The files of a design, as the download has them: the library splits its text in the same way
// (tests/design/test_several_files.py).

import assert from "node:assert/strict";
import { test } from "node:test";
import { filesIn } from "../../../../code/lab/features/download/zip_archive.ts";

test("a text without a line that names a file is one file, as it is", () => {
  const source = "\n\na = 1\n# a file: none\n";
  assert.deepEqual(filesIn(source, "shop.py"), { "shop.py": source });
});

test("each such line begins the next file", () => {
  const source = "a = 1\n# file: bank.py\n\nb = 2\n#file: more_of_it.py \nc = 3\n";
  assert.deepEqual(filesIn(source, "shop.py"), {
    "shop.py": "a = 1\n",
    "bank.py": "b = 2\n",
    "more_of_it.py": "c = 3\n",
  });
});

test("what names no file stays a comment", () => {
  for (const line of ["# file: bank", "# file: ../bank.py", "x = 1  # file: bank.py"]) {
    const source = `a = 1\n${line}\nb = 2\n`;
    assert.deepEqual(filesIn(source, "shop.py"), { "shop.py": source });
  }
});
