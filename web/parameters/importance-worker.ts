import { type Feature, forestImportance } from './random-forest.ts';

/** What the page sends: the answer has the same id. */
export interface ImportanceQuestion {
  id: number;
  features: Feature[];
  target: number[];
}

// A thread of its own: a forest of some hundred runs takes seconds.
addEventListener('message', ({ data }: MessageEvent<ImportanceQuestion>) => {
  postMessage({ id: data.id, importance: forestImportance(data.features, data.target) });
});
