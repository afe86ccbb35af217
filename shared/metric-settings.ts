import { type Static, Type } from 'typebox';
import { MetricKey, SHOWN_TEXT } from './ingest.ts';
import { Name } from './run.ts';

/** A project may have settings of so many metrics. */
export const MAX_METRIC_SETTINGS = 1000;

/** Which values are the better ones; `none` where the project does not rank by the metric, whatever its name suggests. */
export const Goal = Type.Enum(['min', 'max', 'none']);
export type Goal = Static<typeof Goal>;

/** What is set about one metric in one project. */
export const MetricSetting = Type.Object(
  {
    project: Type.String(),
    metric: Type.String(),
    goal: Type.Union([Goal, Type.Null()], {
      description: 'Which values are better, `none` for neither; null for what the name of the metric suggests.',
    }),
    unit: Type.Union([Type.String(), Type.Null()], {
      description: 'Shown beside its values; null for what the name of the metric suggests.',
    }),
  },
  { $id: 'MetricSetting', description: 'What is set about a metric in a project.' },
);
export type MetricSetting = Static<typeof MetricSetting>;

/** The query of `GET /metric-settings`. */
export const MetricSettingQuery = Type.Object(
  { project: Type.Optional(Type.String({ ...Name, description: 'Settings of this project alone.' })) },
  { additionalProperties: false },
);

/** The answer of `GET /metric-settings`. */
export const MetricSettingList = Type.Object(
  { settings: Type.Array(MetricSetting) },
  { $id: 'MetricSettingList', description: 'Every metric about which something is set, by project and name.' },
);
export type MetricSettingList = Static<typeof MetricSettingList>;

/** The body of `PATCH /metric-settings`: only the fields in it change. */
export const PatchMetricSetting = Type.Object(
  {
    project: Name,
    metric: MetricKey,
    goal: Type.Optional(Type.Union([Goal, Type.Null()])),
    unit: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 16, pattern: SHOWN_TEXT }), Type.Null()], {
        description: 'Such as `ms` or `°C`.',
      }),
    ),
  },
  { $id: 'PatchMetricSetting', additionalProperties: false, minProperties: 3 },
);
export type PatchMetricSetting = Static<typeof PatchMetricSetting>;
