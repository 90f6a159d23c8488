import { generate, lexer, parse, walk, type CssNode, type Declaration } from "css-tree";
import selectors from "mdn-data/css/selectors.json";

/** The features of Media Queries Level 5 that are not deprecated. */
const mediaFeatures = new Set(
  ["width", "height", "aspect-ratio", "resolution", "color", "color-index", "monochrome"]
    .flatMap((name) => [name, `min-${name}`, `max-${name}`])
    .concat("orientation", "scan", "grid", "update", "overflow-block", "overflow-inline", "color-gamut", "dynamic-range")
    .concat("display-mode", "hover", "any-hover", "pointer", "any-pointer", "scripting", "inverted-colors")
    .concat("prefers-reduced-motion", "prefers-reduced-transparency", "prefers-contrast", "prefers-color-scheme")
    .concat("prefers-reduced-data", "forced-colors"),
);

/** All of them, those that may be written with one colon still, and the marker that Safari before 18 has. */
const pseudo = new Set(
  Object.keys(selectors)
    .map((name) => name.replace("()", ""))
    .concat(":before", ":after", ":first-line", ":first-letter")
    .concat("::-webkit-details-marker"),
);

/**
 * What is wrong with a whole style sheet. Where a value refers to custom properties, it has to be right with every value
 * that the sheet gives them: a checker alone would let such a declaration pass unread, and half of ours are of this kind.
 */
export function faultsOfCss(name: string, css: string): string[] {
  const faults: string[] = [];
  const note = (node: CssNode | null, what: string) => {
    const { line, column } = node?.loc?.start ?? { line: 1, column: 1 };
    faults.push(`${name}:${line}:${column}: ${what}`);
  };
  const sheet = parse(css, {
    positions: true,
    onParseError: (error) => faults.push(`${name}:${error.line}:${error.column}: ${error.message}`),
  });
  const customs = customProperties(sheet);

  walk(sheet, function (node) {
    switch (node.type) {
      case "Atrule": {
        const prelude = node.prelude ?? "";
        const error =
          lexer.checkAtruleName(node.name) ??
          lexer.checkAtrulePrelude(node.name, prelude) ??
          lexer.matchAtrulePrelude(node.name, prelude).error;
        if (error) note(node, `@${node.name}: ${firstLine(error)}`);
        break;
      }
      case "Feature":
      case "FeatureRange":
        if (node.kind === "media" && "name" in node && !mediaFeatures.has(node.name)) {
          note(node, `there is no media feature ${node.name}`);
        }
        break;
      case "PseudoClassSelector":
      case "PseudoElementSelector": {
        const sign = node.type === "PseudoClassSelector" ? ":" : "::";
        if (!pseudo.has(sign + node.name)) note(node, `there is no ${sign}${node.name}`);
        break;
      }
      case "Declaration": {
        if (node.property.startsWith("--")) break;
        // In a condition of @supports it is a declaration like one in a rule.
        const descriptorOf = this.rule || this.atrule?.name === "supports" ? undefined : this.atrule?.name;
        for (const error of faultsOfValue(node, descriptorOf, customs)) {
          note(node, `${generate(node)}: ${error}`);
        }
        break;
      }
    }
  });
  return faults;
}

/** Every value that a sheet gives to each of its custom properties. */
function customProperties(sheet: CssNode): Map<string, string[]> {
  const customs = new Map<string, string[]>();
  walk(sheet, {
    visit: "Declaration",
    enter(node) {
      if (!node.property.startsWith("--")) return;
      const values = customs.get(node.property) ?? [];
      customs.set(node.property, [...values, generate(node.value).trim()]);
    },
  });
  return customs;
}

function faultsOfValue(node: Declaration, atrule: string | undefined, customs: Map<string, string[]>): string[] {
  const missing = new Set<string>();
  // Every value of a property is tried at least once, not every value with every other.
  const variants = new Set<string>();
  for (let round = 0; round < Math.max(1, widest(node.value, customs)); round += 1) {
    variants.add(resolve(node.value, customs, round, missing));
  }
  if (missing.size > 0) return [...missing].map((name) => `nothing defines ${name}`);
  const errors = [...variants].map((value) => {
    const { error } = atrule
      ? lexer.matchAtruleDescriptor(atrule, node.property, value)
      : lexer.matchProperty(node.property, value);
    return error ? `${firstLine(error)} in ${value}` : "";
  });
  return errors.filter(Boolean);
}

/** How many values the most changeable of the properties has that a value refers to, through others too. */
function widest(value: CssNode, customs: Map<string, string[]>, seen = new Set<string>()): number {
  let most = 0;
  eachReference(value, (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    const values = customs.get(name) ?? [];
    most = Math.max(most, values.length + 1, ...values.map((text) => widest(valueOf(text), customs, seen)));
  });
  return most;
}

/** The text of a value with a value in the place of every reference: another one in every round. */
function resolve(value: CssNode, customs: Map<string, string[]>, round: number, missing: Set<string>): string {
  const copy = valueOf(generate(value));
  walk(copy, {
    visit: "Function",
    enter(node, item, list) {
      if (node.name !== "var" || !item || !list) return;
      const [name, fallback] = parts(node);
      const given = customs.get(name) ?? [];
      const texts = fallback === undefined ? given : [...given, fallback];
      if (texts.length === 0) missing.add(name);
      const text = texts.length === 0 ? "" : resolve(valueOf(texts[round % texts.length]!), customs, round, missing);
      list.replace(item, list.createItem({ type: "Raw", value: text }));
    },
  });
  return generate(copy);
}

function eachReference(value: CssNode, act: (name: string) => void): void {
  walk(value, {
    visit: "Function",
    enter(node) {
      if (node.name !== "var") return;
      const [name, fallback] = parts(node);
      act(name);
      if (fallback !== undefined) eachReference(valueOf(fallback), act);
    },
  });
}

/** The name in a `var()`, and its fallback. */
function parts(reference: CssNode): [string, string | undefined] {
  const text = generate(reference).slice("var(".length, -1);
  const comma = text.indexOf(",");
  return comma < 0 ? [text.trim(), undefined] : [text.slice(0, comma).trim(), text.slice(comma + 1).trim()];
}

function valueOf(text: string): CssNode {
  return parse(text, { context: "value" });
}

function firstLine(error: Error): string {
  return error.message.split("\n")[0]!;
}
