import { type Static, Type } from 'typebox';
import { MetricKey } from './ingest.ts';
import { RunId } from './run.ts';

const Metric = Type.String({ ...MetricKey, description: 'Name of the metric.' });
const Seconds = (description: string, minimum = 0) => Type.Integer({ minimum, maximum: 86_400, description });
const kind = <Kind extends string>(name: Kind) => ({ kind: Type.Literal(name) });
const strict = (description: string) => ({ additionalProperties: false, description });

/** What has to happen to a run for an alert. */
export const AlertCondition = Type.Union(
  [
    Type.Object(kind('diverged'), strict('The training ended because its loss diverged, or the loss is not finite.')),
    Type.Object(kind('crashed'), strict('The run crashed, or failed other than by diverging.')),
    Type.Object(kind('finished'), strict('The run finished.')),
    Type.Object(
      { ...kind('silent'), seconds: Seconds('Without a sign of life for so long.', 10) },
      strict('A run that is running sends nothing.'),
    ),
    Type.Object(
      { ...kind('nan'), metric: Type.Optional(Metric) },
      strict('The metric is NaN or infinite; without one, any of the metrics that the list of runs shows.'),
    ),
    Type.Object(
      {
        ...kind('plateau'),
        metric: Metric,
        goal: Type.Enum(['min', 'max'], { description: 'Which values are better.' }),
        points: Type.Integer({ minimum: 2, maximum: 1_000_000, description: 'Points without an improvement.' }),
        tolerance: Type.Number({ minimum: 0, description: 'A value that is better by no more is no improvement.' }),
      },
      strict('The metric has stopped improving.'),
    ),
    Type.Object(
      {
        ...kind('threshold'),
        metric: Metric,
        side: Type.Enum(['above', 'below']),
        value: Type.Number(),
        seconds: Seconds('For so long, by the times of its points; 0 is at once.'),
      },
      strict('The metric is above or below a value.'),
    ),
  ],
  { $id: 'AlertCondition', discriminator: { propertyName: 'kind' } },
);
export type AlertCondition = Static<typeof AlertCondition>;

const Address = Type.String({ maxLength: 2048, pattern: '^https?://[^\\s@]+$', description: 'http or https.' });
const Email = Type.String({ maxLength: 254, pattern: '^[^\\s@,;<>]+@[^\\s@,;<>]+$', description: 'One address.' });

/** Where an alert goes besides the page, which shows all. */
export const AlertChannel = Type.Union(
  [
    Type.Object(
      {
        ...kind('webhook'),
        url: Address,
        secret: Type.Optional(
          Type.String({
            minLength: 8,
            maxLength: 256,
            description:
              'Signs what is sent. It is never answered: left out, the one set before for this address stays.',
          }),
        ),
      },
      strict('JSON by POST.'),
    ),
    Type.Object({ ...kind('slack'), url: Address }, strict("Slack's incoming webhook, and what takes its form.")),
    Type.Object({ ...kind('discord'), url: Address }, strict("Discord's webhook.")),
    Type.Object({ ...kind('email'), to: Email }, strict('By the SMTP server that the operator names.')),
  ],
  { $id: 'AlertChannel', discriminator: { propertyName: 'kind' } },
);
export type AlertChannel = Static<typeof AlertChannel>;

export const AlertRuleId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'Letters, digits, _ and -, at most 64.',
});

/** The body of `POST /projects/:project/alert-rules` and of `PUT` of one. */
export const SaveAlertRule = Type.Object(
  {
    condition: AlertCondition,
    filter: Type.String({
      maxLength: 2000,
      default: '',
      description: 'Which runs, in the filter language; all where empty.',
    }),
    channels: Type.Array(AlertChannel, { maxItems: 8, default: [] }),
    enabled: Type.Boolean({ default: true }),
  },
  { $id: 'SaveAlertRule', additionalProperties: false },
);
export type SaveAlertRule = Static<typeof SaveAlertRule>;

