// WebKit, which puppeteer does not drive: WebKitGTK by its own driver, in the WebDriver protocol, as far
// as the tests need it.

import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const patience = 90_000;
const elementKey = "element-6066-11e4-a52e-4f735466cecf"; // a constant of the protocol

/** The keys of the protocol that have no character. */
export const keys = { control: "\uE009", end: "\uE010", home: "\uE011" };

/** Whether WebKit's driver is there, and a display or one that can be made up. */
export function hasWebKit(): boolean {
  return isInstalled("WebKitWebDriver") && (isInstalled("xvfb-run") || hasDisplay());
}

export class WebKit {
  private constructor(
    private readonly driver: ChildProcess,
    private readonly url: string,
  ) {}

  static async start(): Promise<WebKit> {
    const port = await freePort();
    const command = ["WebKitWebDriver", `--port=${port}`];
    if (!hasDisplay()) command.unshift("xvfb-run", "--auto-servernum");
    const [program = "", ...options] = command;
    // In a group of its own, so that the browser and the display end with it. Its sandbox does not start
    // for root, as whom containers often run.
    const env = { ...process.env };
    if (process.getuid?.() === 0) env.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = "1";
    const driver = spawn(program, options, { detached: true, stdio: "ignore", env });
    const address = `http://127.0.0.1:${port}`;
    for (let left = 100; left > 0 && !(await answers(address)); left -= 1) await pause(100);
    const { sessionId } = (await ask("POST", `${address}/session`, { capabilities: {} })) as {
      sessionId: string;
    };
    return new WebKit(driver, `${address}/session/${sessionId}`);
  }

  async close(): Promise<void> {
    await ask("DELETE", this.url).catch(() => {});
    if (this.driver.pid) process.kill(-this.driver.pid);
  }

  async open(address: string): Promise<void> {
    await this.post("url", { url: address });
  }

  async reload(): Promise<void> {
    await this.post("refresh", {});
  }

  /** Runs the body of a function in the page, and gives what it returns. */
  async run(body: string, ...values: unknown[]): Promise<unknown> {
    return this.post("execute/sync", { script: body, args: values });
  }

  /** Runs the body of a function in the page, and gives what that hands to its last argument, a function. */
  async hear(body: string, ...values: unknown[]): Promise<unknown> {
    return this.post("execute/async", { script: body, args: values });
  }

  /** Waits until the page shows this text somewhere in an element that fits. */
  async waitFor(selector: string, text: string): Promise<void> {
    const until = Date.now() + patience;
    const body = `return [...document.querySelectorAll(arguments[0])].some(
      (each) => each.checkVisibility() && each.innerText.includes(arguments[1]))`;
    while (!(await this.run(body, selector, text))) {
      if (Date.now() > until) throw new Error(`WebKit: "${text}" is not shown in ${selector}`);
      await pause(50);
    }
  }

  /** Clicks on the visible button whose name begins so. */
  async press(name: string): Promise<void> {
    const body = `const button = [...document.querySelectorAll("button")].find((each) =>
      each.checkVisibility() && (each.ariaLabel ?? each.innerText).trim().startsWith(arguments[0]));
      button?.scrollIntoView({ block: "center", behavior: "instant" });
      return button;`;
    const found = (await this.run(body, name)) as Record<string, string> | null;
    if (found === null) throw new Error(`WebKit: there is no button "${name}"`);
    await this.post(`element/${found[elementKey]}/click`, {});
  }

  /** Types into the element that fits. */
  async type(selector: string, text: string): Promise<void> {
    const found = (await this.post("element", {
      using: "css selector",
      value: selector,
    })) as Record<string, string>;
    await this.post(`element/${found[elementKey]}/value`, { text });
  }

  private async post(command: string, body: object): Promise<unknown> {
    return ask("POST", `${this.url}/${command}`, body);
  }
}

async function ask(method: string, address: string, body?: object): Promise<unknown> {
  const request = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const { value } = (await (await fetch(address, request)).json()) as { value: unknown };
  const problem = value as { error?: string; message?: string } | null;
  if (problem?.error) throw new Error(`WebKit: ${problem.error}: ${problem.message}`);
  return value;
}

async function answers(address: string): Promise<boolean> {
  return fetch(`${address}/status`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function hasDisplay(): boolean {
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

function isInstalled(command: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
