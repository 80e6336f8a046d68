// Makes elements. Text always goes in as text, never as HTML: what a learner wrote stays harmless.

type Child = Node | string;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function button(
  label: string,
  onClick: () => void,
  { look = "", icon, children = [] }: { look?: string; icon?: IconName; children?: Child[] } = {},
): HTMLButtonElement {
  const made = element("button", { type: "button", class: `lab-button ${look}`.trim() });
  if (icon !== undefined) made.append(drawIcon(icon));
  made.append(label, ...children);
  // A button that cannot be used now stays in the tab order, so that the focus is not lost.
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") onClick();
  });
  return made;
}

export function setUsable(control: HTMLButtonElement, usable: boolean): void {
  if (usable) control.removeAttribute("aria-disabled");
  else control.setAttribute("aria-disabled", "true");
}

export type IconName = keyof typeof iconPaths;

const iconPaths = {
  play: "M4.5 2.8v10.4L13 8z",
  stop: "M4 4h8v8H4z",
  check: "m3 8.6 3.2 3.2L13 4.6",
  cross: "m4 4 8 8M12 4l-8 8",
  bolt: "M9.2 1.5 3.6 9h3.7l-.6 5.5L12.4 7H8.600z",
  flag: "M4 14V2.6M4 3h8.2l-1.7 2.9L12.2 9H4",
  first: "M4 3v10M12.5 3.5 6.5 8l6 4.5z",
  previous: "m8 3.5-5 5m5-5 5 5M8 3.5v9.4",
  next: "m8 12.5-5-5m5 5 5-5M8 12.5V3.1",
  last: "M12 3v10M3.5 3.5l6 4.5-6 4.5z",
  branch: "M4 13.5V2.5M4 9.5c0-3 7-1.5 7-5.5M8.7 5.8 11 3.5l2.3 2.3",
  copy: "M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",
  reset: "M3 3.5v3.2h3.2M3.4 6.6A5.2 5.2 0 1 1 2.9 9.4",
  open: "M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 8 2.800z",
};

export function drawIcon(name: IconName): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(space, "svg");
  const filled = ["play", "stop", "bolt"].includes(name);
  icon.setAttribute("class", filled ? "lab-icon lab-icon-filled" : "lab-icon");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", iconPaths[name]);
  icon.append(path);
  return icon;
}
