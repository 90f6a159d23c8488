import { HtmlValidate, StaticConfigLoader, type ConfigData } from "html-validate";

const rules: ConfigData = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // The theme belongs to the site's owner, who changes it without a build.
    "require-sri": ["error", { exclude: ["theme.css"] }],
    // `open=""` is what HTML's own serialization writes.
    "attribute-boolean-style": "off",
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
    // The form to sign in again is above the work in progress, and each of the two has its heading.
    "heading-level": ["error", { allowMultipleH1: true }],
    // The value is an API key, which a browser should not offer to save.
    "autocomplete-password": "off",
    // A form with an unknown outcome asks what to do, in place of a button that sends it again.
    "wcag/h32": "off",
    // A browser escapes them. Only the markers by which Leptos finds its place in a text area remain.
    "no-raw-characters": "off",
  },
};

/** The errors of a document as it is sent. */
export function faultsOfHtml(name: string, html: string): string[] {
  return faults(name, html, rules);
}

/** The errors of a document as a browser has it, in which the spelling of tags is lost. */
export function faultsOfDocument(name: string, html: string): string[] {
  return faults(name, html, rulesOfDocuments);
}

function faults(name: string, html: string, config: ConfigData): string[] {
  const { results } = new HtmlValidate(new StaticConfigLoader(config)).validateStringSync(html, name);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${name}:${line}:${column}: ${message} (${ruleId})`),
  );
}
