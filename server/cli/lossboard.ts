#!/usr/bin/env node
// `lossboard` starts the server; `lossboard doctor`, `backup` and `restore` look after its database; `lossboard recipe`
// launches recipes on a running one.
const MAINTENANCE = ['doctor', 'backup', 'restore'];

if (MAINTENANCE.includes(process.argv[2] ?? '')) await import('./maintain.ts');
else if (process.argv[2] === 'recipe') await import('./recipe.ts');
else await import('./main.ts');
