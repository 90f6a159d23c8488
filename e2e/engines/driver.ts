/** The size of a tab when it opens, in CSS pixels. */
export const SIZE = { width: 1280, height: 800 };

/** A browser that was started for the tests, with a fresh profile. */
export interface Engine {
  /** Opens a tab that shares nothing with the tabs before it: no storage, no cache. */
  open(): Promise<Driver>;
  /** Ends the browser and everything that was started for it. */
  close(): Promise<void>;
}

/** A tab, with the commands that both protocols have. An expression is JavaScript, evaluated in the page. */
export interface Driver {
  /** Opens an address and waits until the document and its styles and scripts are loaded. */
  goto(address: string): Promise<void>;
  /** The browser's Back button. */
  back(): Promise<void>;
  /** The value of an expression that gives a text. */
  evaluate(expression: string): Promise<string>;
  /** Moves the mouse to the middle of the element that an expression gives. */
  hover(expression: string): Promise<void>;
  /** Clicks where the mouse is. */
  click(): Promise<void>;
  /** Types on the keyboard; the element that has the focus gets it. */
  type(text: string): Promise<void>;
  /** Makes the page as wide as this, in CSS pixels, or as narrow as the window gets. */
  resize(width: number): Promise<void>;
  /** A picture of the screen, as PNG. */
  screenshot(): Promise<Buffer>;
  /** Uncaught errors, and errors on the console, where the protocol reports them. */
  readonly errors: string[];
  /** Closes the tab and deletes its storage. */
  close(): Promise<void>;
}

const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" } };

/** The actions that click, the same in WebDriver and WebDriver BiDi. */
export const clicking = [{ ...mouse, actions: ["pointerDown", "pointerUp"].map((type) => ({ type, button: 0 })) }];

/** Those that move the mouse to an element, to which each protocol refers in another way: its `origin`. */
export function moving(origin: unknown): object[] {
  return [{ ...mouse, actions: [{ type: "pointerMove", x: 0, y: 0, origin }] }];
}

/** Those that type a text. */
export function typing(text: string): object[] {
  const actions = [...text].flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
  return [{ type: "key", id: "keyboard", actions }];
}
