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
  /** Clicks with the mouse in the middle of the element that an expression gives, where it is on screen. */
  click(expression: string): Promise<void>;
  /** Types on the keyboard; the element that has the focus gets it. */
  type(text: string): Promise<void>;
  /** A picture of the screen, as PNG. */
  screenshot(): Promise<Buffer>;
  /** Uncaught errors, and errors on the console, where the protocol reports them. */
  readonly errors: string[];
  /** Closes the tab and forgets what it stored. */
  close(): Promise<void>;
}

/** The actions of WebDriver and of WebDriver BiDi for a click. Each has a way to refer to an element: its `origin`. */
export function clicking(origin: unknown): object[] {
  const move = { type: "pointerMove", x: 0, y: 0, origin };
  const press = ["pointerDown", "pointerUp"].map((type) => ({ type, button: 0 }));
  return [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: [move, ...press] }];
}

/** The same for a text. */
export function typing(text: string): object[] {
  const actions = [...text].flatMap((value) => ["keyDown", "keyUp"].map((type) => ({ type, value })));
  return [{ type: "key", id: "keyboard", actions }];
}
