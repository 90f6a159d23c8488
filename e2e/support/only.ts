/** The only element of a list. */
export function only<T>(list: readonly T[]): T {
  const [one, ...others] = list;
  if (one === undefined || others.length > 0) throw new Error(`One was expected: ${JSON.stringify(list)}`);
  return one;
}
