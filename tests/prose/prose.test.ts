// The linter of the texts finds what it is for, in each kind of file, at its line; and leaves alone
// what is no text of ours.

import assert from "node:assert/strict";
import { test } from "node:test";
import { check, MOST_WORDS } from "../../code/prose/check.ts";

/** So many words, none of them twice in a row. */
const words = (count: number) => "one two ".repeat(count).split(" ").slice(0, count).join(" ");
const long = `${words(MOST_WORDS)} end.`;
const filler = "A dog sat on the mat. ".repeat(8);

function found(path: string, source: string): string[] {
  return check(path, source).findings.map((finding) => finding.slice(0, finding.indexOf(",")));
}

const places: [where: string, path: string, source: string, line: number][] = [
  ["a paragraph", "a.md", "# Title\n\nBegin anew.\n", 3],
  ["the second line of a paragraph", "a.md", "It is one.\nBegin\nanew.\n", 2],
  [
    "the description of a page",
    "a.md",
    "---\ndescription: Begin anew.\nhide:\n  - toc\n---\n\nText.\n",
    2,
  ],
  ["below the description", "a.md", "---\ndescription: Good.\n---\n\nBegin anew.\n", 5],
  ["a heading", "a.md", "Text.\n\n## Begin anew\n", 3],
  ["a list", "a.md", "- One.\n- Begin anew.\n", 2],
  ["a table", "a.md", "| a | b |\n| --- | --- |\n| c | begin anew |\n", 3],
  ["an idea that is folded", "a.md", '??? idea "Title"\n    Good.\n\n    Begin anew.\n', 4],
  ["the title of an idea", "a.md", '??? idea "Begin anew"\n    Good.\n', 1],
  [
    "an idea below its program",
    "a.md",
    '??? idea "T"\n    ```python\n    x = 1\n    ```\n\n    Begin anew.\n',
    6,
  ],
  ["a definition", "a.md", "Given\n\n:   Good.\n\n    Begin anew.\n", 5],
  ["HTML with Markdown inside", "a.md", '<div class="x" markdown>\n\nBegin anew.\n\n</div>\n', 3],
  [
    "a caption",
    "a.md",
    '<figure markdown="1">\n<figcaption markdown="span">Begin anew.</figcaption>\n</figure>\n',
    2,
  ],
  [
    "a notebook",
    "docs/notebooks/a.py",
    "# %%\nx = 1\n\n# %% [markdown]\n# Good.\n#\n# Begin anew.\n\n# %%\n",
    7,
  ],
  [
    "a docstring",
    "a.py",
    'x = 1\n\n\ndef f():\n    """It is good.\n\n    Then we begin anew.\n    """\n',
    7,
  ],
  [
    "strings side by side",
    "a.py",
    'raise E(\n    f"It is {x} and "\n    "then we begin anew."\n)\n',
    2,
  ],
  [
    "a message of the library",
    "code/consistent_messaging/checker/a.py",
    'def f():\n    """D."""\n    raise E("then we begin anew")\n',
    3,
  ],
  [
    "a docstring that the pages show",
    "code/consistent_messaging/api/a.py",
    '"""Then we begin anew."""\n',
    1,
  ],
  ["a comment", "a.py", "x = 1\n# Good.\n# Begin anew.\n", 3],
  ["a text of the page", "a.ts", 'export const w = {\n  a: "Then we begin anew.",\n};\n', 2],
  [
    "a text with a hole",
    "a.ts",
    "export const w = (n: number) =>\n  `Then we ${" + "n} begin anew.`;\n",
    2,
  ],
];
for (const [where, path, source, line] of places)
  test(`finds a word that is given up in ${where}`, () => {
    assert.deepEqual(found(path, source), [`${path}:${line}: “anew” is given up`]);
  });

const left: [what: string, path: string, source: string][] = [
  ["a program", "a.md", "Text.\n\n```python\n# anew\n```\n"],
  [
    "a program in an idea",
    "a.md",
    '??? idea "T"\n    Good.\n\n    ```python\n    # anew\n    ```\n',
  ],
  ["code in a sentence", "a.md", "Say `anew` here.\n"],
  ["the name of a check", "a.md", "Look at *Two items in every order*.\n"],
  ["an address", "a.md", "[A page](anew.md) is good.\n"],
  ["the code of a notebook", "docs/notebooks/a.py", "# %%\n# anew\nx = 'begin anew and so on'\n"],
  [
    "what explains the code of the library",
    "code/consistent_messaging/checker/a.py",
    '"""Then we begin anew."""\n# Then we begin anew.\n',
  ],
  ["the code of a program", "a.py", "anew = {'anew': 1}\n"],
  ["a statement of SQL", "a.py", 'ask = f"SELECT anew FROM {table} WHERE key = %s"\n'],
];
for (const [what, path, source] of left)
  test(`leaves ${what} alone`, () => assert.deepEqual(check(path, source).findings, []));

const turns = [
  "It plays them in every order.",
  "The order of the messages is not known.",
  "Whoever opens it sees it.",
  "Who searches before that finds something.",
  "That is no error.",
  "The apple stands in the order.",
  "A read comes to what was true.",
  "What is to be sent waits.",
  "The document may not grow.",
  "You need not know it.",
  "Should the answer be old, wait.",
  "It waits, for nobody knows.",
  "The outbox of item 7 does.",
  "The the word is twice.",
  "Take a apple.",
  "It is incorrect.",
];
for (const turn of turns)
  test(`finds what is given up: ${turn}`, () => {
    assert.equal(check("a.md", turn).findings.length, 1, String(check("a.md", turn).findings));
  });

const good = [
  "The customer's order is in this order book.",
  "Who can create tokens?",
  "It stands for ten.",
  "There is no gap, and it is no longer there.",
  "An attempt at A is over. A is sent.",
  "One idempotency key each.",
  "Look at the store of item 14. It is good.",
];
for (const sentence of good)
  test(`leaves a plain sentence alone: ${sentence}`, () => {
    assert.deepEqual(check("a.md", sentence).findings, []);
  });

test("a sentence may have as many words as it says, and no more", () => {
  assert.deepEqual(check("a.md", `${words(MOST_WORDS - 1)} end.`).findings, []);
  assert.deepEqual(found("a.md", long), [`a.md:1: ${MOST_WORDS + 1} words`]);
});

test("a piece of code is one word of a sentence", () => {
  assert.deepEqual(check("a.md", long.replace("one two", "`a b c d`")).findings, []);
});

test("sentences are parted after a number and before a piece of code", () => {
  const half = words(MOST_WORDS - 3);
  assert.deepEqual(
    check("a.md", `${half} item 14. It ${half} ends. \`x\` ${half} ends.`).findings,
    [],
  );
});

test("a page of long sentences is found, though none is too long", () => {
  const page = `${"The dog and the cat and the cow and the pig sat on the big red mat. "}`.repeat(
    9,
  );
  assert.match(check("a.md", page).findings.join(), /^a\.md: 17\.0 words a sentence, at most 15/);
});

test("a page of long words is found", () => {
  const page = "Organisational considerations necessitate documentation. ".repeat(9);
  assert.match(check("a.md", page).findings.join(), /^a\.md: reading ease -?\d/);
});

test("an easy page is easier than a hard one, and a few sentences say nothing", () => {
  const easy = check("a.md", filler).readability;
  const harder = check("a.md", filler.replaceAll("mat", "parliamentary committee")).readability;
  assert.ok(easy && harder && easy.ease > harder.ease);
  assert.equal(check("a.md", "A dog sat.").readability, undefined);
});
