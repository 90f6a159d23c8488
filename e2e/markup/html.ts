import { HtmlValidate, StaticConfigLoader, type ConfigData } from "html-validate";

const rules: ConfigData = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // The theme is a file of whoever runs the site, to be changed without a build.
    "require-sri": ["error", { exclude: ["theme.css"] }],
    // Names and messages are people's own words, and the rules of typography are theirs.
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "tel-non-breaking": "off",
  },
};

const rulesOfDocuments: ConfigData = {
  ...rules,
  extends: [...rules.extends!, "html-validate:browser"],
  rules: {
    ...rules.rules,
    // Whoever has to sign in again does so above their work, and each of the two has its heading.
    "heading-level": ["error", { allowMultipleH1: true }],
    // What is typed there is a key of the API, which a browser should not offer to keep.
    "autocomplete-password": "off",
    // A form whose fate is not known asks what to do, in place of a button that sends it once more.
    "wcag/h32": "off",
    // A browser escapes by itself. What is left are the marks by which Leptos finds its place in a text area.
    "no-raw-characters": "off",
  },
};

/** What is wrong with a document as it is sent. */
export function faultsOfHtml(name: string, html: string): string[] {
  return faults(name, html, rules);
}

/** What is wrong with a document as a browser has it: how its tags were written can't be told any more. */
export function faultsOfDocument(name: string, html: string): string[] {
  return faults(name, html, rulesOfDocuments);
}

function faults(name: string, html: string, config: ConfigData): string[] {
  const { results } = new HtmlValidate(new StaticConfigLoader(config)).validateStringSync(html, name);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${name}:${line}:${column}: ${message} (${ruleId})`),
  );
}
