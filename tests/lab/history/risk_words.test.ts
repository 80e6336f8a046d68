// What the risk of a step claims: it is about what the check looks at, and about nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { riskMeanings, stepWords } from "../../../code/lab/history/texts.ts";

test("a step is safe for its check only, and without a further fault", () => {
  assert.equal(riskMeanings.safe, "every continuation passes this check");
  assert.match(stepWords.riskCounts, /without a further fault/);
});
