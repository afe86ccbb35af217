import { type Static, Type } from 'typebox';
import { MetricKey, Step } from './ingest.ts';
import { Config, MAX_CONFIG_CHARACTERS } from './run.ts';

/** The body of `PATCH /runs/:id/series`. */
export const RenameSeries = Type.Object(
  {
    from: MetricKey,
    to: MetricKey,
    merge: Type.Optional(
      Type.Boolean({
        description: 'Where `to` is there already, make both one; of a step that both have, the point of `from` stays.',
      }),
    ),
  },
  { $id: 'RenameSeries', additionalProperties: false },
);
export type RenameSeries = Static<typeof RenameSeries>;

/** The body of `POST /runs/:id/truncate`: the last step that stays. */
export const TruncateRun = Type.Object({ after: Step }, { $id: 'TruncateRun', additionalProperties: false });
export type TruncateRun = Static<typeof TruncateRun>;

/** The body of `PUT /runs/:id/config`. */
export const ReplaceConfig = Type.Object(
  { config: Type.Unsafe<Config>({ ...Config, description: `At most ${MAX_CONFIG_CHARACTERS} characters as JSON.` }) },
  { $id: 'ReplaceConfig', additionalProperties: false },
);
export type ReplaceConfig = Static<typeof ReplaceConfig>;

/** The answer to each of these: the run's revision that shows the change. */
export const Edited = Type.Object(
  { rev: Type.Integer() },
  { $id: 'Edited', description: 'The revision of the run that shows the change.' },
);
export type Edited = Static<typeof Edited>;
