import type { Run } from '../../shared/run.ts';
import { nameOfSetting } from './run-facts.ts';

/** `swift-heron-417`, as the server names runs. */
const MADE_UP = /^[a-z]+-[a-z]+-\d{3}$/;

/** An id as programs draw them. */
const RANDOM = /^(?=.*\d)[0-9a-f]{8,}(-[0-9a-f]{4,})*$/i;

/** Whether nobody gave the run this name: it is made up, an id that is, or put together from its settings by the launch form. */
export function isAutomaticName({ id, name, config, seed }: Pick<Run, 'id' | 'name' | 'config' | 'seed'>): boolean {
  if (MADE_UP.test(name) || (name === id && RANDOM.test(id))) return true;
  const dataset = nameOfSetting(config.dataset);
  const optimizer = nameOfSetting(config.optimizer);
  return dataset !== '' && [`${dataset}-${optimizer}`, `${dataset}-${optimizer}-s${seed}`].includes(name);
}
