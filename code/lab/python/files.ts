// The files of the page's Python, as a learner's code has them: they can be read. What that code writes goes
// into its own folder or into the one for temporary files. So no run deletes what the next one needs.

// biome-ignore lint/suspicious/noExplicitAny: as Pyodide declares its files
type Files = any;

interface FileNode {
  mode: number;
  /** Of a folder, by name. */
  contents?: Record<string, FileNode>;
  node_ops: Record<string, unknown>;
  stream_ops: Record<string, unknown>;
}

const writable = ["/tmp", "/home/pyodide"];
const writing = 0o222;

/** Lets all files only be read, and all folders keep what is in them, except those that are written into. */
export function protectFiles(files: Files): void {
  const left = new Set<FileNode>(writable.map((path) => files.lookupPath(path, {}).node));
  const waiting: FileNode[] = [files.lookupPath("/", {}).node];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (left.has(node)) continue;
    const isFolder = files.isDir(node.mode);
    if (isFolder) waiting.push(...Object.values(node.contents ?? {}));
    if (isFolder || files.isFile(node.mode)) protect(node);
  }
}

// Without these nothing is written, and what the mode forbids cannot be allowed again.
function protect(node: FileNode): void {
  const { getattr, lookup, readdir, readlink } = node.node_ops;
  node.node_ops = { getattr, lookup, readdir, readlink };
  node.stream_ops = { ...node.stream_ops, write: undefined };
  node.mode &= ~writing;
}
