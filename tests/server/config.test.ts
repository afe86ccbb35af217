import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, helpText, readConfig } from '../../server/config.ts';

const config = (argv: string[], env: Record<string, string> = {}) => {
  const read = readConfig(argv, env);
  if (!('config' in read)) throw new Error('no configuration was read');
  return read.config;
};

describe('the configuration', () => {
  test('has usual values', () => {
    expect(config([])).toMatchObject({
      host: '127.0.0.1',
      port: 4680,
      data: resolve('data'),
      datasets: '',
      watchdog: 120,
    });
    expect(config([]).workers).toBeGreaterThanOrEqual(1);
  });

  test('is read from the environment, and flags win over it', () => {
    const env = {
      LOSSBOARD_PORT: '5000',
      LOSSBOARD_HOST: '0.0.0.0',
      LOSSBOARD_LOG_LEVEL: 'info',
      LOSSBOARD_DATA: '/var/d',
    };
    expect(config(['--port', '0'], env)).toMatchObject({
      port: 0,
      host: '0.0.0.0',
      'log-level': 'info',
      data: '/var/d',
    });
  });

  test('takes a switch without a value, or from a variable', () => {
    expect(config([])['alert-allow-private']).toBe(false);
    expect(config(['--alert-allow-private'])['alert-allow-private']).toBe(true);
    expect(config([], { LOSSBOARD_ALERT_ALLOW_PRIVATE: '1' })['alert-allow-private']).toBe(true);
    expect(config([], { LOSSBOARD_ALERT_ALLOW_PRIVATE: 'false' })['alert-allow-private']).toBe(false);
  });

  test('takes an empty variable as not given', () => {
    expect(config([], { LOSSBOARD_PORT: '', LOSSBOARD_DATASETS: '' })).toMatchObject({ port: 4680, datasets: '' });
  });

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['a port that is no number', ['--port', 'http'], {}, /--port .*"http"/],
    ['a port out of range', ['--port', '70000'], {}, /--port .*65535.*"70000"/],
    ['half a worker', ['--workers', '0.5'], {}, /--workers/],
    ['no worker', ['--workers', '0'], {}, /--workers/],
    ['a variable out of range', [], { LOSSBOARD_WATCHDOG: '-1' }, /LOSSBOARD_WATCHDOG/],
    ['an unknown level', ['--log-level', 'loud'], {}, /--log-level.*debug.*"loud"/],
    ['an unknown flag', ['--prot', '80'], {}, /--prot/],
    ['a flag without its value', ['--port'], {}, /--port/],
    ['a word on its own', ['serve'], {}, /serve/],
    ['a switch with a value', ['--alert-allow-private=often'], {}, /alert-allow-private/],
    [
      'a switch in a variable that is neither',
      [],
      { LOSSBOARD_ALERT_ALLOW_PRIVATE: 'often' },
      /LOSSBOARD_ALERT_ALLOW_PRIVATE/,
    ],
    ['an SMTP server without a protocol', ['--smtp', 'mail.example'], {}, /--smtp/],
  ])('refuses %s by name', (_name, argv, env, message) => {
    expect(() => readConfig(argv, env)).toThrow(ConfigError);
    expect(() => readConfig(argv, env)).toThrow(message);
  });

  test('help and version win over everything else', () => {
    expect(readConfig(['--help'], { LOSSBOARD_PORT: 'x' })).toEqual({ show: 'help' });
    expect(readConfig(['--version'], {})).toEqual({ show: 'version' });
  });

  test('the help names each flag and its variable', () => {
    for (const word of [
      '--port',
      'LOSSBOARD_PORT',
      '4680',
      '--datasets',
      '--workers',
      '--allowed-hosts',
      'LOSSBOARD_LOG_LEVEL',
    ])
      expect(helpText()).toContain(word);
  });
});
