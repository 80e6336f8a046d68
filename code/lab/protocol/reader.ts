// Readers of data that was written elsewhere: by Python, by a page, by the browser's storage. A type says
// what a value should be and a reader looks whether it is, so that nothing is believed without a look.

/** Returns the value if it is what it should be, and throws `UnexpectedDataError` if it is not. */
export type Reader<Value> = (value: unknown, name: string) => Value;

/** Says in one sentence which part of some data is not what it should be. */
export class UnexpectedDataError extends Error {}

/** Reads a text. */
export const text: Reader<string> = (value, name) =>
  typeof value === "string" ? value : fail(name, "a text");

/** Reads a finite number. */
export const number: Reader<number> = (value, name) =>
  typeof value === "number" && Number.isFinite(value) ? value : fail(name, "a number");

/** Reads true or false. */
export const flag: Reader<boolean> = (value, name) =>
  typeof value === "boolean" ? value : fail(name, "true or false");

/** Reads one of these words. */
export function oneOf<Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value, name) =>
    words.find((word) => word === value) ?? fail(name, `one of ${words.join(", ")}`);
}

/** Reads what the reader reads, or null. */
export function orNull<Value>(read: Reader<Value>): Reader<Value | null> {
  return (value, name) => (value === null ? null : read(value, name));
}

/** Reads what the reader reads, or nothing where it was left out. */
export function optional<Value>(read: Reader<Value>): Reader<Value | undefined> {
  return (value, name) => (value === undefined ? undefined : read(value, name));
}

/** Reads a list of what the reader reads. */
export function listOf<Value>(read: Reader<Value>): Reader<Value[]> {
  return (value, name) =>
    Array.isArray(value)
      ? value.map((each: unknown, index) => read(each, `${name}[${index}]`))
      : fail(name, "a list");
}

/** Reads an object whose keys are free and whose values the reader reads. */
export function dictionaryOf<Value>(read: Reader<Value>): Reader<Record<string, Value>> {
  return (value, name) =>
    Object.fromEntries(
      Object.entries(objectFrom(value, name)).map(([key, each]) => [
        key,
        read(each, `${name}.${key}`),
      ]),
    );
}

/** Reads an object with these fields; the compiler compares them with the type, field by field. */
export function object<Value extends object>(
  fields: {
    [Key in keyof Value]-?: Reader<Value[Key]>;
  },
): Reader<Value> {
  return (value, name) => {
    const found = objectFrom(value, name);
    const read = Object.entries<Reader<unknown>>(fields).map(([key, readField]) => [
      key,
      readField(found[key], `${name}.${key}`),
    ]);
    return Object.fromEntries(read) as Value; // each field was read just now
  };
}

/** Returns what the JSON says, or null where it cannot be read. */
export function fromJson<Value>(json: string | null, read: Reader<Value>): Value | null {
  try {
    return json === null ? null : read(JSON.parse(json), "");
  } catch {
    return null;
  }
}

function objectFrom(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return fail(name, "an object");
}

function fail(name: string, wanted: string): never {
  throw new UnexpectedDataError(`${name} is not ${wanted}: reload the page.`);
}