/** A channel as the API shows it. */
export const ShownChannel = Type.Object(
  {
    kind: Type.Enum(['webhook', 'slack', 'discord', 'email']),
    url: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    signed: Type.Optional(Type.Boolean({ description: 'Whether a webhook has a secret.' })),
  },
  { $id: 'ShownChannel' },
);
export type ShownChannel = Static<typeof ShownChannel>;

export const AlertRule = Type.Object(
  {
    id: AlertRuleId,
    project: Type.String(),
    condition: AlertCondition,
    filter: Type.String(),
    channels: Type.Array(ShownChannel),
    enabled: Type.Boolean(),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'AlertRule', description: 'A rule that watches the runs of a project.' },
);
export type AlertRule = Static<typeof AlertRule>;

export const AlertRuleList = Type.Object(
  {
    rules: Type.Array(AlertRule),
    canEmail: Type.Boolean({ description: 'Whether the operator has named an SMTP server.' }),
  },
  { $id: 'AlertRuleList', description: 'The rules of a project.' },
);
export type AlertRuleList = Static<typeof AlertRuleList>;

export const Delivery = Type.Object(
  {
    id: Type.Integer(),
    channel: ShownChannel,
    status: Type.Enum(['waiting', 'delivered', 'failed']),
    attempts: Type.Integer(),
    error: Type.Union([Type.String(), Type.Null()], { description: 'Why the last attempt failed.' }),
    nextAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'Of one that is waiting.' }),
    endedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    message: Type.String(),
    test: Type.Boolean({ description: 'Sent by the button that tests a rule.' }),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Delivery', description: 'A message to a channel, and what became of it.' },
);
export type Delivery = Static<typeof Delivery>;

export const DeliveryList = Type.Object(
  { deliveries: Type.Array(Delivery) },
  { $id: 'DeliveryList', description: 'The latest first.' },
);
export type DeliveryList = Static<typeof DeliveryList>;

export const Alert = Type.Object(
  {
    id: Type.Integer({ description: 'Later ones have higher ids.' }),
    project: Type.String(),
    rule: Type.Union([AlertRuleId, Type.Null()], { description: 'Null once the rule was deleted.' }),
    run: RunId,
    runName: Type.String(),
    kind: Type.String({ description: 'The kind of its condition.' }),
    message: Type.String(),
    step: Type.Union([Type.Integer(), Type.Null()]),
    firedAt: Type.String({ format: 'date-time' }),
    clearedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When the condition was not true any more.',
    }),
    seen: Type.Boolean(),
  },
  { $id: 'Alert', description: 'A rule that came true for a run.' },
);
export type Alert = Static<typeof Alert>;

/** The query of `GET /alerts`. */
export const AlertQuery = Type.Object(
  {
    project: Type.Optional(Type.String({ maxLength: 128, description: 'Alerts of this project alone.' })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Alerts in the answer, at most.' }),
  },
  { additionalProperties: false },
);

export const AlertList = Type.Object(
  { alerts: Type.Array(Alert), unseen: Type.Integer({ description: 'Alerts of all projects that nobody has seen.' }) },
  { $id: 'AlertList', description: 'The latest alerts first.' },
);
export type AlertList = Static<typeof AlertList>;

/** The body of `POST /alerts/seen`. */
export const SeenAlerts = Type.Object(
  { upTo: Type.Integer({ minimum: 0, description: 'This alert and all before it.' }) },
  { $id: 'SeenAlerts', additionalProperties: false },
);
export type SeenAlerts = Static<typeof SeenAlerts>;

/** What a webhook receives. */
export interface AlertPayload {
  type: 'alert';
  /** Sent by the button that tests a rule: nothing has happened. */
  test: boolean;
  project: string;
  rule: { id: string; condition: AlertCondition; text: string };
  /** Null in a test. */
  run: { id: string; name: string; url: string } | null;
  message: string;
  step: number | null;
  firedAt: string;
}
