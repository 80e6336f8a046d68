// What a reader looks for is found: the theme's own search, with the index of the built site, has the place
// that answers among its first results. The search is a worker that needs no page, so it runs in Node.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

const site = fileURLToPath(new URL("../../site/", import.meta.url));

/** What is typed, and where the answer is. */
const lookedFor: Record<string, string> = {
  saga: "reference/in-a-real-system/#sagas-and-replies",
  "dead letter": "reference/in-a-real-system/#dead-letters-and-delivery-counts",
  "dead-letter queue": "reference/in-a-real-system/#dead-letters-and-delivery-counts",
  Kafka: "reference/in-a-real-system/#kafka",
  relay: "reference/in-a-real-system/#a-relay",
  partition: "reference/in-a-real-system/#partitions-sessions-and-fifo-groups",
  Celery: "reference/take-it-home/#brokers",
  Django: "reference/take-it-home/#frameworks",
  "idempotency key": "reference/in-a-real-system/#the-http-boundary",
  "outbox table": "reference/in-a-real-system/#one-database",
  CDC: "reference/in-a-real-system/#a-relay",
  "change data capture": "reference/in-a-real-system/#a-relay",
  Spring: "reference/take-it-home/#frameworks",
  "SQL Server": "reference/take-it-home/#documents",
  PostgreSQL: "reference/on-postgresql/",
  NServiceBus: "reference/in-a-real-system/#from-the-shelf",
  "case files": "cases/",
  "bug report": "cases/",
  Wolverine: "cases/other-words/#timeout-without-a-saga",
  MassTransit: "cases/#by-the-word",
  Powertools: "cases/duplicate-forgotten/#in-progress-until-a-time",
  Eventuous: "cases/lost-by-a-read/#highest-number",
  Rebus: "cases/lost-too-early/#reply-before-the-saga",
  Sidekiq: "cases/lost-too-early/#popped-from-the-list",
  "step by step": "design-guide/",
};

/** As many pages, and on each as many sections, as the list shows before anybody scrolls or unfolds. */
const AT_FIRST = 3;

interface Found {
  location: string;
}
type Search = (typed: string) => Promise<Found[][]>;

describe("the search", () => {
  let search: Search;
  before(async () => {
    search = await startSearch();
  });

  for (const [typed, place] of Object.entries(lookedFor))
    test(`finds ${place} for “${typed}”`, async () => {
      const shown = firstOf(await search(typed));

      assert.ok(shown.includes(place), `shown at first: ${shown.join(", ")}`);
    });

  test("finds nothing where there is nothing", async () => {
    assert.deepEqual(await search("xylophone"), []);
  });
});

function firstOf(pages: Found[][]): string[] {
  return pages
    .slice(0, AT_FIRST)
    .flatMap((sections) => sections.slice(0, AT_FIRST).map((section) => section.location));
}

/** The worker of the built site, with its messages: 0 sets it up, 2 is a query, 3 its answer. */
async function startSearch(): Promise<Search> {
  const workers = join(site, "assets/javascripts/workers");
  const script = readdirSync(workers).find((name) => /^search\..*\.js$/.test(name));
  assert.ok(script, "the site has no search: run `make build`");
  let listener = async (_: { data: unknown }): Promise<void> => undefined;
  const answers: { type: number; data: { items: Found[][] } }[] = [];
  const scope = {
    addEventListener: (_: string, added: typeof listener) => {
      listener = added;
    },
    postMessage: (answer: (typeof answers)[number]) => answers.push(answer),
  };
  const self = createContext(scope); // what the worker hangs on itself is global to it
  self.self = self;
  runInContext(readFileSync(join(workers, script), "utf8"), self);
  const index = JSON.parse(readFileSync(join(site, "search/search_index.json"), "utf8"));
  await listener({ data: { type: 0, data: { ...index, options: { suggest: true } } } });
  return async (typed) => {
    await listener({ data: { type: 2, data: typed } });
    const answer = answers.at(-1);
    assert.equal(answer?.type, 3, "the worker of the theme has other messages now");
    return JSON.parse(JSON.stringify(answer.data.items));
  };
}
