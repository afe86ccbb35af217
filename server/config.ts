import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Static, type TSchema, Type } from 'typebox';
import { fieldErrors } from '../shared/validate.ts';

/** Every setting of the server with its unit and default. Each is a flag `--name` and a variable `LOSSBOARD_NAME`. */
export const Config = Type.Object({
  host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address to listen on.' }),
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 4680, description: 'TCP port; 0 picks a free one.' }),
  data: Type.String({ minLength: 1, default: 'data', description: 'Folder of the database and cached datasets.' }),
  datasets: Type.String({ default: '', description: 'Folder with dataset files that are already there.' }),
  scripts: Type.String({
    default: '',
    description: 'File that registers scripts to run; scripts.json of the data folder unless given.',
  }),
  workers: Type.Integer({
    minimum: 1,
    maximum: 256,
    default: Math.max(1, availableParallelism() - 1),
    description: 'Runs trained at once; the cores minus one unless given.',
  }),
  'threads-per-run': Type.Integer({
    minimum: 1,
    maximum: 2,
    default: 2,
    description: 'Threads that compute for one run at most; the second while a core is idle.',
  }),
  watchdog: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: 120,
    description: 'Seconds without a step after which a training thread is ended.',
  }),
  'allowed-hosts': Type.String({
    default: '',
    description: 'Further names, comma-separated, that browsers may reach the server by.',
  }),
  links: Type.Enum(['refuse', 'follow'], {
    default: 'refuse',
    description: 'Whether folders of the data folder may be links to other disks.',
  }),
  'public-url': Type.String({
    default: '',
    pattern: '^(https?://[^\\s@]*[^\\s@/])?$',
    description: 'Address that people reach the page by, for links in alerts.',
  }),
  smtp: Type.String({
    default: '',
    pattern: '^(smtps?://\\S+)?$',
    description: 'SMTP server for alerts: smtp://user:password@host:587, or smtps.',
  }),
  'smtp-from': Type.String({
    default: 'lossboard@localhost',
    minLength: 3,
    description: 'Sender of alerts by e-mail.',
  }),
  'alert-allow-private': Type.Boolean({
    default: false,
    description: 'Let alerts be sent to addresses of this machine and of the networks around it.',
  }),
  'allow-embed': Type.String({
    default: '',
    pattern: '^(https?://[\\w.:*-]+([\\s,]+https?://[\\w.:*-]+)*)?$',
    description: 'Origins, comma-separated, whose pages may show a panel or a report in a frame.',
  }),
  'log-level': Type.Enum(['debug', 'info', 'warn', 'error', 'silent'], {
    default: 'warn',
    description: 'Least severe lines to write to stderr.',
  }),
});
export type Config = Static<typeof Config>;

type Name = keyof Config;
type Setting = TSchema & { default: string | number | boolean; description: string; minimum?: number };
const SETTINGS: Record<Name, Setting> = Config.properties as never;
const NAMES = Object.keys(SETTINGS) as Name[];

/** A wrong flag or variable; the message names it, what it was and what was expected. */
export class ConfigError extends Error {}

/**
 * What the command line asks for: flags win over variables, variables over defaults.
 *
 * Throws ConfigError for an unknown flag and for a value outside its range.
 */
export function readConfig(argv: string[], env: NodeJS.ProcessEnv): { show: 'help' | 'version' } | { config: Config } {
  const flags = parseFlags(argv);
  if (flags.help === true) return { show: 'help' };
  if (flags.version === true) return { show: 'version' };

  const config: Record<string, unknown> = {};
  for (const name of NAMES) {
    const [source, text] = given(name, flags, env);
    config[name] = text === undefined ? SETTINGS[name].default : parse(name, text);
    const [wrong] = fieldErrors(SETTINGS[name], config[name]);
    if (wrong) throw new ConfigError(`${source} ${wrong.message}, not "${text}"`);
  }
  const checked = config as Config;
  return {
    config: {
      ...checked,
      data: resolve(checked.data),
      datasets: checked.datasets && resolve(checked.datasets),
      scripts: checked.scripts && resolve(checked.scripts),
    },
  };
}

/** The page of `--help`. */
export function helpText(): string {
  const rows = NAMES.map((name) => {
    const { description, default: usual } = SETTINGS[name];
    const shown = usual === '' || usual === false ? '' : ` [${usual}]`;
    return `  --${name.padEnd(14)} ${variable(name).padEnd(24)} ${description}${shown}`;
  });
  return `Usage: npm start -- [flags]\n\n${rows.join('\n')}\n  --help, --version\n`;
}

function parseFlags(argv: string[]): Record<string, string | boolean | undefined> {
  const known = Object.fromEntries(
    NAMES.map((name) => [name, { type: isSwitch(name) ? ('boolean' as const) : ('string' as const) }]),
  );
  try {
    const options = { ...known, help: { type: 'boolean' as const }, version: { type: 'boolean' as const } };
    return parseArgs({ args: argv, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

function given(name: Name, flags: Record<string, unknown>, env: NodeJS.ProcessEnv): [string, string | undefined] {
  const flag = flags[name];
  if (flag !== undefined) return [`--${name}`, String(flag)];
  const text = env[variable(name)];
  return [variable(name), text === '' ? undefined : text];
}

function parse(name: Name, text: string): unknown {
  if (isSwitch(name)) return { true: true, false: false, '1': true, '0': false }[text] ?? text;
  const isNumber = SETTINGS[name].minimum !== undefined;
  return isNumber && text.trim() !== '' ? Number(text) : text;
}

/** A flag without a value. */
function isSwitch(name: Name): boolean {
  return typeof SETTINGS[name].default === 'boolean';
}

function variable(name: Name): string {
  return `LOSSBOARD_${name.toUpperCase().replaceAll('-', '_')}`;
}
