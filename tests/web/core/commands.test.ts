import { expect, test } from 'vitest';
import { type Command, Commands } from '../../../web/core/commands.svelte.ts';

const command = (title: string, more: Partial<Command> = {}): Command => ({ title, group: 'g', ...more });

test('commands are there as long as they are registered, the newest first', () => {
  const commands = new Commands();
  const titles = () => commands.all.map(({ title }) => title);
  commands.register(() => [command('frame')]);
  const leave = commands.register(() => [command('page'), command('more')]);
  expect(titles()).toEqual(['page', 'more', 'frame']);
  leave();
  expect(titles()).toEqual(['frame']);
});

test('a key does the command that was registered last and can be done; a key that is only listed does nothing', () => {
  const commands = new Commands();
  const run = () => {};
  commands.register(() => [command('frame', { keys: 'c', run }), command('go', { keys: 'g', href: '/runs' })]);
  commands.register(() => [command('page', { keys: 'c', run }), command('listed', { keys: 'x' })]);
  expect(commands.ofKey('c')?.title).toBe('page');
  expect(commands.ofKey('g')?.href).toBe('/runs');
  expect(commands.ofKey('x')).toBeUndefined();
  expect(commands.ofKey('toString')).toBeUndefined();
});
