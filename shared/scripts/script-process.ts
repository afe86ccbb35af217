import { type Static, Type } from 'typebox';

const orNull = <Schema extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(
  schema: Schema,
  description: string,
) => Type.Union([schema, Type.Null()], { description });

/** The process of a script, of the newest attempt. */
export const ScriptProcess = Type.Object(
  {
    command: Type.Array(Type.String(), { description: 'Program and arguments, as they were given.' }),
    cwd: Type.String(),
    commit: orNull(Type.String(), 'Git commit of its folder; null where there is no repository.'),
    continues: Type.Boolean({ description: 'Whether the script can go on where an attempt ended.' }),
    pid: orNull(Type.Integer(), 'Null once it has ended.'),
    exitCode: orNull(Type.Integer(), 'Null while it runs, and where a signal ended it.'),
    signal: orNull(Type.String(), 'The signal that ended it.'),
  },
  { $id: 'ScriptProcess', description: 'The process of a script.' },
);
export type ScriptProcess = Static<typeof ScriptProcess>;
