/** Figures of two pages in the same unit, run by run: the n-th of both were taken one after the other. */
export interface Pair {
  name: string;
  byHand: (number | undefined)[];
  published: (number | undefined)[];
}

/** The middle of some figures; of an even number, the mean of the two in the middle. */
export function median(figures: number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How the published page's median compares with the other one's. */
export function ratio({ byHand, published }: Pair): number {
  return median(known(published)) / median(known(byHand));
}

/** A table of medians and ratios, with the smallest, median and greatest ratio of single runs. */
export function table(pairs: Pair[]): string {
  const lines = [["", "by hand", "published", "ratio", "run by run"]];
  for (const pair of pairs) {
    const figure = (figures: (number | undefined)[]) => {
      const some = known(figures);
      return some.length ? Math.round(median(some)).toLocaleString("en") : "–";
    };
    const byRun = pair.published.flatMap((published, run) => {
      const byHand = pair.byHand[run];
      return published !== undefined && byHand ? [published / byHand] : [];
    });
    const ratios = byRun.length
      ? [ratio(pair).toFixed(2), [Math.min(...byRun), median(byRun), Math.max(...byRun)].map((r) => r.toFixed(2)).join(" ")]
      : ["", ""];
    lines.push([pair.name, figure(pair.byHand), figure(pair.published), ...ratios]);
  }
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const row = (line: string[]) =>
    line.map((cell, column) => (column ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ");
  return lines.map((line) => row(line).trimEnd()).join("\n");
}

function known(figures: (number | undefined)[]): number[] {
  return figures.filter((figure) => figure !== undefined);
}
