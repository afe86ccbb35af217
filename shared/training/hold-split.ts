/** Settings with the split that they have by their own seed, whatever seed they are repeated with; those without data as they are. */
export function holdSplit<Settings extends object>(settings: Settings): Settings {
  const { dataset, seed } = settings as { dataset?: { seed?: number }; seed?: number };
  return dataset === undefined ? settings : { ...settings, dataset: { ...dataset, seed: dataset.seed ?? seed } };
}
