// Hints one at a time, and the solution after a first try or on demand. Without this script they are
// folds that anybody can open.

import { button, element } from "../shared/dom.ts";
import type { KeyValueStorage } from "../storage/key_value.ts";
import { keepOpenedHints, openedHints } from "../storage/opened_hints.ts";
import type { EarlierVersion } from "../storage/versions.ts";
import { hintsWords } from "./texts.ts";

/** The hints and the solution of one exercise, and the buttons that lead to them. */
export class Hints {
  /** Beside the editor: the next hint, and the solution. */
  readonly buttons: HTMLButtonElement[] = [];
  private readonly hints: HTMLDetailsElement[];
  private readonly solution: HTMLDetailsElement | null;
  private readonly note = element("small", { class: "cm-help-note" });
  private readonly question = element("div", { class: "cm-tools", role: "status" });
  private readonly nextHint = button("", () => this.openNextHint(), { look: "lab-quiet" });
  private opened: { hints: number; solution: boolean };
  private insisted = false;

  /** Finds the hints of the exercise with this name; `tried` says whether the reader has tried. */
  constructor(
    private readonly storage: KeyValueStorage,
    private readonly name: string,
    private readonly tried: () => boolean,
  ) {
    const root = document.querySelector(`.cm-help[data-help="${name}"]`);
    this.hints = [...(root?.querySelectorAll<HTMLDetailsElement>("details.cm-hint") ?? [])];
    this.solution = root?.querySelector<HTMLDetailsElement>("details.cm-solution") ?? null;
    this.opened = openedHints(storage, name);
    for (const [index, hint] of this.hints.entries())
      hint.addEventListener("toggle", () => hint.open && this.keep({ hints: index + 1 }));
    if (this.hints.length > 0) this.buttons.push(this.nextHint);
    if (this.solution !== null) this.leadTo(this.solution);
    this.refresh();
  }

  /** Returns the code of the solution once the reader has opened it; null before. */
  get solutionCode(): string | null {
    const code = this.solution?.querySelector("pre")?.textContent;
    return this.opened.solution && code ? `${code.trimEnd()}\n` : null;
  }

  /** Shows what may be opened now; to be called when the reader may have tried. */
  refresh(): void {
    const { hints, solution } = this.opened;
    for (const [index, hint] of this.hints.entries()) hint.hidden = index > hints;
    const label = hintsWords.hint(hints + 1, this.hints.length);
    if (this.nextHint.textContent !== label) this.nextHint.textContent = label;
    const tried = this.tried();
    this.note.textContent = solution ? "" : tried ? hintsWords.tried : hintsWords.untried;
    // Hidden as well as folded: a search in the page would unfold it.
    const body = this.solution?.querySelector<HTMLElement>(".cm-body");
    if (body) body.hidden = !this.mayOpen;
    if (this.mayOpen) this.question.replaceChildren();
  }

  private get mayOpen(): boolean {
    return this.opened.solution || this.insisted || this.tried();
  }

  private leadTo(solution: HTMLDetailsElement): void {
    const summary = solution.querySelector("summary");
    summary?.append(" ", this.note);
    solution.after(this.question);
    summary?.addEventListener("click", (event) => {
      if (solution.open || this.mayOpen) return;
      event.preventDefault();
      this.ask(solution);
    });
    solution.addEventListener("toggle", () => solution.open && this.keep({ solution: true }));
    const go = (): void => {
      if (this.mayOpen) solution.open = true;
      else this.ask(solution);
      lead(solution);
    };
    this.buttons.push(button(hintsWords.solution, go, { look: "lab-quiet" }));
  }

  private ask(solution: HTMLDetailsElement): void {
    const insist = (): void => {
      this.insisted = true;
      this.refresh();
      solution.open = true;
      lead(solution);
    };
    const away = (): void => {
      this.question.replaceChildren();
      lead(solution);
    };
    const choices = [button(hintsWords.insist, insist), button(hintsWords.notNow, away)];
    const notice = { class: "lab-notice" };
    this.question.replaceChildren(
      element("div", notice, element("p", {}, hintsWords.ask), ...choices),
    );
  }

  private openNextHint(): void {
    const hint = this.hints[Math.min(this.opened.hints, this.hints.length - 1)];
    if (hint === undefined) return;
    hint.open = true;
    lead(hint);
  }

  private keep(more: { hints?: number; solution?: boolean }): void {
    const opened = { ...this.opened, ...more };
    opened.hints = Math.max(this.opened.hints, opened.hints);
    this.opened = opened;
    try {
      keepOpenedHints(this.storage, this.name, opened);
    } catch {
      // It is forgotten with this page, which costs no work.
    }
    this.refresh();
  }
}

/** Scrolls to a fold, and focuses its line. */
function lead(fold: HTMLDetailsElement): void {
  fold.querySelector("summary")?.focus({ preventScroll: true });
  fold.scrollIntoView({ block: "center" });
}

/** Says whether the reader has tried: a check of code that does more, or less, than the starter. */
export function hasTried(versions: EarlierVersion[], starter: string): boolean {
  const given = essence(starter);
  return versions.some(({ why, text }) => why === "checked" && essence(text) !== given);
}

/** Code without its comments and spaces: it differs only when something was really changed. */
function essence(code: string): string {
  return code.replace(/#.*$/gm, "").replace(/\s+/g, "");
}
