/** A place where an unescaped string does harm: a document with the raw string. */
type Sink = (string: string) => string;

/** Strings that do the same kind of harm. Each calls `ran()`, or changes the document's structure. */
export interface Family {
  name: string;
  sink: Sink;
  strings: string[];
  /** Whether they have to come first. */
  alone?: true;
}

const markup: Sink = (string) => `<article>${string}</article>`;
const inQuotes: Sink = (string) => `<p title="${string}">text</p>`;
const inApostrophes: Sink = (string) => `<p title='${string}'>text</p>`;
const bare: Sink = (string) => `<p title=${string}>text</p>`;
const link: Sink = (string) =>
  `<a href="${string}">text</a><script>if (location.pathname === "/string") document.querySelector("a").click()</script>`;
const code = (before: string, after: string): Sink => (string) => `<script>${before}${string}${after}</script>`;
const block: Sink = (string) => `<script type="application/json">["${string}"]</script><p id="after">text</p>`;
const twice: Sink = (string) =>
  `<p></p><script>const p = document.querySelector("p"); p.innerHTML = ${JSON.stringify(string).replaceAll("<", "\\u003c")};
  p.innerHTML = decodeURIComponent(p.textContent);</script>`;

const script = "<script>ran()</script>";
const picture = "<img src=x: onerror=ran()>";

/** Every family of script injection that the specs know. No string is longer than a name may be. */
export const families: Family[] = [
  { name: "scripts", sink: markup, strings: [script, "<ScRiPt >ran()</sCrIpT >", "<script src=data:,ran()></script>"] },
  {
    name: "elements that load",
    sink: markup,
    strings: [picture, "<IMG/SRC=x:/ONERROR=ran()>", "<video><source onerror=ran()></video>", "<image src=x: onerror=ran()>"],
  },
  {
    name: "drawings",
    sink: markup,
    strings: ["<svg onload=ran()>", "<svg><script>ran()</script></svg>", "<svg><animate onbegin=ran() attributeName=x dur=1s>"],
  },
  {
    name: "frames",
    sink: markup,
    strings: [
      `<iframe srcdoc="<script>parent.ran()</script>"></iframe>`,
      "<iframe src=javascript:parent.ran()></iframe>",
      "<iframe onload=ran()></iframe>",
    ],
  },
  {
    name: "controls that take the focus",
    sink: markup,
    strings: ["<input autofocus onfocus=ran()>", "<details open ontoggle=ran()>x</details>", "<button autofocus onfocus=ran()>"],
  },
  {
    name: "the end of a quoted value",
    sink: inQuotes,
    strings: [`" autofocus tabindex="1" onfocus="ran()`, `">${script}`, `"${picture}`, `"/>${picture}<p title="`],
  },
  {
    name: "the end of a value in apostrophes",
    sink: inApostrophes,
    strings: [`' autofocus tabindex='1' onfocus='ran()`, `'>${script}`, `'/>${picture}<p title='`],
  },
  { name: "a bare value", sink: bare, strings: ["x autofocus tabindex=1 onfocus=ran()", `x>${script}`] },
  {
    name: "the end of raw text",
    sink: (string) => `<title>${string}</title><style>${string}</style><textarea>${string}</textarea>`,
    strings: [`</title>${script}`, `</style>${script}`, `</textarea>${script}`, `</TiTlE\t>${picture}`],
  },
  {
    name: "the end of a data block",
    sink: block,
    strings: [`</script>${script}`, `</SCRIPT\t>${script}`, "<!--<script>", `"]</script>${picture}<script>["`],
  },
  {
    name: "the end of a comment",
    sink: (string) => `<!-- ${string} --><p>text</p>`,
    strings: [`--> ${script}<!--`, `--!>${picture}`, `--><svg onload=ran()><!--`],
  },
  {
    name: "the end of a string in a script",
    sink: code(`const a = "`, `";`),
    strings: [`";ran();"`, `"+ran()+"`, `";ran();//`],
  },
  {
    name: "templates",
    sink: code("const a = `", "`;"),
    strings: ["${ran()}", "`;ran();`", "${[].constructor.constructor('ran()')()} {{7*7}} <%= 7*7 %>"],
  },
  {
    name: "markup that changes when it is read again",
    sink: (string) =>
      `<div></div><script>const d = document.querySelector("div"); d.innerHTML = ${JSON.stringify(string).replaceAll("<", "\\u003c")};
      d.innerHTML = d.innerHTML;</script>`,
    strings: [
      `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x: onerror=ran()&gt;">`,
      `<noscript><p title="</noscript>${picture}">`,
      `<svg><style><img title="</style>${picture}">`,
    ],
  },
  {
    name: "text that somebody encoded before",
    sink: twice,
    strings: ["&lt;img src=x: onerror=ran()&gt;", "&#60;img src=x: onerror=ran()&#62;", "%3Cimg src=x: onerror=ran()%3E"],
  },
  {
    name: "addresses that are scripts",
    sink: link,
    alone: true,
    strings: ["javascript:ran()", "JaVaScRiPt:ran()", "java\tscript:ran()", "\u0001javascript:ran()"],
  },
  {
    name: "addresses of elsewhere",
    alone: true,
    sink: (string) => `<img src="${string}">`,
    strings: ["//evil.test/x", "\\\\evil.test/x", "https:evil.test/x", "/\\evil.test/x", "/\t/evil.test/x"],
  },
  {
    name: "styles",
    sink: (string) => `<p style="color:${string}">text</p>`,
    strings: ["x;background:url(//evil.test/x)", "x;background:u\\72l(//evil.test/x)", `x"><style>@import '//evil.test/x'</style>`],
  },
  {
    name: "elements that change the whole document",
    sink: markup,
    strings: ["<base href=//evil.test/>", "<meta http-equiv=refresh content=0;url=//evil.test/>", "<form id=x><input name=body>"],
  },
  {
    name: "characters that nobody sees",
    sink: markup,
    strings: [`\u202e${script}\u202c`, "\ufeff<svg/onload=ran()>", `\u200b<img\u000csrc=x:\u000conerror=ran()>`],
  },
];

/** Every string of every family. */
export const strings = families.flatMap((family) => family.strings);

/** Strings of every family, in as few texts as a name may be long: for screens that take long to reach. */
function inFewTexts(choose: (family: Family) => string[]): string[] {
  const of = (alone: boolean) => families.filter((family) => Boolean(family.alone) === alone).flatMap(choose);
  const joined = of(false).reduce<string[]>((texts, string) => {
    const longer = `${texts.at(-1)} ${string}`;
    return texts.length === 0 || longer.length > 200 ? [...texts, string] : [...texts.slice(0, -1), longer];
  }, []);
  return [...joined, ...of(true)];
}

/** One string of each family, in few texts. */
export const oneOfEach = inFewTexts(({ strings }) => strings.slice(0, 1));

/** Every string of every family, in few texts. */
export const all = inFewTexts(({ strings }) => strings);
