import { readFileSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import { type Config, ConfigError, helpText, readConfig } from '../config.ts';
import { keepCompiledCode } from './compile-cache.ts';

/** Longer than a thread gets to answer a stop, so that its run can be ended properly. */
const CLOSE_DEADLINE_MS = 15_000;
/** Faults of the process itself. Whoever listens to one has the faulty instruction run again, for ever. */
const FATAL = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV'] as const;

process.umask(0o077); // what it writes, in threads too, is for its user alone

const asked = readArguments();
if ('show' in asked) process.stdout.write(asked.show === 'help' ? helpText() : `${version()}\n`);
else await serve(asked.config);

async function serve(config: Config): Promise<void> {
  keepCompiledCode(); // so what is to be kept is loaded from here on
  const { createApp } = await import('../app.ts');
  const app = await createApp({ config, version: version() }).catch((error: unknown) =>
    fail(1, `Cannot open the data folder ${config.data}: ${messageOf(error)}`),
  );

  closeWithGrace(
    { delay: CLOSE_DEADLINE_MS, logger: false, skip: [...FATAL], onSecondSignal: () => process.exit(1) },
    async ({ err, signal }) => {
      if (err) process.stderr.write(`Lossboard stops because of an error: ${err.stack ?? err.message}\n`);
      else if (signal) process.stderr.write(`Lossboard stops (${signal}); once more to stop at once.\n`);
      await app.http.close();
      if (err) throw err;
    },
  );

  try {
    const address = await app.http.listen({ host: config.host, port: config.port });
    await app.start();
    process.stdout.write(`Lossboard listening on ${address}\n`);
    if (!isLoopback(config.host))
      process.stderr.write(`Whoever can reach ${config.host} can use it: it asks for no password.\n`);
  } catch (error) {
    await app.http.close();
    fail(1, listenFailure(error, config));
  }
}

function readArguments() {
  try {
    return readConfig(process.argv.slice(2), process.env);
  } catch (error) {
    if (error instanceof ConfigError) return fail(2, `${error.message}\nTry: npm start -- --help`);
    throw error;
  }
}

function listenFailure(error: unknown, { host, port }: Config): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use. Stop what listens there, or choose another with --port (0 picks a free one).`;
  if (code === 'EACCES')
    return `Port ${port} on ${host} needs rights that this user lacks. Choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine. Choose one with --host.`;
  return `Cannot listen on ${host}:${port}: ${messageOf(error)}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
