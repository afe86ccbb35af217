import { MAX_CONFIG_CHARACTERS } from '../../shared/run.ts';
import { AppError } from '../errors.ts';

/** @throws {AppError} `too_large` for a config that is larger than that of a run may be */
export function expectConfigRoom(id: string, config: Record<string, unknown>): void {
  const { length } = JSON.stringify(config);
  if (length <= MAX_CONFIG_CHARACTERS) return;
  const message = `makes ${length} characters of JSON; a config has at most ${MAX_CONFIG_CHARACTERS}`;
  throw new AppError('too_large', `The config of run "${id}" ${message}. Nothing was changed.`, {
    fields: [{ path: '/config', message }],
  });
}
