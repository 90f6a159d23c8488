import path from "node:path";
import { root } from "./places";

/** Where the expected output of the specs is. */
export const references = path.join(root, "tests/reference");

/** Whether to write the expected output in place of comparing with it, as in the native tests. */
export const isRenewed = process.env.STATUSPANE_REFERENCE === "write";
