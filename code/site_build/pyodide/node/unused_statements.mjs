// Takes from Pyodide's script the statements that nothing leads to: it has all of Emscripten's library, for
// whatever an extension written in C might call. Whether something is used is told by its name alone, so now
// and then too much is kept; what has an effect of its own always is.

import { parse } from "acorn";

// What the script gives to the WebAssembly module, and what it gives to other scripts.
const given = "wasmImports";
const offered = "Module";

/** The script without them; `imports` are what the module takes, and `asked` what other scripts name. */
export function withoutUnusedStatements(script, imports, asked) {
  const factory = parse(script, { ecmaVersion: "latest", sourceType: "module" }).body[0];
  const nodes = factory.body.body;
  const untaken = entriesOf(nodes, given).filter(({ key }) => !imports.has(key.name ?? key.value));
  const statements = nodes.map((node) => describe(node, new Set(untaken)));
  const used = reachable(statements, asked);
  const unused = nodes.filter((_, index) => !used.has(statements[index]));
  return cut(script, [...unused, ...untaken]);
}

/**
 * A statement's own `names`; whom it belongs to and under which `property`, if it only sets that; whether
 * it has an `effect`; and all names that it `mentions`.
 */
function describe(node, left) {
  const mentions = new Set();
  collect(node, left, mentions);
  const { declarations = [], expression, id } = node;
  const names = id ? [id.name] : declarations.map((each) => each.id.name);
  if (names.length > 0) {
    const effect = !id && !declarations.every(isSimple);
    return { names, mentions, owner: null, property: null, effect };
  }
  const { type, left: place, right } = expression ?? {};
  if (type === "AssignmentExpression" && place.type === "MemberExpression" && isPure(right)) {
    const { object, property, computed } = place;
    const name = computed ? property.value : property.name;
    if (object.type === "Identifier" && name !== undefined)
      return { names, mentions, owner: object.name, property: name, effect: false };
  }
  return { names, mentions, owner: null, property: null, effect: true };
}

/** Those with an effect, those that set what is asked for, and all that these lead to. */
function reachable(statements, asked) {
  const byName = new Map();
  const byOwner = new Map();
  for (const each of statements) {
    for (const name of each.names) byName.set(name, [...(byName.get(name) ?? []), each]);
    const key = each.owner === offered ? `${offered}.${each.property}` : each.owner;
    if (key !== null) byOwner.set(key, [...(byOwner.get(key) ?? []), each]);
  }
  const isWanted = ({ effect, owner, property }) =>
    effect || (owner === offered ? asked.has(property) : owner !== null && !byName.has(owner));
  const waiting = statements.filter(isWanted);
  const used = new Set();
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (used.has(each)) continue;
    used.add(each);
    for (const name of each.names) waiting.push(...(byOwner.get(name) ?? []));
    for (const name of each.mentions)
      waiting.push(...(byName.get(name) ?? []), ...(byOwner.get(`${offered}.${name}`) ?? []));
  }
  return used;
}

function isSimple({ id, init }) {
  return id.type === "Identifier" && (init === null || isPure(init));
}

function isPure({ type, elements, properties, argument, object }) {
  if (type === "ArrayExpression") return elements.every(isPure);
  if (type === "ObjectExpression") return properties.every(({ value }) => value && isPure(value));
  if (type === "UnaryExpression") return isPure(argument);
  if (type === "MemberExpression") return object.type === "Identifier";
  return /^(Literal|Identifier|(Arrow)?FunctionExpression)$/.test(type);
}

// Each name in any place, and each text that could be one.
function collect(node, left, mentions) {
  if (node === null || typeof node !== "object" || left.has(node)) return;
  if (node.type === "Identifier") mentions.add(node.name);
  if (node.type === "Literal") mentions.add(node.value);
  for (const [key, value] of Object.entries(node)) {
    if (node.type === "Property" && key === "key") continue;
    if (Array.isArray(value)) for (const each of value) collect(each, left, mentions);
    else collect(value, left, mentions);
  }
}

function entriesOf(nodes, name) {
  const declarations = nodes.flatMap((node) => node.declarations ?? []);
  return declarations.find(({ id }) => id.name === name)?.init.properties ?? [];
}

function cut(script, nodes) {
  let kept = "";
  let from = 0;
  for (const { type, start, end } of nodes.sort((one, other) => one.start - other.start)) {
    kept += script.slice(from, start);
    from = type === "Property" && script[end] === "," ? end + 1 : end;
  }
  return kept + script.slice(from);
}
