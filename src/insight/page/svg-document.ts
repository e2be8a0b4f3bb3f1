import { escapeHtml, Html } from "./html.ts";

/*
 * The part of the DOM that Observable Plot needs to write SVG. A complete DOM would be larger than Plot itself, and would
 * take half of the time.
 */

const SVG = "http://www.w3.org/2000/svg";

/** An element of an SVG document. */
export class SvgElement {
  readonly ownerDocument: SvgDocument;
  readonly namespaceURI = SVG;
  readonly tagName: string;
  readonly #attributes = new Map<string, string>();
  #children: (SvgElement | string)[] = [];

  constructor(ownerDocument: SvgDocument, tagName: string) {
    this.ownerDocument = ownerDocument;
    this.tagName = tagName;
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.#attributes.has(name);
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  appendChild(child: SvgElement): SvgElement {
    this.#children.push(child);
    return child;
  }

  insertBefore(child: SvgElement, next: SvgElement | null): SvgElement {
    this.#children.splice(next === null ? this.#children.length : this.#children.indexOf(next), 0, child);
    return child;
  }

  set textContent(text: string) {
    this.#children = [text];
  }

  /** Returns the element as HTML, without what a page with a style sheet and a description of its own does not need. */
  toHtml(): Html {
    return new Html(this.#write());
  }

  #write(): string {
    if (this.tagName === "style") return "";
    let text = `<${this.tagName}`;
    for (const [name, value] of this.#attributes) {
      if (!UNUSED.test(name)) text += ` ${name}="${escapeHtml(rounded(value))}"`;
    }
    text += ">";
    for (const child of this.#children)
      text += typeof child === "string" ? escapeHtml(child) : child.#write();
    return `${text}</${this.tagName}>`;
  }
}

/** Attributes that are not written. Descriptions inside an image are never read out. */
const UNUSED = /^(aria-|class$|font-family$)/;

/** Rounds coordinates and opacities to two decimals. */
function rounded(value: string): string {
  return value.replace(/\d+\.\d{3,}(?!\d*e)/g, (digits) => String(Math.round(Number(digits) * 100) / 100));
}

/** What creates the elements. */
export class SvgDocument {
  /** Plot creates its first element by this one. */
  readonly documentElement = new SvgElement(this, "svg");

  createElementNS(_namespace: string, tagName: string): SvgElement {
    return new SvgElement(this, tagName);
  }
}
