import { type Static, Type } from 'typebox';

const textOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const numberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

/** What the numbers of a training come from besides its configuration: with equal configuration and origin they are equal. */
export const RunOrigin = Type.Object(
  {
    version: Type.String({ description: 'Of Lossboard.' }),
    commit: textOrNull('Git commit of the code; changes on top of it are not seen. Null where there is no repository.'),
    node: Type.String({ description: 'Version of Node.' }),
    v8: Type.String({ description: 'Version of V8.' }),
    cpu: Type.Optional(textOrNull('Model of the processor; runs of earlier versions have none.')),
    kernels: Type.String({ description: 'Implementation of the kernels.' }),
    dataDigest: textOrNull(
      'SHA-256 of what was trained and tested on, after split and scaling: an upload replaced under its name has another. ' +
        'Null on a surface, which has no data.',
    ),
    targetShift: numberOrNull('Of standardized targets, value = target · targetScale + targetShift; null for classes.'),
    targetScale: numberOrNull('See targetShift.'),
  },
  { $id: 'RunOrigin', description: 'What a training was computed by and from.' },
);
export type RunOrigin = Static<typeof RunOrigin>;
