#!/usr/bin/env node
// `lossboard` starts the server; `lossboard doctor`, `backup` and `restore` look after its database.
const MAINTENANCE = ['doctor', 'backup', 'restore'];

if (MAINTENANCE.includes(process.argv[2] ?? '')) await import('./maintain.ts');
else await import('./main.ts');
