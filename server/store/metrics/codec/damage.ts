import { AppError } from '../../../errors.ts';

/** What is read is not what was written; says what helps. */
export class DamageError extends AppError {
  constructor(what: string) {
    super('internal', `In the database, ${what}. Stop the server and run: npx lossboard doctor --repair`);
  }
}

export const damaged = (what: string) => new DamageError(what);
