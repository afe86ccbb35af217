/** The short words by which people call the settings that most runs have, by what their paths end with; `''` leaves the value alone. */
const WORDS: readonly [path: RegExp, word: string][] = [
  [/(^|\.)(optimizer|algorithm|algo|method)(\.(name|type))?$/i, ''],
  [/(^|\.)(dataset|data|task|env)(\.name)?$/i, ''],
  [/(^|\.)(model|network|architecture|arch)(\.(name|type))?$/i, ''],
  [/(^|[._])(learning_?rate|lr)$/i, 'lr'],
  [/(^|[._])(weight_?decay|wd)$/i, 'wd'],
  [/(^|[._])(batch_?size|bs)$/i, 'bs'],
];

/** Those of the paths that have a short word, what is named first before the others. */
export function pathsWithWords(paths: readonly string[]): { path: string; word: string }[] {
  return WORDS.flatMap(([pattern, word]) => paths.filter((path) => pattern.test(path)).map((path) => ({ path, word })));
}

/** The short word of a setting that has one, and is not called by its value alone. */
export function wordOfSetting(path: string): string | undefined {
  return WORDS.find(([pattern]) => pattern.test(path))?.[1] || undefined;
}

/** The place of a setting among those that have a short word, the learning rate before what is tuned after it; the last for any other. */
export function placeOfSetting(path: string): number {
  const place = WORDS.findIndex(([pattern, word]) => word !== '' && pattern.test(path));
  return place < 0 ? WORDS.length : place;
}
