// What page and worker say to each other about a run on PostgreSQL, and what the library emits meanwhile.

import type { Problem, Script, TaskRequest } from "./messages.ts";
import {
  dictionaryOf,
  flag,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  type Reader,
  text,
} from "./reader.ts";
